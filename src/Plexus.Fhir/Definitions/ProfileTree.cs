using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Makes a tree of the flat list of elements that a snapshot or differential is.</summary>
internal sealed class ProfileTree
{
    // Deeper than any element of FHIR, and shallow enough to be walked by calls within calls.
    internal const int MaxDepth = 64;

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private readonly ModelElements _model;
    private readonly ProfileElementReader _reader;
    private readonly bool _isDifferential;
    private readonly int _most;
    private readonly Dictionary<string, Place> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Place> _byPathAlone = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Place> _byId = new(StringComparer.Ordinal);
    private ProfileElement? _first;
    private int _count;

    private ProfileTree(ModelElements model, bool isDifferential, int most)
    {
        _most = most;
        _model = model;
        _reader = new ProfileElementReader(model);
        _isDifferential = isDifferential;
    }

    /// <summary>An element under the path and the id by which those below it name it, and its number in the list.</summary>
    private sealed record Place(string Path, string? Id, ProfileElement Element, int Number);

    /// <summary>The root, with all that is below it; null when there would be too many elements.</summary>
    /// <param name="model">The base definitions.</param>
    /// <param name="type">The type of the root.</param>
    /// <param name="elements">The list.</param>
    /// <param name="isDifferential">Otherwise it is a snapshot.</param>
    /// <param name="most">Elements that there may be, those included of which only what is inside them is spoken of.</param>
    internal static ProfileElement? Read(ModelElements model, string type, JsonElement[] elements, bool isDifferential, int most)
    {
        var tree = new ProfileTree(model, isDifferential, most);
        foreach (var definition in elements)
        {
            tree.Add(definition);
            if (tree._count > most)
                return null;
        }

        return tree._first ?? tree.AddMissing(type, null).Element;
    }

    private void Add(JsonElement definition)
    {
        if (definition.Text("path") is not { Length: > 0 } path || path.AsSpan().Count('.') > MaxDepth)
            return;

        // Before R4 the ids of most tools leave the slices out.
        var id = _isDifferential && _model.Model.Version >= FhirVersion.R4 && FitsPath(definition.Text("id"), path) ? definition.Text("id") : null;
        var parent = Parent(path, id);

        // The value of a primitive is the element itself.
        if (parent is { Element.Type: var type and >= 0 } && _model.Model.Types[type].Kind == TypeKind.Primitive && path.EndsWith(".value", StringComparison.Ordinal))
            return;

        var slice = definition.Text("sliceName") ?? (parent is null ? null : definition.Text("name")) ?? SliceOf(id) ?? "";
        var element = Read(definition, path, slice, parent);
        parent?.Element.Children.Add(element);
        Remember(path, id, element);
    }

    private Place Remember(string path, string? id, ProfileElement element)
    {
        var place = new Place(path, id, element, _count++);
        _first ??= element;
        _byPath[path] = place;
        if (id is null)
            _byPathAlone[path] = place;
        else
            _byId[id] = place;
        return place;
    }

    private ProfileElement Read(JsonElement definition, string path, string slice, Place? parent)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        var parentType = parent?.Element.Type ?? -1;

        // From R4 on a name like valueQuantity in a differential is short for a slice by type.
        if (_isDifferential && _model.Model.Version >= FhirVersion.R4 && slice.Length == 0 && _model.Find(parentType, name, out var suffix) >= 0 && suffix is not null)
        {
            slice = name;
            AddChoice(parent!.Element, path, suffix);
        }

        var element = _reader.Read(definition, path, slice, parentType, parent is null, _isDifferential);
        if (slice.Length > 0 && element.Types.Count == 0 && element.Has(RowFlags.Choice) && element.Known >= 0 && _model.SuffixOf(element.Known, slice) is { } type)
        {
            element.Types.Add(new CompiledRowType(type, [], [], Aggregations.None));
            element.Type = _model.Model.FindType(type);
        }

        return element;
    }

    /// <summary>The first of such names also narrows the choice to its type; a second one shows that it does not.</summary>
    private void AddChoice(ProfileElement parent, string path, string suffix)
    {
        var whole = Read(Nothing, path[..^suffix.Length] + "[x]", "", new Place("", null, parent, -1));
        if (parent.Children.Find(other => other.Name == whole.Name && !other.IsSlice) is { } stated)
        {
            if (stated.Slicing is { Rules: SlicingRules.Closed } && stated.Types is [var only] && !string.Equals(only.Code, suffix, StringComparison.OrdinalIgnoreCase))
                (stated.Slicing, stated.Types) = (stated.Slicing with { Rules = SlicingRules.Open }, []);
            return;
        }

        whole.Slicing = new CompiledSlicing(SlicingRules.Closed, false, [(DiscriminatorKind.Type, "$this")]);
        whole.Types.Add(new CompiledRowType(suffix, [], [], Aggregations.None));
        whole.Type = _model.Model.FindType(suffix);
        parent.Children.Add(whole);
    }

    /// <summary>Where an element belongs: by its id where that can be relied on, else below the last element of the parent's path, which after a slice is the slice.</summary>
    private Place? Parent(string path, string? id)
    {
        var cut = path.LastIndexOf('.');
        if (cut < 0)
            return null;

        var parentPath = path[..cut];
        if (id is not null)
        {
            var parentId = id[..id.LastIndexOf('.')];
            var (named, alone) = (_byId.GetValueOrDefault(parentId), _byPathAlone.GetValueOrDefault(parentId));
            return (named is null || named.Number < alone?.Number ? alone : named) ?? AddMissing(parentPath, parentId);
        }

        return _byPath.GetValueOrDefault(parentPath) ?? AddMissing(parentPath, null);
    }

    /// <summary>A differential may speak of a child without its parent.</summary>
    private Place AddMissing(string path, string? id)
    {
        var parent = Parent(path, id);
        var tree = _isDifferential ? this : new ProfileTree(_model, isDifferential: true, _most);
        var element = tree.Read(Nothing, path, SliceOf(id) ?? "", parent);
        parent?.Element.Children.Add(element);
        return Remember(path, id, element);
    }

    /// <summary>Ids are the path with the names of slices, but older tools wrote others.</summary>
    private static bool FitsPath(string? id, string path)
    {
        if (id is null)
            return false;

        var (ids, names) = (id.Split('.'), path.Split('.'));
        return ids.Length == names.Length && ids.Zip(names).All(pair => pair.First.Split(':')[0] == pair.Second);
    }

    private static string? SliceOf(string? id)
    {
        if (id is null)
            return null;

        var last = id[(id.LastIndexOf('.') + 1)..];
        var colon = last.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : last[(colon + 1)..];
    }
}
