using System.Text.Json;
using Plexus.Fhir.Definitions;
using Plexus.Fhir.Packs;

namespace DefinitionCompiler;

/// <summary>Turns base structure definitions into types; an element with children becomes a type named by its path.</summary>
internal sealed class StructureCompiler
{
    private readonly List<CompiledType> _types = [];
    private readonly InvariantTable _invariants = new();

    internal IReadOnlyList<CompiledType> Types => _types;

    internal IReadOnlyList<CompiledInvariant> Invariants => _invariants.All;

    internal void Add(JsonElement structure)
    {
        var id = structure.Text("id")!;
        var elements = structure.Child("snapshot")!.Value.Items("element").ToArray();
        var rootPath = elements[0].Text("path")!;
        var isPrimitive = char.IsAsciiLetterLower(id[0]);

        // SimpleQuantity and its like are profiles of Quantity, not types that an element can have.
        if (rootPath != id && !isPrimitive)
            return;

        var root = new CompiledType
        {
            Name = id,
            Kind = isPrimitive ? TypeKind.Primitive : structure.Text("kind") == "resource" ? TypeKind.Resource : TypeKind.Complex,
            BaseName = BaseOf(structure),
            IsAbstract = structure.IsTrue("abstract"),
        };
        _types.Add(root);
        _invariants.Collect(elements[0], root.Invariants);

        var owners = new Dictionary<string, CompiledType>(StringComparer.Ordinal) { [rootPath] = root };
        var names = elements
            .Where(element => element.Text("name") is not null)
            .GroupBy(element => element.Text("name")!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Text("path")!, StringComparer.Ordinal);

        for (var i = 1; i < elements.Length; i++)
        {
            var path = elements[i].Text("path")!;
            var hasChildren = i + 1 < elements.Length && elements[i + 1].Text("path")!.StartsWith(path + ".", StringComparison.Ordinal);
            AddElement(elements[i], path, hasChildren, owners, names);
        }
    }

    private void AddElement(
        JsonElement definition,
        string path,
        bool hasChildren,
        Dictionary<string, CompiledType> owners,
        Dictionary<string, string> names)
    {
        var owner = owners[path[..path.LastIndexOf('.')]];
        var element = ElementReader.Read(definition, path);

        // A primitive's value is the node itself; xhtml forbids extensions by a maximum of none.
        if (owner.Kind == TypeKind.Primitive && (element.Name == "value" || element.Max == 0))
            return;

        _invariants.Collect(definition, element.Invariants);
        if (hasChildren)
        {
            var backbone = new CompiledType { Name = path, Kind = TypeKind.Backbone, BaseName = element.Types[0].Type };
            _types.Add(backbone);
            owners.Add(path, backbone);
            element.Types.Clear();
            element.Types.Add(new CompiledTypeReference(path, [], []));
        }

        var target = definition.Text("contentReference")?.TrimStart('#');
        if (definition.Text("nameReference") is { } name)
            target = names[name];
        if (target is not null)
        {
            element.Flags |= ElementFlags.ContentReference;
            element.Types.Add(new CompiledTypeReference(target, [], []));
        }

        owner.Elements.Add(element);
    }

    private static string? BaseOf(JsonElement structure)
    {
        var url = structure.Text("baseDefinition") ?? structure.Text("base");
        return url?[(url.LastIndexOf('/') + 1)..];
    }
}
