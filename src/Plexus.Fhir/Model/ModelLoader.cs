using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Model;

/// <summary>What a base pack holds once numbered for use.</summary>
internal sealed record ModelContent(
    NameIndex Names,
    TypeDef[] Types,
    ElementDef[] Elements,
    PropertyDef[] Properties,
    InvariantDef[] Invariants,
    CodeSets CodeSets,
    int[] TypeByName);

/// <summary>Reads the embedded base pack of a version.</summary>
internal static class ModelLoader
{
    internal static FhirModel Load(FhirVersion version)
    {
        var name = version switch
        {
            FhirVersion.Dstu2 => "dstu2.pack",
            FhirVersion.Stu3 => "stu3.pack",
            _ => "r4.pack",
        };
        using var stream = typeof(ModelLoader).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The definition pack {name} is missing from the program.");
        var pack = new byte[stream.Length];
        stream.ReadExactly(pack);
        return Load(version, pack);
    }

    internal static FhirModel Load(FhirVersion version, byte[] pack)
    {
        ReadOnlyMemory<byte> Section(PackSection section) => pack.AsMemory(PackReader.Locate(pack, PackKind.Base, section));

        var strings = new PackStrings(Section(PackSection.Strings));
        var names = new NameIndex();
        var types = Types(Section(PackSection.Types).Span, strings, names);
        var elements = Elements(Section(PackSection.Elements).Span, strings, names, types);
        var typeNames = new string[types.Length];
        for (var i = 0; i < types.Length; i++)
            typeNames[i] = names[types[i].NameId];

        var properties = Properties(types, elements, names, typeNames);
        var typeByName = new int[names.Count];
        Array.Fill(typeByName, -1);
        for (var i = 0; i < types.Length; i++)
            typeByName[types[i].NameId] = i;

        var content = new ModelContent(
            names,
            types,
            elements,
            properties,
            InvariantDef.ReadAll(Section(PackSection.Invariants).Span),
            new CodeSets(strings, Section(PackSection.ValueSets)),
            typeByName);
        return new FhirModel(version, strings, content);
    }

    private static TypeDef[] Types(ReadOnlySpan<byte> section, PackStrings strings, NameIndex names)
    {
        var reader = new PackReader(section);
        var types = new TypeDef[reader.Number()];
        var firstElement = 0;
        for (var i = 0; i < types.Length; i++)
        {
            ref var type = ref types[i];
            var name = strings[reader.Number()];
            type.NameId = names.Add(name);
            type.Kind = (TypeKind)reader.Byte();
            type.Primitive = type.Kind == TypeKind.Primitive ? PrimitiveKinds.Of(name) : PrimitiveKind.None;
            type.Base = reader.Number() - 1;
            type.IsAbstract = reader.Byte() != 0;
            type.FirstElement = firstElement;
            type.ElementCount = reader.Number();
            type.Invariants = reader.Numbers();
            firstElement += type.ElementCount;
        }

        return types;
    }

    private static ElementDef[] Elements(ReadOnlySpan<byte> section, PackStrings strings, NameIndex names, TypeDef[] types)
    {
        var reader = new PackReader(section);
        var elements = new ElementDef[reader.Number()];
        var owner = 0;
        for (var i = 0; i < elements.Length; i++)
        {
            while (i >= types[owner].FirstElement + types[owner].ElementCount)
                owner++;

            ref var element = ref elements[i];
            element.Owner = owner;
            element.Ordinal = i - types[owner].FirstElement;
            element.NameId = names.Add(strings[reader.Number()]);
            element.Flags = (ElementFlags)reader.Number();
            element.Min = reader.Number();
            element.Max = reader.Number() - 1;
            element.Types = new TypeReference[reader.Number()];
            for (var t = 0; t < element.Types.Length; t++)
                element.Types[t] = new TypeReference(reader.Number(), reader.Numbers(), reader.Numbers());

            element.Binding = (BindingStrength)reader.Byte();
            if (element.Binding != BindingStrength.None)
            {
                element.ValueSet = reader.Number();
                element.MaxValueSet = reader.Number();
            }

            element.MaxLength = reader.Number();
            element.MinValue = reader.Number();
            element.MaxValue = reader.Number();
            element.Invariants = reader.Numbers();
        }

        return elements;
    }

    private static PropertyDef[] Properties(TypeDef[] types, ElementDef[] elements, NameIndex names, string[] typeNames)
    {
        var properties = new List<PropertyDef>(elements.Length * 2);
        for (var t = 0; t < types.Length; t++)
        {
            types[t].FirstProperty = properties.Count;
            for (var e = types[t].FirstElement; e < types[t].FirstElement + types[t].ElementCount; e++)
            {
                ref var element = ref elements[e];
                element.FirstProperty = properties.Count;
                foreach (var reference in element.Types)
                    properties.Add(Property(element, e, reference.Type, names, typeNames));
                element.PropertyCount = properties.Count - element.FirstProperty;
            }

            types[t].PropertyCount = properties.Count - types[t].FirstProperty;
        }

        return [.. properties];
    }

    private static PropertyDef Property(in ElementDef element, int index, int type, NameIndex names, string[] typeNames)
    {
        var isChoice = (element.Flags & ElementFlags.Choice) != 0;
        var suffix = typeNames[type];
        return new PropertyDef
        {
            NameId = isChoice ? names.Add($"{names[element.NameId]}{char.ToUpperInvariant(suffix[0])}{suffix.AsSpan(1)}") : element.NameId,
            BaseNameId = element.NameId,
            Element = index,
            Ordinal = element.Ordinal,
            Type = (ushort)type,
            Owner = (ushort)element.Owner,
            Flags = element.Flags,
        };
    }
}
