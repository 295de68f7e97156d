using System.Text;
using System.Xml.Linq;

namespace Plexus.Fhir.Tests.Xml;

/// <summary>An XML document as lines that are equal exactly when the documents mean the same.</summary>
internal static class XmlTree
{
    private static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";

    /// <param name="xml">The document.</param>
    /// <param name="isOrdered">Whether the order of differently named siblings counts.</param>
    internal static string Of(byte[] xml, bool isOrdered = true)
    {
        var lines = new StringBuilder();
        Append(lines, XDocument.Load(new MemoryStream(xml), LoadOptions.PreserveWhitespace).Root!, 0, isOrdered);
        return lines.ToString();
    }

    private static void Append(StringBuilder lines, XElement element, int level, bool isOrdered)
    {
        lines.Append(' ', level).Append(element.Name);
        foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.LocalName != "schemaLocation").OrderBy(attribute => attribute.Name.ToString(), StringComparer.Ordinal))
            lines.Append(' ').Append(attribute.Name).Append("='").Append(attribute.Value).Append('\'');
        lines.Append('\n');

        var isFhir = element.Name.Namespace != Xhtml;
        var nodes = isOrdered || !isFhir ? element.Nodes() : element.Elements().OrderBy(child => child.Name.LocalName, StringComparer.Ordinal);
        var text = "";
        foreach (var node in nodes)
        {
            // Comments and processing instructions part texts that are one.
            if (node is XText part && !isFhir)
                text += part.Value;
            if (node is not XElement child)
                continue;

            text = AppendText(lines, text, level + 1);
            Append(lines, child, level + 1, isOrdered);
        }

        AppendText(lines, text, level + 1);
    }

    private static string AppendText(StringBuilder lines, string text, int level)
    {
        if (text.Length > 0)
            lines.Append(' ', level).Append('"').Append(text).Append("\"\n");
        return "";
    }
}
