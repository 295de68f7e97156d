using System.Xml;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Xml;

/// <summary>Narrative given as text: checked, and made self-contained where it is not.</summary>
internal static class XhtmlText
{
    /// <summary>The text as one <c>div</c> in the XHTML namespace, or null when it is none or breaks a limit.</summary>
    internal static string? Normalise(string text)
    {
        using var arena = new ArenaWriter(text.Length);
        try
        {
            using var xml = XmlReader.Create(new StringReader(text.Trim()), XmlInput.Settings(FhirReaderOptions.Default.MaxNarrativeBytes));
            xml.MoveToContent();
            if (xml.LocalName != "div" || xml.NamespaceURI != XmlResourceReader.XhtmlNamespace)
                return null;

            var node = arena.Append(-1, -1, 0, 0, 0);
            XhtmlReader.Read(xml, arena, node, FhirReaderOptions.Default, out _);
            while (xml.Read())
            {
                // To the end, so that anything after the div is found to be malformed.
            }

            return System.Text.Encoding.UTF8.GetString(arena.Value(node));
        }
        catch (Exception exception) when (exception is XmlException or FatalIssueException)
        {
            return null;
        }
    }
}
