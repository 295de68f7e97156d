using System.Buffers;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Xml;

/// <summary>Escaping for XML text and attributes. Line ends and tabs in attributes become references: a parser would fold them to spaces.</summary>
internal static class XmlEscape
{
    private static readonly SearchValues<char> TextSpecials = SearchValues.Create("&<>\r");
    private static readonly SearchValues<char> AttributeSpecials = SearchValues.Create("&<>\"\r\n\t");
    private static readonly SearchValues<byte> TextByteSpecials = SearchValues.Create("&<>\r"u8);
    private static readonly SearchValues<byte> AttributeByteSpecials = SearchValues.Create("&<>\"\r\n\t"u8);

    internal static void Append(ArenaWriter arena, ReadOnlySpan<char> text, bool isAttribute)
    {
        var specials = isAttribute ? AttributeSpecials : TextSpecials;
        while (text.IndexOfAny(specials) is var index and >= 0)
        {
            arena.AppendValue(text[..index]);
            arena.AppendValue(Reference((byte)text[index]));
            text = text[(index + 1)..];
        }

        arena.AppendValue(text);
    }

    /// <summary>One character, given as UTF-8.</summary>
    internal static void Append(ArenaWriter arena, ReadOnlySpan<byte> character, bool isAttribute) =>
        arena.AppendValue(character is [var single] && (isAttribute ? AttributeByteSpecials : TextByteSpecials).Contains(single) ? Reference(single) : character);

    internal static void WriteAttribute(ReadOnlySpan<byte> value, ref Utf8Output output)
    {
        while (value.IndexOfAny(AttributeByteSpecials) is var index and >= 0)
        {
            output.Write(value[..index]);
            output.Write(Reference(value[index]));
            value = value[(index + 1)..];
        }

        output.Write(value);
    }

    private static ReadOnlySpan<byte> Reference(byte special) => special switch
    {
        (byte)'&' => "&amp;"u8,
        (byte)'<' => "&lt;"u8,
        (byte)'>' => "&gt;"u8,
        (byte)'"' => "&quot;"u8,
        (byte)'\r' => "&#xD;"u8,
        (byte)'\n' => "&#xA;"u8,
        _ => "&#x9;"u8,
    };
}
