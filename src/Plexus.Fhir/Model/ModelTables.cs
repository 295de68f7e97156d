using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Model;

/// <summary>A type of the base definitions, or the anonymous type of a backbone element.</summary>
internal struct TypeDef
{
    internal int NameId;
    internal TypeKind Kind;
    internal PrimitiveKind Primitive;
    internal bool IsAbstract;

    /// <summary>-1 for Element and Resource.</summary>
    internal int Base;
    internal int FirstElement;
    internal int ElementCount;
    internal int FirstProperty;
    internal int PropertyCount;
    internal int[] Invariants;
}

internal struct ElementDef
{
    internal int NameId;
    internal int Owner;
    internal int Ordinal;
    internal ElementFlags Flags;
    internal int Min;

    /// <summary>-1 when unbounded.</summary>
    internal int Max;
    internal TypeReference[] Types;
    internal BindingStrength Binding;

    /// <summary>Canonical of the bound value set as a pack text; 0 when none is named.</summary>
    internal int ValueSet;
    internal int MaxValueSet;
    internal int MaxLength;
    internal int MinValue;
    internal int MaxValue;
    internal int[] Invariants;
    internal int FirstProperty;
    internal int PropertyCount;
}

/// <summary>A type that an element may have; profiles and targets are pack texts.</summary>
internal readonly record struct TypeReference(int Type, int[] Profiles, int[] Targets);

/// <summary>An element under one name that it has on the wire: a choice gives one property per type.</summary>
internal struct PropertyDef
{
    internal int NameId;

    /// <summary>The name without the type suffix of a choice.</summary>
    internal int BaseNameId;
    internal int Element;
    internal int Ordinal;
    internal ushort Type;
    internal ushort Owner;
    internal ElementFlags Flags;

    internal readonly bool IsArray => (Flags & ElementFlags.Array) != 0;

    internal readonly bool IsXmlAttribute => (Flags & ElementFlags.XmlAttribute) != 0;

    /// <summary>Whether a value may have an id and extensions of its own: an attribute of XML cannot, and a narrative has them in its markup.</summary>
    internal readonly bool MayHaveContent => !IsXmlAttribute && !IsXhtml;

    internal readonly bool IsXhtml => (Flags & ElementFlags.Xhtml) != 0;

    internal readonly bool IsChoice => (Flags & ElementFlags.Choice) != 0;
}

/// <summary>A rule of the base definitions; texts are pack texts, 0 when absent.</summary>
internal readonly record struct InvariantDef(int Key, InvariantSeverity Severity, int Expression, int XPath)
{
    internal static InvariantDef[] ReadAll(ReadOnlySpan<byte> section)
    {
        var reader = new PackReader(section);
        var invariants = new InvariantDef[reader.Number()];
        for (var i = 0; i < invariants.Length; i++)
            invariants[i] = new InvariantDef(reader.Number(), (InvariantSeverity)reader.Byte(), reader.Number(), reader.Number());
        return invariants;
    }
}
