using System.Xml;
using Plexus.Fhir.Xml;

namespace Plexus.Fhir.Validation;

/// <summary>What a narrative may hold: formatting, tables, lists, links and images, and nothing that acts.</summary>
/// <remarks>FHIR R4 narrative.html: chapters 7 to 11 and 15 of HTML 4, a, img, and style attributes.</remarks>
internal static class NarrativeRules
{
    private static readonly HashSet<string> Elements = (
        "a abbr acronym address b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img "
        + "kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var").Split(' ').ToHashSet(StringComparer.Ordinal);

    private static readonly HashSet<string> Attributes = (
        "abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset cite class colspan "
        + "compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel rev rowspan rules scope shape span "
        + "space src start style summary tabindex title type valign value vspace width").Split(' ').ToHashSet(StringComparer.Ordinal);

    private static readonly string[] LinkBeginnings = ["http://", "https://", "mailto:", "tel:", "#"];
    private static readonly string[] ImageBeginnings = ["http://", "https://", "data:image/", "#"];

    internal static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ElementNames { get; } = Elements.GetAlternateLookup<ReadOnlySpan<char>>();

    internal static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> AttributeNames { get; } = Attributes.GetAlternateLookup<ReadOnlySpan<char>>();

    internal static void Check(ValidationRun run, int node)
    {
        var (isAllowed, hasContent) = Examine(run.Document.ValueMemory(node));
        if (!isAllowed)
            run.Error(ValidationRules.Invariant("txt-1"), node);
        if (!hasContent)
            run.Error(ValidationRules.Invariant("txt-2"), node);
    }

    /// <summary>Whether a narrative holds only what is allowed, and whether it says or shows anything.</summary>
    internal static (bool IsAllowed, bool HasContent) Examine(ReadOnlyMemory<byte> narrative) =>
        NarrativeScan.TryScan(narrative.Span, int.MaxValue, out var scan) ? (scan.IsAllowed, scan.HasContent) : ExamineThoroughly(narrative);

    /// <summary>The same over the platform's parser, whatever the narrative holds.</summary>
    internal static (bool IsAllowed, bool HasContent) ExamineThoroughly(ReadOnlyMemory<byte> narrative)
    {
        using var xml = XmlReader.Create(new MemoryInput(narrative), XmlInput.Settings(FhirReaderOptions.Default.MaxDocumentBytes));
        var hasContent = false;
        var isAllowed = true;
        try
        {
            while (xml.Read())
            {
                hasContent = hasContent || (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && xml.Value.AsSpan().ContainsAnyExcept(" \t\r\n"));
                if (xml.NodeType != XmlNodeType.Element)
                    continue;

                hasContent |= xml.LocalName == "img" && xml.GetAttribute("src") is not null;
                isAllowed &= Elements.Contains(xml.LocalName) && AreAllowed(xml);
            }
        }
        catch (XmlException)
        {
            // A document built elsewhere than by the readers and the builder could hold it; they let none through.
            isAllowed = false;
        }

        return (isAllowed, hasContent);
    }

    internal static bool IsSafeLink(string address) => IsSafe(address, LinkBeginnings);

    internal static bool IsSafeImage(string address) => IsSafe(address, ImageBeginnings);

    private static bool AreAllowed(XmlReader xml)
    {
        var name = xml.LocalName;
        var allowed = true;
        while (xml.MoveToNextAttribute())
        {
            if (xml.Prefix == "xmlns" || xml.Name == "xmlns")
                continue;

            allowed &= Attributes.Contains(xml.LocalName);
            if (name == "a" && xml.LocalName == "href")
                allowed &= IsSafeLink(xml.Value);
            else if (name == "img" && xml.LocalName == "src")
                allowed &= IsSafeImage(xml.Value);
        }

        xml.MoveToElement();
        return allowed;
    }

    /// <summary>A relative address has no scheme; of the others only those that lead nowhere unexpected.</summary>
    private static bool IsSafe(string address, string[] beginnings) =>
        Array.Exists(beginnings, beginning => address.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)) || !address.Contains(':', StringComparison.Ordinal);
}
