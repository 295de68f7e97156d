using System.Runtime.CompilerServices;
using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Reduces StructureDefinitions to what they say beyond the base definitions of their types; differentials are first merged with what they derive from.</summary>
internal sealed class ProfileCompiler
{
    private const string BaseDefinitions = "http://hl7.org/fhir/StructureDefinition/";

    private readonly ModelElements _model;
    private readonly Dictionary<string, JsonElement> _structures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledProfile?> _compiled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProfileElement?> _packed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ancestors = new(StringComparer.Ordinal);
    private readonly ProfilePack[] _basis;
    private readonly HashSet<DefinitionFault> _faults = [];
    private int _depth;
    private int _elements;

    /// <param name="model">The base definitions.</param>
    /// <param name="structures">The definitions to compile; they may derive from each other.</param>
    /// <param name="basis">Profiles that these may derive from.</param>
    internal ProfileCompiler(FhirModel model, IEnumerable<JsonElement> structures, IEnumerable<ProfilePack> basis)
    {
        _model = new ModelElements(model);
        _basis = [.. basis.Where(pack => pack.Version == model.Version)];
        foreach (var structure in structures)
        {
            if (structure.Text("url")?.Trim() is { } url)
                _structures.TryAdd(url, structure);
        }
    }

    /// <summary>What the definitions themselves get wrong, for their publishers.</summary>
    internal IEnumerable<DefinitionFault> Faults => _faults;

    internal DefinitionLimits Limits { get; init; } = DefinitionLimits.Default;

    /// <summary>Compiles differentials even where a snapshot was published.</summary>
    internal bool IgnoresSnapshots { get; init; }

    internal IEnumerable<CompiledProfile> CompileAll() =>
        _structures.Keys.Order(StringComparer.Ordinal).Select(Compile).OfType<CompiledProfile>();

    /// <summary>Null when no definition has this URL, or it has no type or elements, or is beyond a limit.</summary>
    internal CompiledProfile? Compile(string url)
    {
        if (_compiled.TryGetValue(url, out var known))
            return known;
        if (!_structures.ContainsKey(url))
            return null;
        if (_depth == Limits.MaxChain || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            AddFault(url, $"it is the last of more than {Limits.MaxChain} profiles in a row that look into the next, so what it says was not taken over; publish snapshots, or raise DefinitionLimits.MaxChain.");
            return null;
        }

        _depth++;
        foreach (var next in WithAncestors(url))
        {
            // A profile that leads back to itself finds nothing there.
            _compiled[next] = null;
            _compiled[next] = Compile(next, _structures[next]);
        }

        _depth--;
        return _compiled[url];
    }

    /// <summary>A profile behind all that it derives from, the furthest first: a chain of any length is no recursion.</summary>
    private Stack<string> WithAncestors(string url)
    {
        var chain = new Stack<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!_compiled.ContainsKey(url) && _structures.TryGetValue(url, out var structure))
        {
            if (!seen.Add(url))
            {
                AddFault(url, "it derives from itself, so it is held without what it derives from; give it another baseDefinition.");
                break;
            }

            chain.Push(url);
            url = ProfileContexts.Bare(BaseOf(structure));
        }

