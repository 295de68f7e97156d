using System.Globalization;
using System.Text;

namespace Plexus.Fhir.Documents;

/// <summary>Writes the FHIRPath location of a node; only asked for when an issue is reported.</summary>
internal static class ElementPath
{
    internal static string Of(FhirDocument document, int index) => Of(document.Model, document.Nodes, index);

    internal static string Of(FhirModel model, ReadOnlySpan<Node> nodes, int index)
    {
        var steps = new Stack<int>();
        for (var node = index; node >= 0; node = nodes[node].Parent)
            steps.Push(node);

        var path = new StringBuilder();
        foreach (var step in steps)
            Append(path, model, nodes, step);
        return path.ToString();
    }

    /// <summary>The names alone, which the repeats of an element have in common.</summary>
    internal static string WithoutIndices(FhirDocument document, int index)
    {
        var names = new Stack<string>();
        for (; document.Nodes[index].Property is >= 0 and var property; index = document.Nodes[index].Parent)
            names.Push(document.Model.Names[document.Model.Properties[property].BaseNameId]);
        names.Push(document.Model.TypeName(document.Nodes[index].Type));
        return string.Join('.', names);
    }

    private static void Append(StringBuilder path, FhirModel model, ReadOnlySpan<Node> nodes, int index)
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

        var position = 0;
        for (var sibling = node.Parent + 1; sibling < index; sibling = nodes[sibling].End)
        {
            if (model.Properties[nodes[sibling].Property].Element == property.Element && (nodes[sibling].Flags & NodeFlags.Detached) == 0)
                position++;
        }

        path.Append('[').Append(position.ToString(CultureInfo.InvariantCulture)).Append(']');
    }
}
