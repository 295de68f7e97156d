using System.Collections.Concurrent;
using System.Text.Json;
using Plexus.Fhir;
using Plexus.Fhir.Definitions;
using Plexus.Fhir.Model;
using Plexus.Fhir.Packs;

namespace DefinitionCompiler;

/// <summary>The base pack of one FHIR version: types, elements, invariants and the codes of required bindings.</summary>
internal static class BasePack
{
    private static readonly ConcurrentDictionary<(FhirVersion Version, string Specifications), FhirModel> Models = new();

    /// <summary>The folder of the definitions and the file name of the pack.</summary>
    internal static string NameOf(FhirVersion version) => version switch
    {
        FhirVersion.Dstu2 => "dstu2",
        FhirVersion.Stu3 => "stu3",
        _ => "r4",
    };

    /// <summary>The model of the definitions as they are now, which may not be those embedded in this program.</summary>
    internal static FhirModel Model(FhirVersion version, string specifications) =>
        Models.GetOrAdd((version, specifications), static key => ModelLoader.Load(key.Version, Compile(key.Version, Folder(key.Version, key.Specifications))));

    internal static DefinitionFolder Folder(FhirVersion version, string specifications) =>
        new(Path.Combine(specifications, "fhir-definitions", NameOf(version)));

    internal static byte[] Compile(FhirVersion version, DefinitionFolder definitions)
    {
        var compiler = Structures(definitions);
        var valueSets = RequiredValueSets(compiler.Types, Expander(definitions));
        var strings = new PackStringTable();
        AddTexts(compiler, strings);
        ValueSetSection.AddTexts(valueSets, strings);

        return PackSectionWriter.Assemble(version, PackKind.Base, new Dictionary<PackSection, byte[]>
        {
            [PackSection.Strings] = strings.ToSection(),
            [PackSection.Types] = Types(compiler.Types, strings),
            [PackSection.Elements] = Elements(compiler.Types, strings),
            [PackSection.Invariants] = InvariantTable.ToSection(compiler.Invariants, strings),
            [PackSection.ValueSets] = ValueSetSection.ToSection(valueSets, strings),
        });
    }

    internal static StructureCompiler Structures(DefinitionFolder definitions)
    {
        var compiler = new StructureCompiler();
        foreach (var structure in definitions.Read("profiles-types").Concat(definitions.Read("profiles-resources")))
            compiler.Add(structure);
        return compiler;
    }

    /// <summary>Everything that a version publishes about terminology.</summary>
    internal static IEnumerable<JsonElement> Terminology(DefinitionFolder definitions) =>
        definitions.Read("valuesets").Concat(definitions.Read("v2-tables")).Concat(definitions.Read("v3-codesystems"));

    private static ValueSetExpander Expander(DefinitionFolder definitions)
    {
        var expander = new ValueSetExpander();
        foreach (var resource in Terminology(definitions))
            expander.Add(resource);
        return expander;
    }

    private static SortedDictionary<string, CompiledValueSet> RequiredValueSets(IReadOnlyList<CompiledType> types, ValueSetExpander expander)
    {
        var valueSets = new SortedDictionary<string, CompiledValueSet>(StringComparer.Ordinal);
        var bindings = types.SelectMany(type => type.Elements).Select(element => element.Binding).OfType<CompiledBinding>();
        foreach (var binding in bindings)
        {
            Add(binding.Strength == BindingStrength.Required ? binding.ValueSet : null);
            Add(binding.MaxValueSet);
        }

        return valueSets;

        void Add(string? url)
        {
            if (url is not null && expander.Expand(url) is { } expansion)
                valueSets[url.Split('|')[0]] = expansion;
        }
    }

    private static void AddTexts(StructureCompiler compiler, PackStringTable strings)
    {
        InvariantTable.AddTexts(compiler.Invariants, strings);
        foreach (var type in compiler.Types)
        {
            strings.Add(type.Name);
            foreach (var element in type.Elements)
            {
                strings.Add(element.Name);
                strings.Add(element.MinValue);
                strings.Add(element.MaxValue);
                strings.Add(element.Binding?.ValueSet);
                strings.Add(element.Binding?.MaxValueSet);
                foreach (var url in element.Types.SelectMany(reference => reference.Profiles.Concat(reference.Targets)))
                    strings.Add(url);
            }
        }
    }

    private static byte[] Types(IReadOnlyList<CompiledType> types, PackStringTable strings)
    {
        var section = new PackSectionWriter();
        section.Number(types.Count);
        var numbers = Numbers(types);
        foreach (var type in types)
        {
            section.Number(strings.Number(type.Name));
            section.Byte((byte)type.Kind);
            section.Number(type.BaseName is { } name && numbers.TryGetValue(name, out var number) ? number + 1 : 0);
            section.Byte(type.IsAbstract ? (byte)1 : (byte)0);
            section.Number(type.Elements.Count);
            section.Numbers(type.Invariants);
        }

        return section.ToArray();
    }

    private static byte[] Elements(IReadOnlyList<CompiledType> types, PackStringTable strings)
    {
        var numbers = Numbers(types);
        var section = new PackSectionWriter();
        section.Number(types.Sum(type => type.Elements.Count));
        foreach (var element in types.SelectMany(type => type.Elements))
        {
            section.Number(strings.Number(element.Name));
            section.Number((int)element.Flags);
            section.Number(element.Min);
            section.Number(element.Max is { } max ? max + 1 : 0);
            section.Number(element.Types.Count);
            foreach (var reference in element.Types)
            {
                section.Number(numbers[reference.Type]);
                section.Numbers([.. reference.Profiles.Select(strings.Number)]);
                section.Numbers([.. reference.Targets.Select(strings.Number)]);
            }

            section.Byte((byte)(element.Binding?.Strength ?? BindingStrength.None));
            if (element.Binding is { } binding)
            {
                section.Number(strings.Number(binding.ValueSet));
                section.Number(strings.Number(binding.MaxValueSet));
            }

            section.Number(element.MaxLength);
            section.Number(strings.Number(element.MinValue));
            section.Number(strings.Number(element.MaxValue));
            section.Numbers(element.Invariants);
        }

        return section.ToArray();
    }

    private static Dictionary<string, int> Numbers(IReadOnlyList<CompiledType> types) =>
        types.Select((type, number) => (type.Name, number)).ToDictionary(pair => pair.Name, pair => pair.number, StringComparer.Ordinal);
}
