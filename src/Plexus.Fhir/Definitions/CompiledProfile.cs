using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>What one StructureDefinition says beyond the base definition of its type.</summary>
internal sealed class CompiledProfile
{
    internal required string Url { get; init; }

    internal required string Version { get; init; }

    internal required string Type { get; init; }

    internal required string Base { get; init; }

    internal ProfileFlags Flags { get; set; }

    /// <summary>Where an extension may stand, as <c>kind:place</c>.</summary>
    internal List<string> Contexts { get; } = [];

    internal required ProfileElement Root { get; set; }

    /// <summary>The elements as rows, each with the position of its parent's row; -1 for the root.</summary>
    internal List<(ProfileElement Element, int Parent)> Rows()
    {
        var rows = new List<(ProfileElement, int)>();
        Add(Root, -1);
        return rows;

        void Add(ProfileElement element, int parent)
        {
            var position = rows.Count;
            rows.Add((element, parent));
            foreach (var child in element.Children)
                Add(child, position);
        }
    }
}

/// <summary>One element of a profile, or one slice of it, with what is below. What is absent is as the base has it.</summary>
internal sealed class ProfileElement
{
    internal const int Unbounded = -1;

    /// <summary>Without [x] or the suffix of a type.</summary>
    internal required string Name { get; init; }

    internal string SliceName { get; init; } = "";

    /// <summary>The element of the model that this one constrains; -1 when there is none.</summary>
    internal required int Known { get; init; }

    /// <summary>The type whose elements the children are, as a number of the model; -1 when it may be one of several.</summary>
    internal int Type { get; set; } = -1;

    internal RowFlags Flags { get; set; }

    internal int Min { get; set; }

    internal int Max { get; set; } = Unbounded;

    internal List<CompiledRowType> Types { get; set; } = [];

    internal CompiledBinding? Binding { get; set; }

    internal CompiledValue? Fixed { get; set; }

    internal CompiledValue? Pattern { get; set; }

    internal CompiledSlicing? Slicing { get; set; }

    internal string ContentReference { get; set; } = "";

    internal List<CompiledInvariant> Invariants { get; set; } = [];

    internal int MaxLength { get; set; }

    internal string? MinValue { get; set; }

    internal string? MaxValue { get; set; }

    /// <summary>In published order; the slices of an element are its siblings, and follow it.</summary>
    internal List<ProfileElement> Children { get; set; } = [];

    internal bool IsSlice => SliceName.Length > 0;

    internal bool Has(RowFlags flag) => (Flags & flag) != 0;

    /// <summary>How many elements it is with what is below it.</summary>
    internal int Count() => 1 + Children.Sum(child => child.Count());

    /// <summary>How many levels it is with what is below it.</summary>
    internal int Height() => 1 + (Children.Count == 0 ? 0 : Children.Max(child => child.Height()));

    internal ProfileElement Copy()
    {
        var copy = (ProfileElement)MemberwiseClone();
        copy.Types = [.. Types];
        copy.Invariants = [.. Invariants];
        copy.Children = [.. Children.Select(child => child.Copy())];
        return copy;
    }
}

internal sealed record CompiledRowType(string Code, List<string> Profiles, List<string> Targets, Aggregations Aggregations);

/// <summary>A fixed value or pattern: its type and its JSON.</summary>
internal sealed record CompiledValue(string Type, string Json);

internal sealed record CompiledSlicing(SlicingRules Rules, bool IsOrdered, List<(DiscriminatorKind Kind, string Path)> Discriminators);
