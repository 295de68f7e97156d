using System.Text;
using System.Xml;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Xml;

/// <summary>Narrative given as text: checked, and made self-contained where it is not.</summary>
internal static class XhtmlText
{
    /// <summary>The text as one <c>div</c> in the XHTML namespace, or null when it is none or breaks a limit.</summary>
    internal static string? Normalise(string text, FhirReaderOptions options, out IssueRule? problem)
    {
        problem = IssueRules.NarrativeMalformed;
        using var arena = new ArenaWriter(text.Length);
        try
        {
            using var xml = XmlReader.Create(new StringReader(text.Trim()), XmlInput.Settings(options.MaxNarrativeBytes));
            xml.MoveToContent();
            if (xml.LocalName != "div" || xml.NamespaceURI is not ("" or XmlResourceReader.XhtmlNamespace))
                return null;

            var isDeclared = xml.NamespaceURI.Length > 0;
            var node = arena.Append(-1, -1, 0, 0, 0);
            XhtmlReader.Read(xml, arena, node, options, out var hasForeign);
            while (xml.Read())
            {
                // To the end, so that anything after the div is found to be malformed.
            }

            problem = !isDeclared ? IssueRules.NarrativeUndeclared : hasForeign ? IssueRules.NarrativeNamespace : null;
            return Encoding.UTF8.GetString(arena.Value(node));
        }
        catch (Exception exception) when (exception is XmlException or FatalIssueException)
        {
            return null;
        }
    }

    /// <summary>The same, keeping the text as it is when it can stand inside an XML document; lenient reading knows named HTML entities.</summary>
    internal static byte[]? Read(ReadOnlySpan<byte> utf8, FhirReaderOptions options, out IssueRule? problem)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var normal = Normalise(text, options, out problem);
        if (normal is null && options.Mode == FhirReadMode.Lenient && HtmlEntities.TryReplace(utf8.ToArray(), out var replaced))
        {
            normal = Normalise(Encoding.UTF8.GetString(replaced.Span), options, out problem);
            problem ??= IssueRules.NarrativeEntity;
        }

        if (normal is null)
            return null;

        var isSelfContained = problem is null && text.StartsWith("<div", StringComparison.Ordinal) && text.EndsWith("</div>", StringComparison.Ordinal);
        return isSelfContained ? utf8.ToArray() : Encoding.UTF8.GetBytes(normal);
    }
}
