using Plexus.Fhir;

namespace Plexus.Cli.Fhir;

/// <summary>A resource in a file: its form is told by its first character, its version by what it fits.</summary>
internal static class FhirFile
{
    private static readonly FhirVersion[] Candidates = [FhirVersion.Stu3, FhirVersion.R4, FhirVersion.Dstu2];

    // Another namespace; an array or a scalar; an object without a resourceType.
    private static readonly string[] NotFhir = ["FHIR-XML-003", "FHIR-JSON-003", "FHIR-JSON-004"];

    internal static async Task<byte[]> BytesAsync(string file, CancellationToken cancellation)
    {
        if (file != "-")
            return File.Exists(file) ? await File.ReadAllBytesAsync(file, cancellation) : throw new CommandException($"{file} does not exist.");

        using var bytes = new MemoryStream();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(bytes, cancellation);
        return bytes.ToArray();
    }

    internal static bool IsXml(ReadOnlySpan<byte> bytes) => bytes.TrimStart("\uFEFF"u8).TrimStart(" \t\r\n"u8) is [(byte)'<', ..];

    /// <summary>Whether reading failed because the file holds something else than a resource.</summary>
    internal static bool IsSomethingElse(FhirReadResult result) => result.IsFatal && NotFhir.Contains(result.Issues[^1].Id);

    /// <summary>The version under which the fewest faults are found; the document itself does not say.</summary>
    /// <param name="likely">The version to take where several fit.</param>
    internal static (FhirReadResult Result, FhirVersion Version) Read(byte[] bytes, FhirVersion? version, FhirReaderOptions options, FhirVersion likely = FhirVersion.Stu3)
    {
        if (version is { } given)
            return (Read(bytes, given, options), given);

        (FhirReadResult Result, FhirVersion Version)? best = null;
        foreach (var candidate in Candidates.OrderBy(candidate => candidate != likely))
        {
            var result = Read(bytes, candidate, options);
            if (best is null || (best.Value.Result.IsFatal && !result.IsFatal) || (best.Value.Result.IsFatal == result.IsFatal && result.Issues.Count < best.Value.Result.Issues.Count))
                best = (result, candidate);
            if (result is { IsFatal: false, Issues.Count: 0 })
                break;
        }

        return best!.Value;
    }

    internal static FhirReadResult Read(byte[] bytes, FhirVersion version, FhirReaderOptions options) =>
        IsXml(bytes) ? FhirXml.Read(bytes, version, options) : FhirJson.Read(bytes, version, options);
}
