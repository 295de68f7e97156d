using System.Buffers;

namespace Plexus.Fhir.Validation;

/// <summary>Code systems that are grammars rather than lists.</summary>
internal static class CodeGrammars
{
    private static readonly SearchValues<byte> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-"u8);

    /// <summary>BCP 47 in its well-formed shape: subtags of one to eight letters and digits, the first of letters.</summary>
    internal static bool IsLanguageTag(ReadOnlySpan<byte> text)
    {
        var isFirst = true;
        while (true)
        {
            var end = text.IndexOf((byte)'-');
            var subtag = end < 0 ? text : text[..end];
            if (subtag.Length is 0 or > 8 || !IsAlphanumeric(subtag, lettersOnly: isFirst) || (isFirst && subtag.Length == 1 && end < 0))
                return false;
            if (end < 0)
                return true;
            text = text[(end + 1)..];
            isFirst = false;
        }
    }

    /// <summary>BCP 13: type/subtype with optional parameters; FHIR's own short names of its formats are as good.</summary>
    internal static bool IsMediaType(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("xml"u8) || text.SequenceEqual("json"u8) || text.SequenceEqual("ttl"u8))
            return true;

        var parameters = text.IndexOf((byte)';');
        var type = (parameters < 0 ? text : text[..parameters]).TrimEnd((byte)' ');
        var slash = type.IndexOf((byte)'/');
        return slash > 0 && slash + 1 < type.Length
            && !type[..slash].ContainsAnyExcept(TokenCharacters)
            && !type[(slash + 1)..].ContainsAnyExcept(TokenCharacters);
    }

    private static bool IsAlphanumeric(ReadOnlySpan<byte> text, bool lettersOnly)
    {
        foreach (var b in text)
        {
            if (!char.IsAsciiLetter((char)b) && (lettersOnly || !char.IsAsciiDigit((char)b)))
                return false;
        }

        return true;
    }
}
