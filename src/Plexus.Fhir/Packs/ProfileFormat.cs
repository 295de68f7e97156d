namespace Plexus.Fhir.Packs;

[Flags]
internal enum ProfileFlags
{
    None = 0,
    IsExtension = 1,
    IsAbstract = 2,

    /// <summary>The rows are the differential: no snapshot was published.</summary>
    IsDifferential = 4,

    /// <summary>The profile's own root is a modifier: the extension must be used as a modifierExtension.</summary>
    IsModifier = 8,
}

/// <summary>Which parts a row has, and what it is.</summary>
[Flags]
internal enum RowFlags
{
    None = 0,
    HasSliceName = 1,
    HasTypes = 2,
    HasBinding = 4,
    HasFixed = 8,
    HasPattern = 16,
    HasSlicing = 32,
    HasInvariants = 64,
    HasLimits = 128,
    HasContentReference = 256,
    MustSupport = 512,
    Modifier = 1024,

    /// <summary>The row is a choice, whether its path kept the [x] or names one type.</summary>
    Choice = 2048,

    /// <summary>A differential states no minimum or maximum of its own.</summary>
    InheritsMin = 4096,
    InheritsMax = 8192,

    /// <summary>The path named one type of the choice (valueString) instead of [x]: it narrows, or slices by type where several do.</summary>
    NamesType = 16384,
}

internal enum SlicingRules : byte
{
    Open = 0,
    Closed = 1,
    OpenAtEnd = 2,
}

internal enum DiscriminatorKind : byte
{
    Value = 0,
    Exists = 1,
    Pattern = 2,
    Type = 3,
    Profile = 4,
}

[Flags]
internal enum Aggregations : byte
{
    None = 0,
    Contained = 1,
    Referenced = 2,
    Bundled = 4,
}
