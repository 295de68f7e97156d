namespace Plexus.Sandbox;

/// <summary>Why a record changed.</summary>
public enum ChangeKind
{
    Added,
    Demographics,
    Registered,
    Deducted,
    Died,
}

/// <summary>One entry of the population's change log.</summary>
/// <param name="Sequence">Counts from 1 without gaps.</param>
/// <param name="At">When, on the business clock.</param>
/// <param name="Kind">Why.</param>
/// <param name="Person">The record as it then was.</param>
public sealed record PopulationChange(long Sequence, DateTimeOffset At, ChangeKind Kind, Person Person);
