namespace Plexus.Fhir.Documents;

/// <summary>Positions of elements among their repeats, for one who asks about many in document order: each is passed over once.</summary>
internal sealed class ElementPositions(FhirDocument document)
{
    private readonly Dictionary<(int Parent, int Element), (int Node, int Position)> _last = [];

    /// <summary>From zero.</summary>
    internal int Of(int index)
    {
        ref var node = ref document.Nodes[index];
        var key = (node.Parent, document.Model.Properties[node.Property].Element);
        var (earlier, before) = _last.TryGetValue(key, out var last) && last.Node <= index ? last : (node.Parent + 1, 0);
        var position = ElementPath.Position(document.Model, document.Nodes, index, earlier, before);
        _last[key] = (index, position);
        return position;
    }

    /// <summary>The FHIRPath location of a node.</summary>
    internal string PathOf(int index) => ElementPath.Of(document.Model, document.Nodes, index, this);
}
