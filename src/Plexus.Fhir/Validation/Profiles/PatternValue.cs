using System.Text;
using System.Text.Json;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>A fixed value or a pattern of a profile, compared with elements without decoding them.</summary>
internal sealed class PatternValue
{
    // Packs hold only what their builder could parse, however deep it was told to go.
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly List<(int Name, List<PatternValue> Items)> _children = [];

    private PatternValue(FhirModel model) => Model = model;

    /// <summary>The text of a primitive; null for a complex value and for a primitive that has only extensions.</summary>
    internal byte[]? Value { get; private set; }

    private FhirModel Model { get; }

    internal static PatternValue Read(FhirModel model, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, AnyDepth);
        return Read(model, document.RootElement);
    }

    internal static PatternValue Of(FhirModel model, string text) => new(model) { Value = Encoding.UTF8.GetBytes(text) };

    /// <summary>The part of the value at a path of names; null when it says nothing there.</summary>
    internal PatternValue? Project(ReadOnlySpan<int> names)
    {
        if (names.IsEmpty)
            return this;

        foreach (var (name, items) in _children)
        {
            // Of several items none is the one that every element must have.
            if (name == names[0])
                return items.Count == 1 ? items[0].Project(names[1..]) : null;
        }

        return null;
    }

    /// <summary>Whether an element is this value (fixed), or holds it (pattern).</summary>
    internal bool Matches(FhirDocument document, int node, bool isFixed)
    {
        ref var at = ref document.Nodes[node];
        if (Value is not null && !(at.HasValue && document.Value(node).SequenceEqual(Value)))
            return false;
        if (isFixed && (CountChildren(document, node) != CountItems() || (Value is null && at.HasValue)))
            return false;

        foreach (var (name, items) in _children)
        {
            if (!HasAll(document, node, name, items, isFixed))
                return false;
        }

        return true;
    }

    /// <summary>The path, within the element, of the first thing that is not as it must be; empty for the element itself.</summary>
    internal string Difference(FhirDocument document, int node, bool isFixed)
    {
        foreach (var (name, items) in _children)
        {
            if (HasAll(document, node, name, items, isFixed))
                continue;

            var child = document.FirstChild(node, name);
            var rest = child >= 0 && items.Count == 1 ? items[0].Difference(document, child, isFixed) : "";
            var text = name < 0 ? "" : Model.Names[name];
            return rest.Length == 0 ? text : text + "." + rest;
        }

        return "";
    }

    /// <summary>The value in a few words, for an issue.</summary>
    public override string ToString()
    {
        if (Value is not null)
            return Encoding.UTF8.GetString(Value);

        var parts = _children.Where(child => child.Name >= 0).Select(child => $"{Model.Names[child.Name]}={string.Join(",", child.Items)}");
        return "{" + string.Join(" ", parts) + "}";
    }

    private static PatternValue Read(FhirModel model, JsonElement json)
    {
        var value = new PatternValue(model);
        if (json.ValueKind != JsonValueKind.Object)
        {
            value.Value = Encoding.UTF8.GetBytes(json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText());
            return value;
        }

        foreach (var property in json.EnumerateObject())
        {
            var items = property.Value.ValueKind == JsonValueKind.Array
                ? property.Value.EnumerateArray().Select(item => Read(model, item)).ToList()
                : [Read(model, property.Value)];
            value.Add(property.Name, items);
        }

        return value;
    }

    private void Add(string name, List<PatternValue> items)
    {
        var isMeta = name.StartsWith('_');
        var id = Model.Names.Find(isMeta ? name.AsSpan(1) : name);
        var known = _children.Find(child => child.Name == id && id >= 0).Items;
        if (known is null)
        {
            _children.Add((id, items));
            return;
        }

        // A primitive's value and its extensions stand under two names.
        for (var i = 0; i < Math.Min(known.Count, items.Count); i++)
        {
            known[i].Value ??= items[i].Value;
            known[i]._children.AddRange(items[i]._children);
        }
    }

    private static bool HasAll(FhirDocument document, int node, int name, List<PatternValue> items, bool isFixed)
    {
        if (name < 0)
            return false;

        var end = document.Nodes[node].End;
        var next = document.FirstChild(node, name);
        foreach (var item in items)
        {
            if (isFixed)
            {
                if (next < 0 || !item.Matches(document, next, isFixed: true))
                    return false;
                next = document.NextNamed(document.Nodes[next].End, end, name);
                continue;
            }

            var candidate = next;
            while (candidate >= 0 && !item.Matches(document, candidate, isFixed: false))
                candidate = document.NextNamed(document.Nodes[candidate].End, end, name);
            if (candidate < 0)
                return false;
        }

        return !isFixed || next < 0;
    }

    private static int CountChildren(FhirDocument document, int node)
    {
        var count = 0;
        for (var child = node + 1; child < document.Nodes[node].End; child = document.Nodes[child].End)
            count++;
        return count;
    }

    private int CountItems()
    {
        var count = 0;
        foreach (var (_, items) in _children)
            count += items.Count;
        return count;
    }
}
