namespace Plexus.Fhir;

/// <summary>Bounds on what compiling definitions may cost. The defaults are many times what any national publication needs.</summary>
/// <remarks>Where one is met, a part is left out and <see cref="ProfilePackBuilder.Faults"/> says which, and what to do.</remarks>
public sealed record DefinitionLimits
{
    public static DefinitionLimits Default { get; } = new();

    /// <summary>Levels of JSON of one definition; a concept within a concept is two. A deeper definition is left out.</summary>
    public int MaxJsonDepth { get; init; } = 256;

    /// <summary>Elements of one profile, with those inherited and those taken over from other profiles. A larger profile is left out.</summary>
    public int MaxProfileElements { get; init; } = 10_000;

    /// <summary>Elements of all profiles together; the profiles beyond are left out.</summary>
    public int MaxElements { get; init; } = 1_000_000;

    /// <summary>
    /// Definitions that lead to each other in a row: profiles that derive from or look into the next, value sets that import the next,
    /// concept maps that leave the rest to the next. What is further away is left out; codes of value sets become unknown.
    /// </summary>
    public int MaxChain { get; init; } = 64;

    /// <summary>Codes looked at to expand all value sets; what is not expanded any more is unknown, not wrong.</summary>
    public int MaxCodes { get; init; } = 5_000_000;
}
