using System.Text.Json;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Compiles definitions of one FHIR version into a profile pack: what they add to the base, their value sets, code systems and concept maps.</summary>
internal sealed class DefinitionPack
{
    private readonly FhirVersion _version;
    private readonly CompiledProfile[] _profiles;
    private readonly SortedDictionary<string, CompiledValueSet> _valueSets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, CodeSystemContent> _codeSystems = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, CompiledConceptMap> _conceptMaps = new(StringComparer.Ordinal);

    private DefinitionPack(FhirVersion version, ProfileCompiler compiler)
    {
        _version = version;
        _profiles = [.. compiler.CompileAll()];
        Faults = [.. compiler.Faults];
    }

    /// <summary>What the definitions themselves get wrong, by canonical.</summary>
    internal IReadOnlyList<DefinitionFault> Faults { get; private set; }

    /// <param name="model">The base definitions of the version of all definitions.</param>
    /// <param name="sources">StructureDefinitions, ValueSets, CodeSystems and ConceptMaps; of several with one canonical the first counts.</param>
    /// <param name="basis">Packs of what the sources build on.</param>
    /// <param name="terminology">More terminology that the sources' value sets may draw on; the sources come first.</param>
    /// <param name="limits">What compiling may cost; the defaults when null.</param>
    internal static DefinitionPack Compile(FhirModel model, IReadOnlyList<JsonElement> sources, IReadOnlyList<ProfilePack> basis, IEnumerable<JsonElement>? terminology = null, DefinitionLimits? limits = null)
    {
        limits ??= DefinitionLimits.Default;
        var pack = new DefinitionPack(model.Version, new ProfileCompiler(model, Of(sources, "StructureDefinition"), basis) { Limits = limits });
        var expander = new ValueSetExpander(new PackedTerminology(model, basis), limits);
        foreach (var source in sources.Concat(terminology ?? []))
            expander.Add(source);
        pack.AddTerminology(sources, expander);
        pack.Faults =
        [
            .. pack.Faults.Concat(expander.Faults).Concat(ConceptMapChains.Faults(pack._conceptMaps, limits.MaxChain))
                .OrderBy(fault => fault.Url, StringComparer.Ordinal).ThenBy(fault => fault.Text, StringComparer.Ordinal),
        ];
        return pack;
    }

    internal byte[] ToBytes()
    {
        var rows = _profiles.SelectMany(profile => profile.Rows()).Select(row => row.Element).ToArray();
        var invariants = rows.SelectMany(row => row.Invariants).Distinct().ToArray();
        var numbers = invariants.Select((invariant, number) => (invariant, number)).ToDictionary(pair => pair.invariant, pair => pair.number);

        var strings = new PackStringTable();
        InvariantTable.AddTexts(invariants, strings);
        foreach (var profile in _profiles)
            ProfileSection.AddTexts(profile, strings);
        ValueSetSection.AddTexts(_valueSets, strings);
        CodeSystemSection.AddTexts(_codeSystems, strings);
        ConceptMapSection.AddTexts(_conceptMaps.Values, strings);

        return PackSectionWriter.Assemble(_version, PackKind.Profiles, new Dictionary<PackSection, byte[]>
        {
            [PackSection.Strings] = strings.ToSection(),
            [PackSection.Invariants] = InvariantTable.ToSection(invariants, strings),
            [PackSection.ValueSets] = ValueSetSection.ToSection(_valueSets, strings),
            [PackSection.Profiles] = ProfileSection.ToSection(_profiles, strings, numbers),
            [PackSection.CodeSystems] = CodeSystemSection.ToSection(_codeSystems, strings),
            [PackSection.ConceptMaps] = ConceptMapSection.ToSection(_conceptMaps.Values, strings),
        });
    }

    private void AddTerminology(IReadOnlyList<JsonElement> sources, ValueSetExpander expander)
    {
        foreach (var url in Of(sources, "ValueSet").Select(Url).OfType<string>().Concat(BoundSets()))
        {
            if (expander.Expand(url) is { } expansion)
                _valueSets[ProfileContexts.Bare(url)] = expansion;
        }

        var inline = Of(sources, "ValueSet").Select(set => set.Child("codeSystem")?.Text("system")).OfType<string>();
        foreach (var url in Of(sources, "CodeSystem").Select(Url).OfType<string>().Concat(inline))
        {
            if (expander.CodeSystems.TryGetValue(url, out var content))
                _codeSystems[url] = content;
        }

        foreach (var map in Of(sources, "ConceptMap").Select(CompiledConceptMap.Read).OfType<CompiledConceptMap>())
            _conceptMaps.TryAdd(map.Url, map);
    }

    /// <summary>Sets of HL7 that a profile binds harder than the base does.</summary>
    private IEnumerable<string> BoundSets() =>
        _profiles.SelectMany(profile => profile.Rows())
            .Select(row => row.Element.Binding)
            .OfType<CompiledBinding>()
            .Where(binding => binding.Strength is BindingStrength.Required or BindingStrength.Extensible)
            .SelectMany(binding => new[] { binding.ValueSet, binding.MaxValueSet })
            .OfType<string>();

    private static IEnumerable<JsonElement> Of(IReadOnlyList<JsonElement> sources, string type) =>
        sources.Where(source => source.Text("resourceType") == type);

    private static string? Url(JsonElement source) => source.Text("url")?.Trim();
}
