using System.Text;
using Plexus.Fhir;

namespace Plexus.Web.Api.Exchanges;

/// <param name="Next">Give it as <c>after</c> to get the next page; null when this is the last.</param>
internal sealed record FhirTreePage(IReadOnlyList<FhirTreeNode> Items, int? Next)
{
    public const int MostNodes = 2000;

    private const int LongestValue = 400;

    public static FhirTreePage Of(FhirElement root, int after, int limit)
    {
        limit = Math.Clamp(limit, 1, MostNodes);
        var items = new List<FhirTreeNode>(limit);
        var waiting = new Stack<(FhirElement Element, int Depth)>([(root, 0)]);
        var children = new List<FhirElement>();
        for (var seen = 0; waiting.TryPop(out var next); seen++)
        {
            if (items.Count == limit)
                return new(items, after + limit);
            if (seen >= after)
                items.Add(Node(next.Element, next.Depth));
            children.Clear();
            foreach (var child in next.Element.Children())
                children.Add(child);
            for (var i = children.Count - 1; i >= 0; i--)
                waiting.Push((children[i], next.Depth + 1));
        }

        return new(items, null);
    }

    private static FhirTreeNode Node(FhirElement element, int depth)
    {
        var value = element.Utf8Value;
        var shown = value.Length > LongestValue ? Encoding.UTF8.GetString(value[..Whole(value)]) : element.Value;
        return new(depth, element.Name, element.TypeName, shown, value.Length > LongestValue ? value.Length : null, element.Line, element.Column);
    }

    // The end of the last whole character within the longest value.
    private static int Whole(ReadOnlySpan<byte> value)
    {
        var end = LongestValue;
        while (end > 0 && (value[end] & 0xC0) == 0x80)
            end--;
        return end;
    }
}

/// <param name="Depth">0 for the resource itself.</param>
/// <param name="Length">Bytes of the whole value when only its beginning is given.</param>
internal sealed record FhirTreeNode(int Depth, string Name, string Type, string? Value, int? Length, int Line, int Column);
