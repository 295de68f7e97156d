using Plexus.Fhir.Documents;

namespace Plexus.Fhir;

/// <summary>A parsed or built resource with all it contains: immutable, owning its memory, safe to hand to any thread.</summary>
public sealed class FhirDocument
{
    private ReferenceIndex? _references;

    internal FhirDocument(FhirModel model, Node[] nodes, byte[] values, ReferencePolicy references)
    {
        Model = model;
        Nodes = nodes;
        Values = values;
        ReferencePolicy = references;
    }

    public FhirModel Model { get; }

    public FhirVersion Version => Model.Version;

    /// <summary>The resource itself.</summary>
    public FhirElement Root => new(this, 0);

    /// <summary>How <see cref="FhirElement.Resolve()"/> treats references that the specification leaves unmatched.</summary>
    public ReferencePolicy ReferencePolicy { get; }

    internal Node[] Nodes { get; }

    internal byte[] Values { get; }

    internal ReferenceIndex References => _references ??= new ReferenceIndex(this);

    internal ReadOnlySpan<byte> Value(int index) => Values.AsSpan(Nodes[index].ValueOffset, Nodes[index].ValueLength);

    internal ReadOnlyMemory<byte> ValueMemory(int index) => Values.AsMemory(Nodes[index].ValueOffset, Nodes[index].ValueLength);

    /// <summary>The first child under a name, by its name on the wire or without the type suffix; -1 when there is none.</summary>
    internal int FirstChild(int index, int nameId) => NextNamed(index + 1, Nodes[index].End, nameId);

    internal int NextNamed(int from, int end, int nameId)
    {
        var properties = Model.Properties;
        var nodes = Nodes;
        for (var child = from; child < end; child = nodes[child].End)
        {
            ref var property = ref properties[nodes[child].Property];
            if (property.NameId == nameId || property.BaseNameId == nameId)
                return child;
        }

        return -1;
    }
}
