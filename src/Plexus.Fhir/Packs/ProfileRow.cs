namespace Plexus.Fhir.Packs;

/// <summary>One element that a profile constrains. Numbers of texts are those of the pack; 0 is none.</summary>
internal sealed record ProfileRow
{
    internal required RowFlags Flags { get; init; }

    /// <summary>Position of the parent row; -1 for the root. After a slice's row come the rows of that slice.</summary>
    internal required int Parent { get; init; }

    /// <summary>Element name without [x] or type suffix.</summary>
    internal required int Name { get; init; }

    internal int Min { get; init; }

    /// <summary>-1 when unbounded.</summary>
    internal int Max { get; init; }

    internal int SliceName { get; init; }

    /// <summary>Empty when the base's types hold.</summary>
    internal ProfileRowType[] Types { get; init; } = [];

    internal BindingStrength Binding { get; init; }

    internal int ValueSet { get; init; }

    internal int MaxValueSet { get; init; }

    internal ProfileValue? Fixed { get; init; }

    internal ProfileValue? Pattern { get; init; }

    internal ProfileSlicing? Slicing { get; init; }

    /// <summary>Invariants beyond those of the base, as numbers of the pack's table.</summary>
    internal int[] Invariants { get; init; } = [];

    internal int MaxLength { get; init; }

    internal int MinValue { get; init; }

    internal int MaxValue { get; init; }

    internal int ContentReference { get; init; }
}

internal readonly record struct ProfileRowType(int Code, int[] Profiles, int[] Targets, Aggregations Aggregations);

/// <summary>A fixed value or pattern: the suffix of its property (e.g. <c>CodeableConcept</c>) and its JSON.</summary>
internal sealed record ProfileValue(int Type, ReadOnlyMemory<byte> Json);

internal sealed record ProfileSlicing(SlicingRules Rules, bool IsOrdered, (DiscriminatorKind Kind, int Path)[] Discriminators);

/// <summary>A profile as its pack holds it, the input of an overlay.</summary>
internal sealed record ProfileDefinition(string Url, string Version, string Type, string Base, ProfileFlags Flags, int[] Contexts, ProfileRow[] Rows);