        return chain;
    }

    private CompiledProfile? Compile(string url, JsonElement structure)
    {
        var differential = structure.Child("differential")?.Items("element").ToArray() ?? [];
        var snapshot = IgnoresSnapshots && differential.Length > 0 ? null : structure.Child("snapshot")?.Items("element").ToArray();
        var type = structure.Text("type") ?? structure.Text("constrainedType");
        if (type is null || (snapshot ?? differential) is not { Length: > 0 } elements)
            return null;
        if (ProfileTree.Read(_model, type, elements, isDifferential: snapshot is null, Limits.MaxProfileElements) is not { } root)
            return TooLarge(url);

        var profile = new CompiledProfile
        {
            Url = url,
            Version = structure.Text("version") ?? "",
            Type = type,
            Base = BaseOf(structure),
            Flags = (type == "Extension" ? ProfileFlags.IsExtension : 0) | (structure.IsTrue("abstract") ? ProfileFlags.IsAbstract : 0),
            Root = root,
        };
        profile.Contexts.AddRange(ProfileContexts.Of(structure));
        if (snapshot is null)
            Complete(profile);

        var count = profile.Root.Count();
        if (count > Limits.MaxProfileElements)
            return TooLarge(url);
        if (profile.Root.Has(RowFlags.Modifier))
            profile.Flags |= ProfileFlags.IsModifier;
        profile.Root = ProfilePruning.Prune(_model, profile.Root);
        return Keep(profile);
    }

    private CompiledProfile? TooLarge(string url)
    {
        AddFault(url, $"it has more than {Limits.MaxProfileElements} elements with those it derives from, and was left out; make profiles of its parts, or raise DefinitionLimits.MaxProfileElements.");
        return null;
    }

    private CompiledProfile? Keep(CompiledProfile profile)
    {
        var count = profile.Root.Count();
        if (_elements > Limits.MaxElements - count)
        {
            AddFault(profile.Url, $"all profiles together have more than {Limits.MaxElements} elements, and it was left out; bring fewer at once, or raise DefinitionLimits.MaxElements.");
            return null;
        }

        _elements += count;
        return profile;
    }

    /// <summary>Merges a differential with the profile that it derives from. Where nobody published that, the differential is all there is.</summary>
    private void Complete(CompiledProfile profile)
    {
        var inherited = RootOf(profile.Base, profile.Type);
        var ancestors = _ancestors.GetValueOrDefault(ProfileContexts.Bare(profile.Base)) + 1;
        if (ancestors > Limits.MaxChain)
        {
            AddFault(profile.Url, $"it derives from more than {Limits.MaxChain} profiles in a row, so it is held without what they say; publish a snapshot, or raise DefinitionLimits.MaxChain.");
            (inherited, ancestors) = (OfType(profile.Type), 0);
        }

        _ancestors[profile.Url] = ancestors;
        if (inherited is null)
        {
            profile.Flags |= ProfileFlags.IsDifferential;
            return;
        }

        var merger = new ProfileMerger(_model, canonical => RootOf(canonical, null), profile.Url, Limits.MaxProfileElements);
        profile.Root = merger.Merge(inherited.Copy(), profile.Root);
        _faults.UnionWith(merger.Faults);
    }

    /// <summary>The elements of a profile, compiled here or held in a pack; those of a base type are all as the model has them.</summary>
    private ProfileElement? RootOf(string canonical, string? type)
    {
        var url = ProfileContexts.Bare(canonical);
        if (Compile(url) is { } compiled)
            return (compiled.Flags & ProfileFlags.IsDifferential) == 0 ? compiled.Root : null;
        if (!_packed.TryGetValue(url, out var packed))
            _packed.Add(url, packed = PackedRoot(url));
        if (packed is not null)
            return packed;

        var isBase = type is not null && url.StartsWith(BaseDefinitions, StringComparison.Ordinal) && _model.Model.FindType(url.AsSpan(url.LastIndexOf('/') + 1)) >= 0;
        return isBase ? OfType(type!) : null;
    }

    private ProfileElement? PackedRoot(string url)
    {
        foreach (var pack in _basis)
        {
            if (pack.Find(url) is { } definition && (definition.Flags & ProfileFlags.IsDifferential) == 0)
                return PackedProfile.Read(_model, pack, definition);
        }

        return null;
    }

    private ProfileElement OfType(string type) =>
        new() { Name = type, Known = -1, Type = _model.Model.FindType(type), Max = ProfileElement.Unbounded };

    private static string BaseOf(JsonElement structure) => (structure.Text("baseDefinition") ?? structure.Text("base") ?? "").Trim();

    private void AddFault(string url, string text) => _faults.Add(new DefinitionFault(url, text));
}
