using System.Text.Json.Serialization;
using Plexus.Primitives;

namespace Plexus.Contracts;

/// <summary>Something a protocol needs to know from outside: a national service or the supplier's own system.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(PatientQuestion), "patient")]
public abstract record Question
{
    private protected Question()
    {
    }
}

/// <summary>Who is this patient here? Asked of the patient index: ours, or the supplier's over HTTP.</summary>
/// <remarks>GPCM-SD-038; FHIR-RR-02: NHS number, surname and date of birth must agree.</remarks>
public sealed record PatientQuestion(NhsNumber? NhsNumber, SensitiveText Surname, SensitiveText GivenName, DateOnly? BirthDate, string? Gender, SensitiveText Postcode) : Question;

/// <summary>What came back for a <see cref="Question"/> or an expectation.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "answer")]
[JsonDerivedType(typeof(PatientAnswer), "patient")]
[JsonDerivedType(typeof(Arrival), "arrival")]
[JsonDerivedType(typeof(NoAnswer), "none")]
public abstract record Answer
{
    private protected Answer()
    {
    }
}

/// <summary>The patient's standing at the organisation.</summary>
/// <param name="LocalId">The patient's identifier in the index that answered; null when not known.</param>
/// <param name="DemographicsAgree">Surname and date of birth agree with the record (case, accents and spacing aside).</param>
/// <param name="EndedOn">When the registration ended by deduction or death.</param>
/// <param name="DiedOn">The date of death, when known.</param>
public sealed record PatientAnswer(PatientStanding Standing, string? LocalId, bool DemographicsAgree, DateOnly? EndedOn, DateOnly? DiedOn) : Answer;

/// <summary>What another conversation satisfied: the thing expected has arrived.</summary>
public sealed record Arrival(string Key, ConversationId From) : Answer;

/// <summary>The question could not be answered before its deadline.</summary>
/// <param name="Reason">For an operator; never patient data.</param>
public sealed record NoAnswer(string Reason) : Answer;

public enum PatientStanding
{
    NotKnown,
    Registered,
    Deducted,
    Deceased,
}
