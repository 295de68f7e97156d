using Microsoft.AspNetCore.Http;
using Plexus.Fhir;
using Plexus.Profiles;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Fhir;

/// <summary>Validates what somebody hands in. It is about a person as likely as not: nothing of it is kept, logged or audited.</summary>
internal sealed class FhirDesk(ApiLimits limits) : IDisposable
{
    private const int MostProfiles = 10;
    private const int LongestCanonical = 300;

    // Validating is all processor time: messages come first, so a core is left to them where there is more than one.
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    private readonly FhirReaderOptions _reading = new() { MaxDocumentBytes = checked((int)limits.LargestResource) };

    /// <param name="version">Found out when null.</param>
    /// <param name="profiles">Canonicals the resource must conform to beside those it claims.</param>
    /// <exception cref="ApiRefusal">There is nothing to validate, it is too large, or a profile's name is none.</exception>
    public async Task<CheckedResource> CheckAsync(byte[] resource, FhirVersion? version, IReadOnlyList<string> profiles, CancellationToken cancellation)
    {
        if (resource.LongLength > limits.LargestResource)
            throw TooLarge();
        if (resource.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0)
            throw ApiRefusal.Invalid("resource", "It is empty. Send the XML or JSON of one resource.");
        if (profiles.Count > MostProfiles)
            throw ApiRefusal.Invalid("profile", $"At most {MostProfiles} profiles.");
        if (profiles.Any(profile => profile.Length > LongestCanonical || !Uri.TryCreate(profile, UriKind.Absolute, out _)))
            throw ApiRefusal.Invalid("profile", "Name a profile by its canonical address, such as https://fhir.nhs.uk/STU3/StructureDefinition/….");

        await _turns.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => NationalValidation.Check(resource, version, [.. profiles], _reading), cancellation);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>The version by its name; null when it is to be found out.</summary>
    /// <exception cref="ApiRefusal">There is no such version.</exception>
    public static FhirVersion? VersionOf(string? name) => name?.ToUpperInvariant() switch
    {
        null => null,
        "DSTU2" => FhirVersion.Dstu2,
        "STU3" => FhirVersion.Stu3,
        "R4" => FhirVersion.R4,
        _ => throw ApiRefusal.Invalid("fhirVersion", "The version is dstu2, stu3 or r4."),
    };

    /// <summary>Reads as much as is taken.</summary>
    /// <exception cref="ApiRefusal">There is more.</exception>
    public async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > limits.LargestResource)
                throw TooLarge();
        }

        return bytes.ToArray();
    }

    public void Dispose() => _turns.Dispose();

    private ApiRefusal TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, "too-large", $"The resource is larger than the {limits.LargestResource / 1024 / 1024} MB that are taken here. The command plexus fhir validate takes larger ones.");
}
