using System.Text.Json;
using Plexus.Fhir;
using Plexus.Fhir.Packs;

namespace DefinitionCompiler;

/// <summary>The pack of the national profiles of one FHIR version: what they add to the base, their value sets and code systems.</summary>
internal static class ProfilePackCompiler
{
    internal static byte[] Compile(FhirVersion version, string specifications) =>
        Compile(version, specifications, new ProfileSources(specifications, version).Read());

    /// <summary>The pack of given definitions, on the base definitions of the specifications.</summary>
    internal static byte[] Compile(FhirVersion version, string specifications, IReadOnlyList<JsonElement> sources)
    {
        var folder = new DefinitionFolder(Path.Combine(specifications, "fhir-definitions", BasePack.NameOf(version)));
        var compiler = new ProfileCompiler(new BaseDefinitions(BasePack.Structures(folder)));

        var profiles = Of(sources, "StructureDefinition").Select(compiler.Compile).OfType<CompiledProfile>()
            .OrderBy(profile => profile.Url, StringComparer.Ordinal).ToArray();
        var expander = BasePack.Expander(folder, Of(sources, "ValueSet").Concat(Of(sources, "CodeSystem")));
        var valueSets = new SortedDictionary<string, CompiledValueSet>(StringComparer.Ordinal);
        foreach (var url in Of(sources, "ValueSet").Select(Url).Concat(BoundSets(profiles)))
        {
            if (expander.Expand(url) is { } expansion)
                valueSets[url] = expansion;
        }

        var codeSystems = new SortedDictionary<string, CodeSystemContent>(StringComparer.Ordinal);
        foreach (var url in Of(sources, "CodeSystem").Select(Url))
            codeSystems[url] = expander.CodeSystems[url];

        return Assemble(version, profiles, valueSets, codeSystems);
    }

    private static byte[] Assemble(
        FhirVersion version,
        CompiledProfile[] profiles,
        SortedDictionary<string, CompiledValueSet> valueSets,
        SortedDictionary<string, CodeSystemContent> codeSystems)
    {
        var invariants = profiles.SelectMany(profile => profile.Rows).SelectMany(row => row.Invariants).Distinct().ToArray();
        var numbers = invariants.Select((invariant, number) => (invariant, number)).ToDictionary(pair => pair.invariant, pair => pair.number);

        var strings = new PackStringTable();
        InvariantTable.AddTexts(invariants, strings);
        foreach (var profile in profiles)
            ProfileSection.AddTexts(profile, strings);
        ValueSetSection.AddTexts(valueSets, strings);
        CodeSystemSection.AddTexts(codeSystems, strings);

        return PackSectionWriter.Assemble(version, PackKind.Profiles, new Dictionary<PackSection, byte[]>
        {
            [PackSection.Strings] = strings.ToSection(),
            [PackSection.Invariants] = InvariantTable.ToSection(invariants, strings),
            [PackSection.ValueSets] = ValueSetSection.ToSection(valueSets, strings),
            [PackSection.Profiles] = ProfileSection.ToSection(profiles, strings, numbers),
            [PackSection.CodeSystems] = CodeSystemSection.ToSection(codeSystems, strings),
        });
    }

    /// <summary>Sets of HL7 that a profile binds harder than the base does.</summary>
    private static IEnumerable<string> BoundSets(CompiledProfile[] profiles) =>
        profiles.SelectMany(profile => profile.Rows)
            .Select(row => row.Element.Binding)
            .OfType<CompiledBinding>()
            .Where(binding => binding.Strength is BindingStrength.Required or BindingStrength.Extensible)
            .Select(binding => binding.ValueSet)
            .OfType<string>();

    private static IEnumerable<JsonElement> Of(IReadOnlyList<JsonElement> sources, string type) =>
        sources.Where(source => source.Text("resourceType") == type);

    private static string Url(JsonElement source) => source.Text("url")!.Trim();
}
