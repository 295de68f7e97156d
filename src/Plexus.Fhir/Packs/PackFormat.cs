namespace Plexus.Fhir.Packs;

/// <summary>The constants of the pack format; docs/fhir-packs.md describes the layout.</summary>
internal static class PackFormat
{
    internal const byte Revision = 2;

    internal static ReadOnlySpan<byte> Magic => "PLXP"u8;

    /// <summary>Magic, revision, FHIR version, kind, section count.</summary>
    internal const int HeaderLength = 8;
}

internal enum PackKind : byte
{
    Base = 0,
    Profiles = 1,
}

/// <summary>Position of each section in the directory that follows the header.</summary>
internal enum PackSection
{
    Strings = 0,
    Types = 1,
    Elements = 2,
    Invariants = 3,
    ValueSets = 4,
    Profiles = 5,
    CodeSystems = 6,
    ConceptMaps = 7,
    Count = 8,
}

internal enum TypeKind : byte
{
    Primitive = 0,
    Complex = 1,
    Backbone = 2,
    Resource = 3,
}

[Flags]
internal enum ElementFlags
{
    None = 0,

    /// <summary>Repeats in the base definition, so JSON writes an array whatever a profile says.</summary>
    Array = 1,
    Choice = 2,
    XmlAttribute = 4,
    Xhtml = 8,
    Modifier = 16,
    Summary = 32,

    /// <summary>Takes type and children of another element of the same definition.</summary>
    ContentReference = 64,
    MustSupport = 128,
}

internal enum BindingStrength : byte
{
    None = 0,
    Required = 1,
    Extensible = 2,
    Preferred = 3,
    Example = 4,
}

internal enum InvariantSeverity : byte
{
    Error = 0,
    Warning = 1,
}
