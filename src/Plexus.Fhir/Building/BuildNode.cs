using System.Text;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Building;

/// <summary>An element while a resource is being built.</summary>
internal sealed class BuildNode(int property, int type)
{
    private List<BuildNode>? _children;

    internal int Property { get; set; } = property;

    internal int Type { get; } = type;

    internal byte[]? Value { get; set; }

    internal bool IsResource { get; init; }

    internal List<BuildNode> Children => _children ??= [];

    internal static BuildNode Copy(FhirDocument document, int index, int property)
    {
        ref var source = ref document.Nodes[index];
        var copy = new BuildNode(property, source.Type)
        {
            IsResource = source.IsResource,
            Value = source.HasValue ? document.Value(index).ToArray() : null,
        };
        for (var child = index + 1; child < source.End; child = document.Nodes[child].End)
            copy.Children.Add(Copy(document, child, document.Nodes[child].Property));
        return copy;
    }

    internal BuildNode CopyAs(int property)
    {
        var copy = new BuildNode(property, Type) { IsResource = IsResource, Value = Value };
        if (_children is not null)
        {
            foreach (var child in _children)
                copy.Children.Add(child.CopyAs(child.Property));
        }

        return copy;
    }

    internal FhirDocument ToDocument(FhirModel model)
    {
        using var arena = new ArenaWriter(1024);
        AppendTo(arena, model, -1);
        return arena.ToDocument(model, ReferencePolicy.NhsLenient);
    }

    internal string ValueText => Value is null ? "" : Encoding.UTF8.GetString(Value);

    private void AppendTo(ArenaWriter arena, FhirModel model, int parent)
    {
        var node = arena.Append(Property, parent, Type, 0, 0);
        if (IsResource)
            arena[node].Flags |= NodeFlags.Resource;
        if (Value is not null)
        {
            var start = arena.ValueLength;
            arena.AppendValue(Value);
            arena.SetValue(node, start);
        }

        if (_children is not null)
        {
            // OrderBy keeps repeats in the order in which they were added.
            foreach (var child in _children.OrderBy(child => NodeOrder.Rank(model.Properties[child.Property])))
                child.AppendTo(arena, model, node);
        }

        arena.Close(node);
    }
}
