using System.Text;

namespace Plexus.Fhir.Xml;

/// <summary>References to characters, and the declarations that are met in practice.</summary>
internal static class XmlCharacters
{
    /// <summary>The character of one of XML's five names; 0 for any other name.</summary>
    internal static byte Named(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("amp"u8) ? (byte)'&'
        : name.SequenceEqual("lt"u8) ? (byte)'<'
        : name.SequenceEqual("gt"u8) ? (byte)'>'
        : name.SequenceEqual("quot"u8) ? (byte)'"'
        : name.SequenceEqual("apos"u8) ? (byte)'\''
        : (byte)0;

    /// <summary>Decodes what stands between <c>&amp;#</c> and the semicolon.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> number, Span<byte> character, out int used)
    {
        used = 0;
        var isHex = number.StartsWith("x"u8);
        var digits = isHex ? number[1..] : number;
        if (digits.Length is 0 or > 7)
            return false;

        var code = 0;
        foreach (var digit in digits)
        {
            if (!(isHex ? char.IsAsciiHexDigit((char)digit) : char.IsAsciiDigit((char)digit)))
                return false;
            code = (code * (isHex ? 16 : 10)) + (char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        if (!IsAllowed(code))
            return false;

        used = new Rune(code).EncodeToUtf8(character);
        return true;
    }

    /// <summary>Version 1.0 and UTF-8, the declaration's opening included and its end not.</summary>
    internal static bool IsUsualDeclaration(ReadOnlySpan<byte> text)
    {
        if (!TakeEither(ref text, "<?xml version=\"1.0\""u8, "<?xml version='1.0'"u8))
            return false;

        _ = TakeEither(ref text, " encoding=\"UTF-8\""u8, " encoding='UTF-8'"u8) || TakeEither(ref text, " encoding=\"utf-8\""u8, " encoding='utf-8'"u8);
        _ = TakeEither(ref text, " standalone=\"yes\""u8, " standalone=\"no\""u8);
        return text.TrimEnd((byte)' ').IsEmpty;
    }

    /// <summary>The characters of XML 1.0.</summary>
    private static bool IsAllowed(int code) =>
        code is 9 or 10 or 13 or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);

    private static bool TakeEither(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (!text.StartsWith(one) && !text.StartsWith(other))
            return false;

        text = text[(text.StartsWith(one) ? one.Length : other.Length)..];
        return true;
    }
}
