using Plexus.Fhir.Validation;

namespace Plexus.Fhir.Documents;

/// <summary>Puts children into the order of the base definition: attributes, then elements, repeats as they came.</summary>
internal static class NodeOrder
{
    /// <summary>The finished document of a reader, ordered when it must be and checked when that is asked for.</summary>
    internal static FhirDocument ToDocument(ArenaWriter arena, FhirModel model, FhirReaderOptions options, IssueList issues, bool needsOrdering)
    {
        var document = ToDocument(arena, model, options.ReferencePolicy, needsOrdering);
        if (options.CheckValues)
            ElementContent.Check(document, issues, options.Mode == FhirReadMode.Lenient ? FhirSeverity.Warning : FhirSeverity.Error);
        return document;
    }

    private static FhirDocument ToDocument(ArenaWriter arena, FhirModel model, ReferencePolicy references, bool needsOrdering)
    {
        if (!needsOrdering)
            return arena.ToDocument(model, references);

        using var ordered = new ArenaWriter(arena.Count * 32);
        new Pass(arena, ordered, model).Copy(0, -1);
        ordered.AppendValue(arena.Values(0));
        return ordered.ToDocument(model, references);
    }

    internal static int Rank(in Model.PropertyDef property) => property.IsXmlAttribute ? property.Ordinal - ushort.MaxValue : property.Ordinal;

    private sealed class Pass(ArenaWriter from, ArenaWriter to, FhirModel model)
    {
        private readonly Dictionary<int, int> _detached = Detached(from);
        private readonly List<int> _children = [];

        // Depth is bounded by the reader's limit.
        internal void Copy(int index, int parent)
        {
            var node = from[index];
            var copy = to.Append(node.Property, parent, node.Type, node.Line, node.Column);
            to[copy].ValueOffset = node.ValueOffset;
            to[copy].ValueLength = node.ValueLength;
            to[copy].Flags = node.Flags;

            var first = _children.Count;
            Collect(index);
            if (_detached.TryGetValue(index, out var holder))
                Collect(holder);

            var count = _children.Count - first;
            if (!IsOrdered(first))
                Sort(first);
            for (var i = first; i < first + count; i++)
                Copy(_children[i], copy);
            _children.RemoveRange(first, count);
            to.Close(copy);
        }

        private void Collect(int parent)
        {
            for (var child = parent + 1; child < from[parent].End; child = from[child].End)
            {
                if ((from[child].Flags & NodeFlags.Detached) == 0)
                    _children.Add(child);
            }
        }

        private bool IsOrdered(int first)
        {
            for (var i = first + 1; i < _children.Count; i++)
            {
                if (Rank(_children[i]) < Rank(_children[i - 1]))
                    return false;
            }

            return true;
        }

        private void Sort(int first)
        {
            // OrderBy keeps repeats in the order in which they came.
            var sorted = _children.Skip(first).OrderBy(Rank).ToArray();
            for (var i = 0; i < sorted.Length; i++)
                _children[first + i] = sorted[i];
        }

        private int Rank(int child) => NodeOrder.Rank(model.Properties[from[child].Property]);

        private static Dictionary<int, int> Detached(ArenaWriter arena)
        {
            var holders = new Dictionary<int, int>();
            for (var i = 0; i < arena.Count; i++)
            {
                if ((arena[i].Flags & NodeFlags.Detached) != 0)
                    holders[arena[i].ValueOffset] = i;
            }

            return holders;
        }
    }
}
