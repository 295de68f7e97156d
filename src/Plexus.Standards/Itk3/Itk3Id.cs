namespace Plexus.Standards.Itk3;

/// <summary>Identifiers and references are written bare, as <c>urn:uuid:</c>, or in capitals: here they become comparable.</summary>
internal static class Itk3Id
{
    /// <summary>Without outer blanks and <c>urn:uuid:</c>; a UUID in small letters, anything else as it stands.</summary>
    internal static string Normalise(string text)
    {
        var bare = text.AsSpan().Trim();
        if (bare.StartsWith(Itk3Wire.UuidPrefix, StringComparison.OrdinalIgnoreCase))
            bare = bare[Itk3Wire.UuidPrefix.Length..];
        return Guid.TryParse(bare, out var uuid) ? uuid.ToString("d") : bare.ToString();
    }

    internal static bool IsUuid(string text) => Guid.TryParse(text, out _);

    /// <summary>Whether a reference carries anything to correlate by: the guide writes <c>None</c> for an unused one.</summary>
    internal static bool IsUsed(string? reference) =>
        !string.IsNullOrWhiteSpace(reference) && !string.Equals(reference, Itk3Wire.Unused, StringComparison.OrdinalIgnoreCase);
}
