namespace Plexus.Fhir.Documents;

/// <summary>Puts children into the order of the base definition: attributes, then elements, repeats as they came.</summary>
internal static class NodeOrder
{
    internal static FhirDocument ToDocument(ArenaWriter arena, FhirModel model, ReferencePolicy references, bool needsOrdering)
    {
        if (!needsOrdering)
            return arena.ToDocument(model, references);

        using var ordered = new ArenaWriter(arena.Count * 32);
        var children = new List<int>();
        Copy(arena, ordered, model, 0, -1, children);
        ordered.AppendValue(arena.Values(0));
        return ordered.ToDocument(model, references);
    }

    // Depth is bounded by the reader's limit.
    private static void Copy(ArenaWriter from, ArenaWriter to, FhirModel model, int index, int parent, List<int> children)
    {
        var node = from[index];
        var copy = to.Append(node.Property, parent, node.Type, node.Line, node.Column);
        to[copy].ValueOffset = node.ValueOffset;
        to[copy].ValueLength = node.ValueLength;
        to[copy].Flags = node.Flags;

        var first = children.Count;
        for (var child = index + 1; child < node.End; child = from[child].End)
            children.Add(child);

        var count = children.Count - first;
        if (!IsOrdered(from, model, children, first))
            Sort(from, model, children, first);
        for (var i = first; i < first + count; i++)
            Copy(from, to, model, children[i], copy, children);
        children.RemoveRange(first, count);
        to.Close(copy);
    }

    private static bool IsOrdered(ArenaWriter arena, FhirModel model, List<int> children, int first)
    {
        for (var i = first + 1; i < children.Count; i++)
        {
            if (Rank(arena, model, children[i]) < Rank(arena, model, children[i - 1]))
                return false;
        }

        return true;
    }

    private static void Sort(ArenaWriter arena, FhirModel model, List<int> children, int first)
    {
        // OrderBy keeps repeats in the order in which they came.
        var sorted = children.Skip(first).OrderBy(child => Rank(arena, model, child)).ToArray();
        for (var i = 0; i < sorted.Length; i++)
            children[first + i] = sorted[i];
    }

    internal static int Rank(in Model.PropertyDef property) => property.IsXmlAttribute ? property.Ordinal - ushort.MaxValue : property.Ordinal;

    private static int Rank(ArenaWriter arena, FhirModel model, int child) => Rank(model.Properties[arena[child].Property]);
}
