using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir;

/// <summary>A resource in a file: its form is told by its first character, its version by what it fits.</summary>
internal static class FhirFile
{
    internal static async Task<byte[]> BytesAsync(string file, CancellationToken cancellation)
    {
        if (file != "-")
            return File.Exists(file) ? await File.ReadAllBytesAsync(file, cancellation) : throw new CommandException($"There is no file {file}.");

        using var bytes = new MemoryStream();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(bytes, cancellation);
        return bytes.ToArray();
    }

    internal static bool IsXml(ReadOnlySpan<byte> bytes) => NationalValidation.IsXml(bytes);

    internal static (FhirReadResult Result, FhirVersion Version) Read(byte[] bytes, FhirVersion? version, FhirReaderOptions options) =>
        NationalValidation.Read(bytes, version, options);

    internal static FhirReadResult Read(byte[] bytes, FhirVersion version, FhirReaderOptions options) => NationalValidation.ReadAs(bytes, version, options);
}
