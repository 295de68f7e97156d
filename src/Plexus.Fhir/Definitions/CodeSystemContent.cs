using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>The concepts of a code system with their hierarchy.</summary>
internal sealed class CodeSystemContent
{
    private readonly Dictionary<string, Concept> _concepts = new(StringComparer.Ordinal);
    private ILookup<string, string>? _children;

    /// <param name="holder">A CodeSystem, or the <c>codeSystem</c> of a DSTU2 ValueSet.</param>
    internal CodeSystemContent(JsonElement holder)
    {
        IsComplete = holder.Text("content") is null or "complete";
        IsCaseSensitive = !(holder.Child("caseSensitive") is { ValueKind: JsonValueKind.False });
        var properties = new HierarchyProperties(holder);
        foreach (var concept in holder.Items("concept"))
            Add(concept, null, properties);

        // A concept may be named as a child before it is listed.
        foreach (var (parent, child) in properties.Children)
        {
            if (_concepts.TryGetValue(child, out var concept))
                concept.Parents.Add(parent);
        }
    }

    /// <summary>The code system of a pack; properties other than the hierarchy are not held there.</summary>
    internal CodeSystemContent(PackStrings strings, CodeSystemTable table)
    {
        IsComplete = table.IsComplete;
        IsCaseSensitive = table.IsCaseSensitive;
        HasProperties = false;
        foreach (var concept in table.Concepts)
        {
            var parents = concept.Parents.Select(parent => strings[table.Concepts[parent].Code]);
            _concepts.TryAdd(strings[concept.Code], new Concept(strings[concept.Display], concept.IsAbstract, new HashSet<string>(parents, StringComparer.Ordinal), []));
        }
    }

    /// <summary>The properties that say what is above or below a concept: those of HL7's vocabulary by name, others by what they are declared to be.</summary>
    private sealed class HierarchyProperties
    {
        private readonly HashSet<string> _upwards = new(["parent", "subsumedBy"], StringComparer.Ordinal);
        private readonly HashSet<string> _downwards = new(["child"], StringComparer.Ordinal);

        internal HierarchyProperties(JsonElement holder)
        {
            foreach (var property in holder.Items("property"))
            {
                if (property.Text("code") is { } code && property.Text("uri") is { } uri && uri.StartsWith("http://hl7.org/fhir/concept-properties#", StringComparison.Ordinal))
                    _ = uri.EndsWith("#parent", StringComparison.Ordinal) ? _upwards.Add(code) : uri.EndsWith("#child", StringComparison.Ordinal) && _downwards.Add(code);
            }
        }

        internal List<(string Parent, string Child)> Children { get; } = [];

        internal void Read(string code, Concept concept, JsonElement property)
        {
            if (property.Text("code") is not { } name || (property.Text("valueCode") ?? property.Text("valueString")) is not { } other)
                return;
            if (_upwards.Contains(name))
                concept.Parents.Add(other);
            else if (_downwards.Contains(name))
                Children.Add((code, other));
        }
    }

    private sealed record Concept(string? Display, bool IsAbstract, HashSet<string> Parents, JsonElement[] Properties);

    internal bool IsComplete { get; }

    internal bool IsCaseSensitive { get; }

    /// <summary>Whether properties are known, so that filters by them can be judged.</summary>
    internal bool HasProperties { get; } = true;

    internal int Count => _concepts.Count;

    /// <summary>In published order.</summary>
    internal IEnumerable<string> Codes => _concepts.Keys;

    internal bool Contains(string code) => _concepts.ContainsKey(code);

    internal string? Display(string code) => _concepts.TryGetValue(code, out var concept) ? concept.Display : null;

    internal IEnumerable<string> ParentsOf(string code) => _concepts.TryGetValue(code, out var concept) ? concept.Parents : [];

    /// <summary>Whether the concept only groups others and may not be used itself.</summary>
    internal bool IsAbstract(string code) => _concepts.TryGetValue(code, out var concept) && concept.IsAbstract;

    /// <summary>A code with all that are below it.</summary>
    internal HashSet<string> DescendantsOf(string code)
    {
        _children ??= _concepts
            .SelectMany(concept => concept.Value.Parents.Select(parent => (Parent: parent, Child: concept.Key)))
            .ToLookup(pair => pair.Parent, pair => pair.Child, StringComparer.Ordinal);
        return Reached(code, next => _children[next]);
    }

    /// <summary>A code with all that are above it.</summary>
    internal HashSet<string> AncestorsOf(string code) => Reached(code, ParentsOf);

    private static HashSet<string> Reached(string from, Func<string, IEnumerable<string>> next)
    {
        // Published hierarchies may have circles.
        var reached = new HashSet<string>(StringComparer.Ordinal) { from };
        var waiting = new Queue<string>([from]);
        while (waiting.TryDequeue(out var code))
        {
            foreach (var other in next(code))
            {
                if (reached.Add(other))
                    waiting.Enqueue(other);
            }
        }

        return reached;
    }

    /// <summary>The values of a property, as text.</summary>
    internal IEnumerable<string> PropertyOf(string code, string name) =>
        name == "display" ? [Display(code) ?? ""]
        : name == "parent" ? ParentsOf(code)
        : _concepts[code].Properties
            .Where(property => property.Text("code") == name)
            .Select(property => property.EnumerateObject().FirstOrDefault(value => value.Name.StartsWith("value", StringComparison.Ordinal)).Value)
            .Where(value => value.ValueKind != JsonValueKind.Undefined)
            .Select(value => value.ValueKind == JsonValueKind.Object ? value.Text("code") ?? "" : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : value.ToString());

    private void Add(JsonElement definition, string? parent, HierarchyProperties properties)
    {
        if (definition.Text("code") is not { } code)
            return;

        if (!_concepts.TryGetValue(code, out var concept))
            _concepts.Add(code, concept = new Concept(definition.Text("display"), IsMarkedAbstract(definition), new HashSet<string>(StringComparer.Ordinal), [.. definition.Items("property")]));
        if (parent is not null)
            concept.Parents.Add(parent);
        foreach (var property in definition.Items("property"))
            properties.Read(code, concept, property);
        foreach (var child in definition.Items("concept"))
            Add(child, code, properties);
    }

    private static bool IsMarkedAbstract(JsonElement concept) =>
        concept.IsTrue("abstract")
        || concept.ExtensionOf("http://hl7.org/fhir/StructureDefinition/codesystem-notSelectable")?.IsTrue("valueBoolean") == true
        || concept.Items("property").Any(property => property.Text("code") is "notSelectable" or "abstract" && property.IsTrue("valueBoolean"));
}
