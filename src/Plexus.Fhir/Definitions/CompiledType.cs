using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

internal sealed class CompiledType
{
    internal required string Name { get; init; }

    internal required TypeKind Kind { get; init; }

    internal string? BaseName { get; init; }

    internal bool IsAbstract { get; init; }

    internal List<CompiledElement> Elements { get; } = [];

    internal List<int> Invariants { get; } = [];
}

internal sealed class CompiledElement
{
    internal required string Name { get; init; }

    internal ElementFlags Flags { get; set; }

    internal int Min { get; init; }

    /// <summary>Null when unbounded.</summary>
    internal int? Max { get; init; }

    internal List<CompiledTypeReference> Types { get; } = [];

    internal CompiledBinding? Binding { get; init; }

    internal int MaxLength { get; init; }

    internal string? MinValue { get; init; }

    internal string? MaxValue { get; init; }

    internal List<int> Invariants { get; } = [];
}

internal sealed record CompiledTypeReference(string Type, List<string> Profiles, List<string> Targets);

internal sealed record CompiledBinding(BindingStrength Strength, string? ValueSet, string? MaxValueSet);

internal sealed record CompiledInvariant(string Key, InvariantSeverity Severity, string? Expression, string? XPath);
