using Plexus.Fhir.Packs;

namespace DefinitionCompiler;

/// <summary>What one StructureDefinition says beyond the base definition of its type.</summary>
internal sealed class CompiledProfile
{
    internal required string Url { get; init; }

    internal required string Version { get; init; }

    internal required string Type { get; init; }

    internal required string Base { get; init; }

    internal ProfileFlags Flags { get; init; }

    /// <summary>Where an extension may stand, as stated.</summary>
    internal List<string> Contexts { get; } = [];

    internal List<CompiledRow> Rows { get; } = [];
}

/// <summary>One constrained element; rows form a tree by their parent's position.</summary>
internal sealed class CompiledRow
{
    /// <summary>-1 for the root.</summary>
    internal required int Parent { get; init; }

    internal required string Name { get; init; }

    internal string SliceName { get; init; } = "";

    internal required CompiledElement Element { get; init; }

    internal RowFlags Flags { get; set; }

    internal List<CompiledRowType> Types { get; } = [];

    internal CompiledValue? Fixed { get; init; }

    internal CompiledValue? Pattern { get; init; }

    internal CompiledSlicing? Slicing { get; init; }

    internal string ContentReference { get; init; } = "";

    internal List<CompiledInvariant> Invariants { get; } = [];

    /// <summary>Says something that the base does not, by itself or through a descendant.</summary>
    internal bool IsNeeded { get; set; }
}

internal sealed record CompiledRowType(string Code, List<string> Profiles, List<string> Targets, Aggregations Aggregations);

/// <summary>A fixed value or pattern: its type and its JSON.</summary>
internal sealed record CompiledValue(string Type, string Json);

internal sealed record CompiledSlicing(SlicingRules Rules, bool IsOrdered, List<(DiscriminatorKind Kind, string Path)> Discriminators);
