namespace Plexus.Mesh;

/// <summary>What MESH takes in a header value.</summary>
internal static class HeaderText
{
    /// <summary>No control characters: MESH refuses them (TRANSFER 06) and they would break the request apart.</summary>
    internal static bool IsClean(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (char.IsControl(c))
                return false;
        return true;
    }

    /// <summary>Refuses a value that MESH would refuse, before anything is sent; the message names the header only.</summary>
    internal static void Check(string header, string? value, int maxLength)
    {
        if (value is null)
            return;
        if (value.Length > maxLength)
            throw new ArgumentException($"{header} is longer than {maxLength} characters.");
        if (!IsClean(value))
            throw new ArgumentException($"{header} holds control characters.");
    }

    /// <summary>Letters, digits, space and <c>: - /</c> only, and no URL.</summary>
    internal static void CheckChecksum(string? value)
    {
        Check(MeshWire.ContentChecksum, value, 100);
        if (value is not null && (value.Contains("://", StringComparison.Ordinal) || value.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not (' ' or ':' or '-' or '/'))))
            throw new ArgumentException($"{MeshWire.ContentChecksum} may hold letters, digits, spaces, colons, hyphens and slashes only.");
    }
}
