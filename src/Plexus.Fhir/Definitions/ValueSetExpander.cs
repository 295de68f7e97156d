using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Expands value sets over the code systems at hand: whole systems, listed codes, filters, imports, exclusions.</summary>
/// <param name="basis">What else is known: code systems and value sets that those added here may name.</param>
/// <param name="limits">What expanding may cost; the defaults when null.</param>
internal sealed class ValueSetExpander(PackedTerminology? basis = null, DefinitionLimits? limits = null)
{
    private readonly DefinitionLimits _limits = limits ?? DefinitionLimits.Default;
    private readonly Dictionary<string, JsonElement> _valueSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeSystemContent> _codeSystems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledValueSet> _expanded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledValueSet?> _packed = new(StringComparer.Ordinal);
    private readonly HashSet<DefinitionFault> _faults = [];

    // Those that are being expanded, the outermost first.
    private readonly List<string> _expanding = [];
    private int _looked;

    /// <summary>What the value sets get wrong.</summary>
    internal IEnumerable<DefinitionFault> Faults => _faults;

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

        if (IsBeyondLimits(url))
            return Anything();

        _expanding.Add(url);
        var expansion = Expand(definition);
        _expanding.RemoveAt(_expanding.Count - 1);
        return _expanded[url] = expansion;
    }

    private CompiledValueSet Expand(JsonElement definition)
    {
        var expansion = new CompiledValueSet();
        if (definition.Child("codeSystem")?.Text("system") is { } own)
            AddSystem(own, [], expansion);
        if (definition.Child("compose") is { } compose)
            Compose(compose, expansion);
        else if (definition.Child("expansion") is { } published)
            AddPublished(published.Items("contains"), expansion);
        return expansion;
    }

    private bool IsBeyondLimits(string url)
    {
        if (_expanding.Contains(url))
        {
            AddFault(url, "it imports itself, so codes that it does not list are unknown; take the import out.");
            return true;
        }

        if (_expanding.Count < _limits.MaxChain)
            return false;

        AddFault(url, $"it is the last of more than {_limits.MaxChain} value sets in a row that import the next, so codes that those do not list are unknown; import it directly, or raise DefinitionLimits.MaxChain.");
        return true;
    }

    /// <summary>A set of which nothing can be said.</summary>
    private static CompiledValueSet Anything()
    {
        var anything = new CompiledValueSet();
        anything.OpenSystems.Add(CodeSet.AnySystem);
        return anything;
    }

    /// <summary>Whether there is room to look at more codes.</summary>
    private bool Look(int codes)
    {
        if (_looked <= _limits.MaxCodes - codes)
        {
            _looked += codes;
            return true;
        }

        AddFault(_expanding[^1], $"expanding the value sets takes more than {_limits.MaxCodes} codes, so codes that it does not list are unknown; bring fewer definitions at once, or raise DefinitionLimits.MaxCodes.");
        return false;
    }

    private void AddFault(string url, string text) => _faults.Add(new DefinitionFault(url, text));

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
        if (Imported(url) is { } imported && Look(imported.Count))
            into.Add(imported);
        else
            into.OpenSystems.Add(CodeSet.AnySystem);
    }

    private CompiledValueSet? Imported(string url)
    {
        if (Expand(url) is { } expanded)
            return expanded;

        url = url.Split('|')[0];
        if (!_packed.TryGetValue(url, out var packed))
            _packed.Add(url, packed = basis?.ValueSet(url));
        return packed;
    }

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
            var other = Imported(import) is { } imported && Look(result.Count) ? imported : Anything();
            foreach (var (name, codes) in result.Systems)
            {
                // A code that may or may not be in the import is unknown.
                if (codes.RemoveWhere(code => !other.Contains(name, code)) > 0 && other.IsOpenFor(name))
                    result.OpenSystems.Add(name);
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

        var judges = Array.ConvertAll(filters, filter => new CodeFilter(content, filter));
        foreach (var judge in judges)
        {
            if (judge.Fault is { } fault)
                AddFault(_expanding[^1], fault);
        }

        if (!Look(content.Count) || !content.Codes.Where(code => !content.IsAbstract(code)).All(code => AddCode(system, code, judges, into)))
            into.OpenSystems.Add(system);
    }

    /// <summary>False when it cannot be told whether the filters let the code through.</summary>
    private static bool AddCode(string system, string code, CodeFilter[] filters, CompiledValueSet into)
    {
        var isIn = true;
        foreach (var filter in filters)
        {
            if (filter.Passes(code) is not { } passes)
                return false;
            isIn &= passes;
        }

        if (isIn)
            into.Add(system, code);
        return true;
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
