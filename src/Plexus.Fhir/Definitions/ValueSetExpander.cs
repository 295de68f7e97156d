using System.Text.Json;
using System.Text.RegularExpressions;

namespace Plexus.Fhir.Definitions;

/// <summary>The codes of a value set by system; the systems of which it takes more than can be known here are open.</summary>
internal sealed class CompiledValueSet
{
    internal SortedDictionary<string, SortedSet<string>> Systems { get; } = new(StringComparer.Ordinal);

    internal SortedSet<string> OpenSystems { get; } = new(StringComparer.Ordinal);

    internal void Add(string system, string code)
    {
        if (!Systems.TryGetValue(system, out var codes))
            Systems.Add(system, codes = new SortedSet<string>(StringComparer.Ordinal));
        codes.Add(code);
    }

    internal bool Contains(string system, string code) => Systems.TryGetValue(system, out var codes) && codes.Contains(code);

    internal void Add(CompiledValueSet other)
    {
        foreach (var (system, codes) in other.Systems)
        {
            foreach (var code in codes)
                Add(system, code);
        }

        OpenSystems.UnionWith(other.OpenSystems);
    }
}

/// <summary>Expands value sets over the code systems at hand: whole systems, listed codes, filters, imports, exclusions.</summary>
/// <param name="basis">What else is known: code systems and value sets that those added here may name.</param>
internal sealed class ValueSetExpander(PackedTerminology? basis = null)
{
    private readonly Dictionary<string, JsonElement> _valueSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeSystemContent> _codeSystems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledValueSet?> _expanded = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, CodeSystemContent> CodeSystems => _codeSystems;

    internal IEnumerable<string> ValueSets => _valueSets.Keys;

    /// <summary>Takes in a ValueSet or CodeSystem; the first of a URL counts.</summary>
    internal void Add(JsonElement resource)
    {
        if (resource.Text("url")?.Trim() is not { } url)
            return;

        if (resource.Text("resourceType") == "CodeSystem")
        {
            _codeSystems.TryAdd(url, new CodeSystemContent(resource));
            return;
        }

        if (resource.Text("resourceType") != "ValueSet")
            return;

        _valueSets.TryAdd(url, resource);
        if (resource.Child("codeSystem") is { } inline && inline.Text("system") is { } system)
            _codeSystems.TryAdd(system, new CodeSystemContent(inline));
    }

    /// <summary>Null when no value set has this URL; a version behind a bar is ignored.</summary>
    internal CompiledValueSet? Expand(string url)
    {
        url = url.Split('|')[0];
        if (_expanded.TryGetValue(url, out var known))
            return known;
        if (!_valueSets.TryGetValue(url, out var definition))
            return null;

        // A set that imports itself adds nothing to itself.
        _expanded[url] = new CompiledValueSet();
        var expansion = new CompiledValueSet();
        if (definition.Child("codeSystem")?.Text("system") is { } own)
            AddSystem(own, [], expansion);
        if (definition.Child("compose") is { } compose)
            Compose(compose, expansion);
        else if (definition.Child("expansion") is { } published)
            AddPublished(published.Items("contains"), expansion);
        return _expanded[url] = expansion;
    }

    private void Compose(JsonElement compose, CompiledValueSet into)
    {
        foreach (var import in compose.Texts("import"))
            AddImport(import, into);
        foreach (var include in compose.Items("include"))
            into.Add(Included(include));
        foreach (var exclude in compose.Items("exclude"))
            Exclude(exclude, into);
    }

    private void Exclude(JsonElement exclude, CompiledValueSet from)
    {
        var excluded = Included(exclude);
        foreach (var (system, codes) in excluded.Systems)
        {
            if (from.Systems.TryGetValue(system, out var kept))
                kept.ExceptWith(codes);
        }

        // Of a system that is not held, only the whole can be taken out for certain.
        if (exclude.Items("filter").Any() || exclude.Items("valueSet").Any())
            return;
        foreach (var system in excluded.OpenSystems)
        {
            from.OpenSystems.Remove(system);
            from.Systems.Remove(system);
        }
    }

