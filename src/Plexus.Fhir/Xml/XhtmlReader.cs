using System.Xml;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Xml;

/// <summary>Copies a narrative <c>div</c> as self-contained XML text: default namespace declared, no prefixes, entities as characters.</summary>
internal static class XhtmlReader
{
    private const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";
    private const string DeclarationNamespace = "http://www.w3.org/2000/xmlns/";

    /// <summary>Reads the element at which the reader stands, to its end. Its own namespace is taken for the one of XHTML.</summary>
    internal static void Read(XmlReader xml, ArenaWriter arena, int node, FhirReaderOptions options, out bool hasForeign)
    {
        hasForeign = false;
        var start = arena.ValueLength;
        var depth = xml.Depth;
        var xhtml = xml.NamespaceURI;
        do
        {
            if ((xml.NodeType == XmlNodeType.Element && xml.Depth - depth > options.MaxNarrativeDepth) || arena.ValueLength - start > options.MaxNarrativeBytes)
                throw TooLarge(xml);

            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.NamespaceURI != xhtml && xml.NamespaceURI != XmlResourceReader.XhtmlNamespace:
                    hasForeign = true;
                    Skip(xml, options.MaxNarrativeDepth);
                    break;
                case XmlNodeType.Element:
                    hasForeign |= !WriteStart(xml, arena, xml.Depth == depth);
                    break;
                case XmlNodeType.EndElement:
                    arena.AppendValue("</"u8);
                    arena.AppendValue(xml.LocalName);
                    arena.AppendValue(">"u8);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    XmlEscape.Append(arena, xml.Value, isAttribute: false);
                    break;
                case XmlNodeType.Comment:
                    arena.AppendValue("<!--"u8);
                    arena.AppendValue(xml.Value);
                    arena.AppendValue("-->"u8);
                    break;
            }
        }
        while (!IsLast(xml, depth) && xml.Read());

        if (arena.ValueLength - start > options.MaxNarrativeBytes)
            throw TooLarge(xml);
        arena.SetValue(node, start);
        arena.Close(node);
    }

    /// <summary>Whether an element and its attributes are of XHTML; the reader stays at the element.</summary>
    internal static bool IsClean(XmlReader xml)
    {
        var isClean = xml.NamespaceURI == XmlResourceReader.XhtmlNamespace && xml.Prefix.Length == 0;
        while (xml.MoveToNextAttribute())
            isClean &= xml.NamespaceURI is "" or DeclarationNamespace or XmlNamespace;
        xml.MoveToElement();
        return isClean;
    }

    private static bool IsLast(XmlReader xml, int depth) =>
        xml.Depth == depth && (xml.NodeType == XmlNodeType.EndElement || (xml.NodeType == XmlNodeType.Element && xml.IsEmptyElement));

    private static bool WriteStart(XmlReader xml, ArenaWriter arena, bool isRoot)
    {
        var isEmpty = xml.IsEmptyElement;
        var isClean = true;
        arena.AppendValue("<"u8);
        arena.AppendValue(xml.LocalName);
        if (isRoot)
            arena.AppendValue(" xmlns=\"http://www.w3.org/1999/xhtml\""u8);

        while (xml.MoveToNextAttribute())
        {
            if (xml.NamespaceURI == DeclarationNamespace)
                continue;
            if (xml.NamespaceURI.Length > 0 && xml.NamespaceURI != XmlNamespace)
            {
                isClean = false;
                continue;
            }

            arena.AppendValue(xml.NamespaceURI.Length > 0 ? " xml:"u8 : " "u8);
            arena.AppendValue(xml.LocalName);
            arena.AppendValue("=\""u8);
            XmlEscape.Append(arena, xml.Value, isAttribute: true);
            arena.AppendValue("\""u8);
        }

        xml.MoveToElement();
        arena.AppendValue(isEmpty ? "/>"u8 : ">"u8);
        return isClean;
    }

    private static void Skip(XmlReader xml, int maxDepth)
    {
        if (xml.IsEmptyElement)
            return;

        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.Depth - depth > maxDepth)
                throw TooLarge(xml);
        }
    }

    private static FatalIssueException TooLarge(XmlReader xml)
    {
        var lines = (IXmlLineInfo)xml;
        return new FatalIssueException(IssueRules.NarrativeTooLarge, lines.LineNumber, lines.LinePosition);
    }
}
