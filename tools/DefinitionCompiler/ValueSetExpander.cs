using System.Text.Json;
using System.Text.RegularExpressions;

namespace DefinitionCompiler;

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
internal sealed class ValueSetExpander
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
        {
            foreach (var (system, codes) in Included(exclude).Systems)
            {
                if (into.Systems.TryGetValue(system, out var kept))
                    kept.ExceptWith(codes);
            }
        }
    }

    private void AddImport(string url, CompiledValueSet into)
    {
        if (Expand(url) is { } imported)
            into.Add(imported);
        else
            into.OpenSystems.Add(url);
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
            if (Expand(import) is not { } other)
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
        if (!_codeSystems.TryGetValue(system, out var content) || !content.IsComplete)
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

    /// <summary>Null for a filter that is not understood.</summary>
    private static bool? Passes(CodeSystemContent content, string code, JsonElement filter)
    {
        var (property, value) = (filter.Text("property") ?? "", filter.Text("value") ?? "");
        return (property, filter.Text("op")) switch
        {
            ("concept" or "code", "is-a") => content.IsA(code, value),
            ("concept" or "code", "descendent-of") => code != value && content.IsA(code, value),
            ("concept" or "code", "is-not-a") => !content.IsA(code, value),
            ("concept" or "code", "=") => code == value,
            ("concept" or "code", "in") => value.Split(',').Contains(code),
            ("concept" or "code", "regex") => Regex.IsMatch(code, $"^(?:{value})$", RegexOptions.NonBacktracking),
            ("concept" or "code", _) => null,
            (_, "=") => content.PropertyOf(code, property).Contains(value),
            (_, "in") => content.PropertyOf(code, property).Any(value.Split(',').Contains),
            (_, "exists") => content.PropertyOf(code, property).Any() == (value == "true"),
            _ => null,
        };
    }

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
