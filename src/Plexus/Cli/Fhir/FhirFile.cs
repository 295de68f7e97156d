using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir;

/// <summary>A resource in a file: its form is told by its first character, its version by what it fits.</summary>
internal static class FhirFile
{
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

    internal static bool IsXml(ReadOnlySpan<byte> bytes) => NationalValidation.IsXml(bytes);

    /// <summary>Whether reading failed because the file holds something else than a resource.</summary>
    internal static bool IsSomethingElse(IReadOnlyList<FhirIssue> issues) => issues is [.., { Severity: FhirSeverity.Fatal } last] && NotFhir.Contains(last.Id);

    /// <inheritdoc cref="NationalValidation.Read"/>
    internal static (FhirReadResult Result, FhirVersion Version) Read(byte[] bytes, FhirVersion? version, FhirReaderOptions options, FhirVersion likely = FhirVersion.Stu3) =>
        NationalValidation.Read(bytes, version, options, likely);

    internal static FhirReadResult Read(byte[] bytes, FhirVersion version, FhirReaderOptions options) => NationalValidation.ReadAs(bytes, version, options);
}
