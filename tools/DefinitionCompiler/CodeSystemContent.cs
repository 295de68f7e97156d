using System.Text.Json;

namespace DefinitionCompiler;

/// <summary>The concepts of a code system with their hierarchy.</summary>
internal sealed class CodeSystemContent
{
    private readonly Dictionary<string, JsonElement> _concepts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _parents = new(StringComparer.Ordinal);

    /// <param name="holder">A CodeSystem, or the <c>codeSystem</c> of a DSTU2 ValueSet.</param>
    internal CodeSystemContent(JsonElement holder)
    {
        IsComplete = holder.Text("content") is null or "complete";
        IsCaseSensitive = !(holder.Child("caseSensitive") is { ValueKind: JsonValueKind.False });
        foreach (var concept in holder.Items("concept"))
            Add(concept, null);
    }

    internal bool IsComplete { get; }

    internal bool IsCaseSensitive { get; }

    /// <summary>In published order.</summary>
    internal IEnumerable<string> Codes => _concepts.Keys;

    internal bool Contains(string code) => _concepts.ContainsKey(code);

    internal string? Display(string code) => _concepts.TryGetValue(code, out var concept) ? concept.Text("display") : null;

    internal IEnumerable<string> ParentsOf(string code) => _parents.TryGetValue(code, out var parents) ? parents : [];

    /// <summary>Whether the concept only groups others and may not be used itself.</summary>
    internal bool IsAbstract(string code) =>
        _concepts.TryGetValue(code, out var concept)
        && (concept.IsTrue("abstract")
            || concept.ExtensionOf("http://hl7.org/fhir/StructureDefinition/codesystem-notSelectable")?.IsTrue("valueBoolean") == true
            || concept.Items("property").Any(property => property.Text("code") is "notSelectable" or "abstract" && property.IsTrue("valueBoolean")));

    internal bool IsA(string code, string ancestor) =>
        code == ancestor || ParentsOf(code).Any(parent => IsA(parent, ancestor));

    /// <summary>The values of a property, as text.</summary>
    internal IEnumerable<string> PropertyOf(string code, string name) =>
        _concepts[code].Items("property")
            .Where(property => property.Text("code") == name)
            .Select(property => property.EnumerateObject().FirstOrDefault(value => value.Name.StartsWith("value", StringComparison.Ordinal)).Value)
            .Where(value => value.ValueKind != JsonValueKind.Undefined)
            .Select(value => value.ValueKind == JsonValueKind.Object ? value.Text("code") ?? "" : value.ToString());

    private void Add(JsonElement concept, string? parent)
    {
        if (concept.Text("code") is not { } code)
            return;

        _concepts.TryAdd(code, concept);
        if (parent is not null)
            AddParent(code, parent);
        foreach (var property in concept.Items("property"))
        {
            if (property.Text("code") is "subsumedBy" or "parent" && property.Text("valueCode") is { } other)
                AddParent(code, other);
        }

        foreach (var child in concept.Items("concept"))
            Add(child, code);
    }

    private void AddParent(string code, string parent)
    {
        if (!_parents.TryGetValue(code, out var parents))
            _parents.Add(code, parents = new HashSet<string>(StringComparer.Ordinal));
        parents.Add(parent);
    }
}
