using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Reduces StructureDefinitions to what they say beyond the base definitions of their types; differentials are first merged with what they derive from.</summary>
internal sealed class ProfileCompiler
{
    private readonly ModelElements _model;
    private readonly Dictionary<string, JsonElement> _structures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CompiledProfile?> _compiled = new(StringComparer.Ordinal);
    private readonly ProfilePack[] _basis;
    private readonly HashSet<string> _faults = new(StringComparer.Ordinal);

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
    internal IEnumerable<string> Faults => _faults.Order(StringComparer.Ordinal);

    /// <summary>Compiles differentials even where a snapshot was published.</summary>
    internal bool IgnoresSnapshots { get; init; }

    internal IEnumerable<CompiledProfile> CompileAll() =>
        _structures.Keys.Order(StringComparer.Ordinal).Select(Compile).OfType<CompiledProfile>();

    /// <summary>Null when no definition has this URL, or it has no type or elements.</summary>
    internal CompiledProfile? Compile(string url)
    {
        if (_compiled.TryGetValue(url, out var known))
            return known;
        if (!_structures.TryGetValue(url, out var structure))
            return null;

        // A profile that derives from itself is merged with nothing.
        _compiled[url] = null;
        return _compiled[url] = Compile(url, structure);
    }

    private CompiledProfile? Compile(string url, JsonElement structure)
    {
        var differential = structure.Child("differential")?.Items("element").ToArray() ?? [];
        var snapshot = IgnoresSnapshots && differential.Length > 0 ? null : structure.Child("snapshot")?.Items("element").ToArray();
        var type = structure.Text("type") ?? structure.Text("constrainedType");
        if (type is null || (snapshot ?? differential) is not { Length: > 0 } elements)
            return null;

        var root = ProfileTree.Read(_model, type, elements, isDifferential: snapshot is null);
        var profile = new CompiledProfile
        {
            Url = url,
            Version = structure.Text("version") ?? "",
            Type = type,
            Base = (structure.Text("baseDefinition") ?? structure.Text("base") ?? "").Trim(),
            Flags = (type == "Extension" ? ProfileFlags.IsExtension : 0) | (structure.IsTrue("abstract") ? ProfileFlags.IsAbstract : 0),
            Root = root,
        };
        profile.Contexts.AddRange(ProfileContexts.Of(structure));
        if (snapshot is null)
            Complete(profile);
        if (profile.Root.Has(RowFlags.Modifier))
            profile.Flags |= ProfileFlags.IsModifier;
        profile.Root = ProfilePruning.Prune(_model, profile.Root);
        return profile;
    }

    /// <summary>Merges a differential with the profile that it derives from. Where nobody published that, the differential is all there is.</summary>
    private void Complete(CompiledProfile profile)
    {
        if (RootOf(profile.Base, profile.Type) is not { } inherited)
        {
            profile.Flags |= ProfileFlags.IsDifferential;
            return;
        }

        var merger = new ProfileMerger(_model, canonical => RootOf(canonical, null), profile.Url);
        profile.Root = merger.Merge(inherited.Copy(), profile.Root);
        _faults.UnionWith(merger.Faults);
    }

    /// <summary>The elements of a profile, compiled here or held in a pack; those of a base type are all as the model has them.</summary>
    private ProfileElement? RootOf(string canonical, string? type)
    {
        var url = ProfileContexts.Bare(canonical);
        if (Compile(url) is { } compiled)
            return (compiled.Flags & ProfileFlags.IsDifferential) == 0 ? compiled.Root : null;

        foreach (var pack in _basis)
        {
            if (pack.Find(url) is { } definition && (definition.Flags & ProfileFlags.IsDifferential) == 0)
                return PackedProfile.Read(_model, pack, definition);
        }

        var isBase = type is not null && url.StartsWith("http://hl7.org/fhir/StructureDefinition/", StringComparison.Ordinal) && _model.Model.FindType(url.AsSpan(url.LastIndexOf('/') + 1)) >= 0;
        return isBase ? new ProfileElement { Name = type!, Known = -1, Type = _model.Model.FindType(type), Max = ProfileElement.Unbounded } : null;
    }
}
