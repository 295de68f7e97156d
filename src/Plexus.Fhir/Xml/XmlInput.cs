using System.Text;
using System.Xml;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Xml;

/// <summary>Opens untrusted bytes as XML: no document types, no entities, nothing from outside.</summary>
internal static class XmlInput
{
    // Below this size even a tag made of nothing but attributes is harmless.
    private const int SmallDocument = 1 << 20;
    private const int OrdinaryTag = 1024;

    internal static XmlReader Open(ReadOnlyMemory<byte> bytes, FhirModel model, FhirReaderOptions options, out string fhirNamespace)
    {
        if (bytes.Length > options.MaxDocumentBytes)
            throw new FatalIssueException(IssueRules.TooLarge, 0, 0);

        var table = model.XmlNames.CreateTable();
        fhirNamespace = table.Add(XmlResourceReader.FhirNamespace);
        var settings = Settings(options.MaxDocumentBytes, table);
        if (IsWide(bytes.Span))
        {
            // Two bytes a character: decoded first, so that the guard below sees what the parser will see.
            var text = Wide(bytes.Span);
            bytes = Encoding.UTF8.GetBytes(text);
            Guard(bytes.Span, options);
            return XmlReader.Create(new StringReader(text.TrimStart('\uFEFF')), settings);
        }

        Guard(bytes.Span, options);
        return XmlReader.Create(new MemoryInput(bytes), settings);
    }

    internal static XmlReaderSettings Settings(int maxCharacters, XmlNameTable? names = null) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = maxCharacters,
        CheckCharacters = true,
        CloseInput = true,
        NameTable = names,
    };

    /// <summary>Where a document type declaration stands: before the root element, and nowhere else.</summary>
    internal static (int Line, int Column)? Doctype(ReadOnlySpan<byte> bytes)
    {
        if (IsWide(bytes))
            bytes = Encoding.UTF8.GetBytes(Wide(bytes));

        var rest = bytes.StartsWith("\uFEFF"u8) ? bytes["\uFEFF"u8.Length..] : bytes;
        while (true)
        {
            rest = rest.TrimStart(" \t\r\n"u8);
            if (rest.StartsWith("<!DOCTYPE"u8))
                return Place(Encoding.UTF8.GetString(bytes[..^rest.Length]));

            var end = rest.StartsWith("<!--"u8) ? "-->"u8 : rest.StartsWith("<?"u8) ? "?>"u8 : default;
            if (end.IsEmpty || rest.IndexOf(end) is not (>= 0 and var at))
                return null;
            rest = rest[(at + end.Length)..];
        }
    }

    private static string Wide(ReadOnlySpan<byte> bytes) =>
        new UnicodeEncoding(bytes[0] is 0xFE or 0, byteOrderMark: true, throwOnInvalidBytes: false).GetString(bytes);

    private static (int Line, int Column) Place(string before)
    {
        var text = before.AsSpan().TrimStart('\uFEFF');
        return (text.Count('\n') + 1, text.Length - text.LastIndexOf('\n'));
    }

    private static bool IsWide(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 && ((bytes[0], bytes[1]) is (0xFE, 0xFF) or (0xFF, 0xFE) || (bytes[0] == 0 && bytes[1] == '<') || (bytes[0] == '<' && bytes[1] == 0));

    /// <summary>A parser reads all attributes of a tag before anyone can count them, so a large document is searched first for such a tag.</summary>
    private static void Guard(ReadOnlySpan<byte> bytes, FhirReaderOptions options)
    {
        if (bytes.Length < SmallDocument)
            return;

        while (bytes.IndexOf((byte)'<') is var start and >= 0)
        {
            bytes = bytes[(start + 1)..];
            var length = bytes.IndexOf((byte)'>');
            var tag = length < 0 ? bytes : bytes[..length];
            if (tag.Length > OrdinaryTag && tag.Count((byte)'=') > options.MaxAttributes && Attributes(tag) > Math.Max(options.MaxAttributes, 64))
                throw new FatalIssueException(IssueRules.TooManyAttributes, 0, 0);
            bytes = bytes[tag.Length..];
        }
    }

    /// <summary>Quoted values in a tag, each of which is an attribute.</summary>
    private static int Attributes(ReadOnlySpan<byte> tag)
    {
        var count = 0;
        while (tag.IndexOfAny((byte)'"', (byte)'\'') is var open and >= 0)
        {
            var quote = tag[open];
            tag = tag[(open + 1)..];
            var close = tag.IndexOf(quote);
            count++;
            if (close < 0)
                return count;
            tag = tag[(close + 1)..];
        }

        return count;
    }
}
