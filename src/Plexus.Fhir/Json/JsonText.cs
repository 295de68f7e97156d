using System.Buffers;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Json;

/// <summary>Strings and numbers as JSON wants them.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Specials = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    /// <summary>Writes a quoted string; nothing beyond ASCII is escaped, so that sizes and hashes match other writers.</summary>
    internal static void WriteString(ReadOnlySpan<byte> value, ref Utf8Output output)
    {
        output.Write((byte)'"');
        while (value.IndexOfAny(Specials) is var index and >= 0)
        {
            output.Write(value[..index]);
            WriteEscape(value[index], ref output);
            value = value[(index + 1)..];
        }

        output.Write(value);
        output.Write((byte)'"');
    }

    /// <summary>Whether a text is a JSON number as it stands.</summary>
    internal static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("-"u8))
            text = text[1..];
        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0'))
            return false;

        text = text[whole..];
        if (text.StartsWith("."u8))
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0)
                return false;
            text = text[(1 + fraction)..];
        }

        if (text.IsEmpty)
            return true;
        if (text[0] is not ((byte)'e' or (byte)'E'))
            return false;

        text = text[1..];
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
            text = text[1..];
        return Digits(text) is var exponent and > 0 && exponent == text.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }

    private static void WriteEscape(byte special, ref Utf8Output output)
    {
        switch (special)
        {
            case (byte)'"':
                output.Write("\\\""u8);
                break;
            case (byte)'\\':
                output.Write("\\\\"u8);
                break;
            case (byte)'\n':
                output.Write("\\n"u8);
                break;
            case (byte)'\r':
                output.Write("\\r"u8);
                break;
            case (byte)'\t':
                output.Write("\\t"u8);
                break;
            default:
                output.Write("\\u00"u8);
                output.Write((byte)(special < 16 ? '0' : '1'));
                output.Write("0123456789abcdef"u8[special & 15]);
                break;
        }
    }
}
