using Plexus.Primitives;

namespace Plexus.Contracts;

/// <summary>The patient of the organisation whom a person chose, as its patient index knows them: at least one of the two is there.</summary>
/// <param name="LocalId">The patient's identifier in the index; null when an index elsewhere knows the number and tells no identifier.</param>
/// <param name="NhsNumber">The number that the index has for them; null when it has none.</param>
public sealed record ChosenPatient(string? LocalId, NhsNumber? NhsNumber)
{
    /// <summary>Masked: a patient is never printed by accident.</summary>
    public override string ToString() => "•••";
}
