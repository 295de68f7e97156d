using System.Globalization;
using System.Text;

namespace Plexus.Fhir.Documents;

/// <summary>Writes the FHIRPath location of a node; only asked for when an issue is reported.</summary>
internal static class ElementPath
{
    internal static string Of(FhirDocument document, int index) => Of(document.Model, document.Nodes, index);

    /// <param name="positions">Where positions are remembered, when many paths are written; null to count anew.</param>
    internal static string Of(FhirModel model, ReadOnlySpan<Node> nodes, int index, ElementPositions? positions = null)
    {
        var steps = new Stack<int>();
        for (var node = index; node >= 0; node = nodes[node].Parent)
            steps.Push(node);

        var path = new StringBuilder();
        foreach (var step in steps)
            Append(path, model, nodes, step, positions);
        return path.ToString();
    }

    /// <summary>How many repeats of its element stand before a node, of which so many are known to stand before an earlier sibling.</summary>
    internal static int Position(FhirModel model, ReadOnlySpan<Node> nodes, int index, int earlier, int before)
    {
        var element = model.Properties[nodes[index].Property].Element;
        var position = before;
        for (var sibling = earlier; sibling < index; sibling = nodes[sibling].End)
        {
            if (model.Properties[nodes[sibling].Property].Element == element && (nodes[sibling].Flags & NodeFlags.Detached) == 0)
                position++;
        }

        return position;
    }

    private static void Append(StringBuilder path, FhirModel model, ReadOnlySpan<Node> nodes, int index, ElementPositions? positions)
    {
        ref readonly var node = ref nodes[index];
        if (node.Property < 0)
        {
            path.Append(model.TypeName(node.Type));
            return;
        }

        ref var property = ref model.Properties[node.Property];
        path.Append('.').Append(model.Names[property.BaseNameId]);
        if (!property.IsArray)
            return;

        var position = positions?.Of(index) ?? Position(model, nodes, index, node.Parent + 1, 0);
        path.Append('[').Append(position.ToString(CultureInfo.InvariantCulture)).Append(']');
    }
}
