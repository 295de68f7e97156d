using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>The concepts of a code system with their hierarchy.</summary>
internal sealed class CodeSystemContent
{
    private readonly Dictionary<string, Concept> _concepts = new(StringComparer.Ordinal);

    /// <param name="holder">A CodeSystem, or the <c>codeSystem</c> of a DSTU2 ValueSet.</param>
    internal CodeSystemContent(JsonElement holder)
    {
        IsComplete = holder.Text("content") is null or "complete";
        IsCaseSensitive = !(holder.Child("caseSensitive") is { ValueKind: JsonValueKind.False });
        foreach (var concept in holder.Items("concept"))
            Add(concept, null);
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

    private sealed record Concept(string? Display, bool IsAbstract, HashSet<string> Parents, JsonElement[] Properties);

    internal bool IsComplete { get; }

    internal bool IsCaseSensitive { get; }

    /// <summary>Whether properties are known, so that filters by them can be judged.</summary>
    internal bool HasProperties { get; } = true;

    /// <summary>In published order.</summary>
    internal IEnumerable<string> Codes => _concepts.Keys;

    internal bool Contains(string code) => _concepts.ContainsKey(code);

    internal string? Display(string code) => _concepts.TryGetValue(code, out var concept) ? concept.Display : null;

    internal IEnumerable<string> ParentsOf(string code) => _concepts.TryGetValue(code, out var concept) ? concept.Parents : [];

    /// <summary>Whether the concept only groups others and may not be used itself.</summary>
    internal bool IsAbstract(string code) => _concepts.TryGetValue(code, out var concept) && concept.IsAbstract;

    internal bool IsA(string code, string ancestor)
    {
        if (code == ancestor)
            return true;

        // Published hierarchies may have circles.
        var seen = new HashSet<string>(StringComparer.Ordinal) { code };
        var waiting = new Queue<string>([code]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var parent in ParentsOf(next))
            {
                if (parent == ancestor)
                    return true;
                if (seen.Add(parent))
                    waiting.Enqueue(parent);
            }
        }

        return false;
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

    private void Add(JsonElement definition, string? parent)
    {
        if (definition.Text("code") is not { } code)
            return;

        if (!_concepts.TryGetValue(code, out var concept))
            _concepts.Add(code, concept = new Concept(definition.Text("display"), IsMarkedAbstract(definition), new HashSet<string>(StringComparer.Ordinal), [.. definition.Items("property")]));
        if (parent is not null)
            concept.Parents.Add(parent);
        foreach (var property in definition.Items("property"))
        {
            if (property.Text("code") is "subsumedBy" or "parent" && (property.Text("valueCode") ?? property.Text("valueString")) is { } other)
                concept.Parents.Add(other);
        }

        foreach (var child in definition.Items("concept"))
            Add(child, code);
    }

    private static bool IsMarkedAbstract(JsonElement concept) =>
        concept.IsTrue("abstract")
        || concept.ExtensionOf("http://hl7.org/fhir/StructureDefinition/codesystem-notSelectable")?.IsTrue("valueBoolean") == true
        || concept.Items("property").Any(property => property.Text("code") is "notSelectable" or "abstract" && property.IsTrue("valueBoolean"));
}
