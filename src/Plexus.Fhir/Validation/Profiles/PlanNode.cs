using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>What a profile demands of one element, or of one slice of it, beyond its base definition.</summary>
internal sealed class PlanNode
{
    /// <summary>The profile that says so.</summary>
    internal required ProfilePlan Profile { get; init; }

    /// <summary>Element name without type suffix, as a number of the model.</summary>
    internal required int Name { get; init; }

    /// <summary>Name of the slice; null for the element itself.</summary>
    internal string? Slice { get; init; }

    /// <summary>Where the element stands among its siblings; the least number when that is not known.</summary>
    internal int Rank { get; init; } = int.MinValue;

    internal int Min { get; init; }

    /// <summary>-1 when unbounded, or no tighter than the base.</summary>
    internal int Max { get; init; } = -1;

    internal TypePlan[] Types { get; init; } = [];

    /// <summary>Whether the types narrow what the base allows, so that they must be checked.</summary>
    internal bool ChecksTypes { get; init; }

    internal string TypeCodes => string.Join(" or ", Types.Select(allowed => allowed.Code));

    internal BindingPlan? Binding { get; init; }

    internal PatternValue? Fixed { get; init; }

    internal PatternValue? Pattern { get; init; }

    /// <summary>In characters; 0 when the profile states none.</summary>
    internal int MaxLength { get; init; }

    internal ValueLimit? Least { get; init; }

    internal ValueLimit? Greatest { get; init; }

    internal InvariantPlan[] Invariants { get; init; } = [];

    /// <summary>In the order of the base definition.</summary>
    internal PlanNode[] Children { get; set; } = [];

    internal SlicePlan? Slicing { get; set; }

    internal PlanNode? Child(int name)
    {
        foreach (var child in Children)
        {
            if (child.Name == name)
                return child;
        }

        return null;
    }
}

/// <summary>A type that an element may have in a profile. Profiles are canonicals: they are compiled when an element needs them.</summary>
internal sealed record TypePlan(int Type, string Code, string[] Profiles, string[] Targets, Aggregations Aggregations);

/// <summary>A value set that a profile binds, with its codes when they are held.</summary>
internal sealed record BindingPlan(BindingStrength Strength, string Url, CodeSet? Set, bool IsMaximum)
{
    internal string Name => Url[(Url.LastIndexOf('/') + 1)..];
}

/// <summary>A profile as it is applied.</summary>
internal sealed class ProfilePlan
{
    internal required string Url { get; init; }

    /// <summary>Empty when the profile states none.</summary>
    internal required string Version { get; init; }

    /// <summary>Distinguishes plans in the memo.</summary>
    internal required int Number { get; init; }

    /// <summary>The type that the profile is of; -1 when the model does not have it.</summary>
    internal required int Type { get; init; }

    /// <summary>The profile to hold as well, because this one is published as a differential; null when a snapshot says all.</summary>
    internal string? Base { get; init; }

    /// <summary>The profile that this one derives from, whether or not its rules are repeated here.</summary>
    internal required string DerivedFrom { get; init; }

    internal required bool IsModifier { get; init; }

    /// <summary>Where an extension may stand; nothing when its definition does not say.</summary>
    internal ExtensionContext[] Contexts { get; init; } = [];

    internal PlanNode Root { get; set; } = null!;

    internal string Name => Url[(Url.LastIndexOf('/') + 1)..];
}