    private void AddImport(string url, CompiledValueSet into)
    {
        if (Imported(url) is { } imported)
            into.Add(imported);
        else
            into.OpenSystems.Add(url);
    }

    private CompiledValueSet? Imported(string url) => Expand(url) ?? basis?.ValueSet(url.Split('|')[0]);

    private CodeSystemContent? CodeSystem(string url)
    {
        if (!_codeSystems.TryGetValue(url, out var content) && basis?.CodeSystem(url) is { } packed)
            _codeSystems.Add(url, content = packed);
        return content;
    }

    /// <summary>One include: the codes of its system that are in every value set it names.</summary>
    private CompiledValueSet Included(JsonElement include)
    {
        var result = new CompiledValueSet();
        var imports = include.Texts("valueSet").ToArray();
        if (include.Text("system")?.Trim() is { } system)
        {
            var listed = include.Items("concept").Select(concept => concept.Text("code")).OfType<string>().ToArray();
            if (listed.Length > 0)
            {
                foreach (var code in listed)
                    result.Add(system, code);
            }
            else
            {
                AddSystem(system, [.. include.Items("filter")], result);
            }
        }
        else if (imports.Length > 0)
        {
            AddImport(imports[0], result);
            imports = imports[1..];
        }

        foreach (var import in imports)
        {
            if (Imported(import) is not { } other)
                continue;
            foreach (var (name, codes) in result.Systems)
            {
                if (!other.OpenSystems.Contains(name))
                    codes.RemoveWhere(code => !other.Contains(name, code));
            }
        }

        return result;
    }

    private void AddSystem(string system, JsonElement[] filters, CompiledValueSet into)
    {
        if (CodeSystem(system) is not { IsComplete: true } content)
        {
            into.OpenSystems.Add(system);
            return;
        }

        foreach (var code in content.Codes)
        {
            if (content.IsAbstract(code))
                continue;

            var verdict = filters.Select(filter => Passes(content, code, filter)).ToArray();
            if (Array.Exists(verdict, passes => passes is null))
            {
                into.OpenSystems.Add(system);
                return;
            }

            if (Array.TrueForAll(verdict, passes => passes == true))
                into.Add(system, code);
        }
    }

    /// <summary>Null for a filter that is not understood, or that asks for what is not held.</summary>
    private static bool? Passes(CodeSystemContent content, string code, JsonElement filter)
    {
        var (property, value) = (filter.Text("property") ?? "", filter.Text("value") ?? "");
        if (property is "concept" or "code")
            return PassesCode(content, code, filter.Text("op"), value);
        if (!content.HasProperties && property is not ("parent" or "display"))
            return null;

        var found = content.PropertyOf(code, property);
        return filter.Text("op") switch
        {
            "=" => found.Contains(value),
            "in" => found.Any(List(value).Contains),
            "not-in" => !found.Any(List(value).Contains),
            "regex" => found.Any(text => IsMatch(text, value)),
            "exists" => found.Any() == (value == "true"),
            _ => null,
        };
    }

    private static bool? PassesCode(CodeSystemContent content, string code, string? op, string value) => op switch
    {
        "is-a" => content.IsA(code, value),
        "descendent-of" => code != value && content.IsA(code, value),
        "is-not-a" => !content.IsA(code, value),
        "generalizes" => content.IsA(value, code),
        "=" => code == value,
        "in" => List(value).Contains(code),
        "not-in" => !List(value).Contains(code),
        "regex" => IsMatch(code, value),
        _ => null,
    };

    private static string[] List(string value) => value.Split(',', StringSplitOptions.TrimEntries);

    private static bool IsMatch(string text, string pattern) => Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.NonBacktracking);

    private static void AddPublished(IEnumerable<JsonElement> contains, CompiledValueSet into)
    {
        foreach (var item in contains)
        {
            if (item.Text("code") is { } code && item.Text("system") is { } system && !item.IsTrue("abstract"))
                into.Add(system, code);
            AddPublished(item.Items("contains"), into);
        }
    }
}
