using System.Text;
using System.Xml;
using Plexus.Fhir.Documents;
using Plexus.Fhir.Validation;

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
        catch (XmlException)
        {
            return null;
        }
        catch (FatalIssueException exception)
        {
            problem = exception.Rule;
            return null;
        }
    }

    /// <summary>Whether the text can stand inside an XML document as it is: one <c>div</c>, all of it in the XHTML namespace.</summary>
    internal static bool IsSelfContained(ReadOnlyMemory<byte> utf8, FhirReaderOptions options)
    {
        if (!utf8.Span.StartsWith("<div"u8) || !utf8.Span.EndsWith("</div>"u8))
            return false;
        if (NarrativeScan.TryScan(utf8.Span, options.MaxNarrativeDepth, out _))
            return true;

        try
        {
            using var xml = XmlReader.Create(new MemoryInput(utf8), XmlInput.Settings(options.MaxNarrativeBytes));
            var isFirst = true;
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                if (xml.Depth > options.MaxNarrativeDepth || (isFirst && xml.LocalName != "div") || !XhtmlReader.IsClean(xml))
                    return false;
                isFirst = false;
            }

            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>Narrative that cannot stand as it is, made so; null when it cannot be. Lenient reading knows named HTML entities.</summary>
    internal static string? Repair(ReadOnlySpan<byte> utf8, FhirReaderOptions options, out IssueRule? problem)
    {
        var normal = Normalise(Encoding.UTF8.GetString(utf8), options, out problem);
        if (normal is null && problem != IssueRules.NarrativeTooLarge && options.Mode == FhirReadMode.Lenient && HtmlEntities.TryReplace(utf8.ToArray(), out var replaced))
        {
            normal = Normalise(Encoding.UTF8.GetString(replaced.Span), options, out problem);
            problem ??= IssueRules.NarrativeEntity;
        }

        return normal;
    }
}
