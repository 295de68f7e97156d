using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Plexus.Fhir.Xml;

/// <summary>Named HTML entities, which XML without a document type does not know, as numeric references.</summary>
internal static class HtmlEntities
{
    private const int LongestName = 10;

    /// <summary>Replaces every known name but the five of XML; false when there was none.</summary>
    internal static bool TryReplace(ReadOnlyMemory<byte> input, out ReadOnlyMemory<byte> replaced)
    {
        var output = new ArrayBufferWriter<byte>(input.Length + 256);
        var rest = input.Span;
        var found = false;
        while (rest.IndexOf((byte)'&') is var ampersand and >= 0)
        {
            output.Write(rest[..ampersand]);
            rest = rest[ampersand..];
            var end = rest[..Math.Min(rest.Length, LongestName)].IndexOf((byte)';');
            if (end > 1 && Numeric(rest[1..end]) is { } numeric)
            {
                output.Write(Encoding.ASCII.GetBytes(numeric));
                rest = rest[(end + 1)..];
                found = true;
            }
            else
            {
                output.Write("&"u8);
                rest = rest[1..];
            }
        }

        output.Write(rest);
        replaced = output.WrittenMemory;
        return found;
    }

    private static string? Numeric(ReadOnlySpan<byte> name)
    {
        if (name[0] == '#' || name.SequenceEqual("amp"u8) || name.SequenceEqual("lt"u8) || name.SequenceEqual("gt"u8) || name.SequenceEqual("quot"u8) || name.SequenceEqual("apos"u8))
            return null;

        var reference = $"&{Encoding.UTF8.GetString(name)};";
        var decoded = WebUtility.HtmlDecode(reference);
        return decoded.Length == 1 ? string.Create(CultureInfo.InvariantCulture, $"&#{(int)decoded[0]};") : null;
    }
}
