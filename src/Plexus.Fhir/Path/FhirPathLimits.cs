namespace Plexus.Fhir;

/// <summary>Bounds on what an expression may cost. The defaults suit expressions written by others.</summary>
public sealed record FhirPathLimits
{
    public static FhirPathLimits Default { get; } = new();

    /// <summary>Characters of an expression.</summary>
    public int MaxExpressionLength { get; init; } = 64 * 1024;

    /// <summary>Levels of the syntax tree; each part of a chain is a level.</summary>
    public int MaxDepth { get; init; } = 200;

    /// <summary>Elements visited, comparisons and calls in one evaluation.</summary>
    public int MaxSteps { get; init; } = 10_000_000;

    /// <summary>Items in any one collection.</summary>
    public int MaxResults { get; init; } = 1_000_000;

    /// <summary>Characters of a string that an expression builds.</summary>
    public int MaxStringLength { get; init; } = 4_000_000;

    /// <summary>Time for one match of a pattern that the non-backtracking engine cannot run (look-around, back-references); others have twenty times as long.</summary>
    public TimeSpan PatternTimeout { get; init; } = TimeSpan.FromMilliseconds(100);
}
