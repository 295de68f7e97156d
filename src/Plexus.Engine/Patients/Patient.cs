using Plexus.Primitives;

namespace Plexus.Engine.Patients;

/// <summary>A patient as one organisation knows them.</summary>
/// <remarks>Everything here is about a person: none of it goes to a log.</remarks>
public sealed record Patient
{
    public required OdsCode Organisation { get; init; }

    /// <summary>The organisation's own identifier; unique within it, up to 64 characters.</summary>
    public required string LocalId { get; init; }

    public NhsNumber? NhsNumber { get; init; }

    /// <summary>The number was checked against PDS. An unverified one is never matched on by itself.</summary>
    public bool NhsNumberVerified { get; init; }

    /// <summary>Numbers that now lead to <see cref="NhsNumber"/>.</summary>
    public IReadOnlyList<NhsNumber> SupersededNumbers { get; init; } = [];

    public required string Surname { get; init; }

    public string GivenNames { get; init; } = "";

    public required DateOnly BirthDate { get; init; }

    /// <summary><c>male</c>, <c>female</c>, <c>other</c> or <c>unknown</c>, as FHIR writes it; null when not said.</summary>
    public string? Gender { get; init; }

    public string? Postcode { get; init; }

    public DateOnly? DiedOn { get; init; }

    /// <summary>Periods of registration at the organisation; at least one.</summary>
    public required IReadOnlyList<Registration> Registrations { get; init; }

    /// <summary>Masked: a patient is never printed by accident.</summary>
    public override string ToString() => "•••";
}

/// <param name="EndedOn">The last day; null while it runs.</param>
/// <param name="EndReason">Why it ended; null while it runs.</param>
public sealed record Registration(DateOnly StartedOn, DateOnly? EndedOn, RegistrationEnd? EndReason);

public enum RegistrationEnd
{
    Deducted,
    Died,
}
