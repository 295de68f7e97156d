using Plexus.Contracts;

namespace Plexus.Engine.Patients;

/// <summary>The rule by which a question about a patient is answered from a record.</summary>
/// <remarks>GPCM-SD-038, FHIR-RR-02: NHS number, surname and date of birth must agree.</remarks>
internal static class PatientMatch
{
    internal static readonly PatientAnswer NotKnown = new(PatientStanding.NotKnown, null, false, null, null);

    /// <summary>The answer when the NHS number, present or superseded, led to this record.</summary>
    internal static PatientAnswer Answer(PatientQuestion question, Patient patient, DateOnly today)
    {
        var begun = patient.Registrations.Where(r => r.StartedOn <= today).ToList();
        var current = begun.Any(r => r.EndedOn is not { } end || end >= today);
        var last = current ? null : begun.MaxBy(r => r.EndedOn);
        var standing = patient.DiedOn is not null || last?.EndReason == RegistrationEnd.Died ? PatientStanding.Deceased
            : current ? PatientStanding.Registered
            : last is not null ? PatientStanding.Deducted
            : PatientStanding.NotKnown;
        return new PatientAnswer(standing, patient.LocalId, DemographicsAgree(question, patient), last?.EndedOn, patient.DiedOn);
    }

    /// <summary>A number that nobody verified agrees with nothing: a person has to look.</summary>
    private static bool DemographicsAgree(PatientQuestion question, Patient patient) =>
        patient.NhsNumberVerified && question.BirthDate == patient.BirthDate && SurnamesAgree(question.Surname.Reveal(), patient.Surname);

    /// <summary>The asked number is the record's, present or superseded.</summary>
    internal static bool HoldsNumber(PatientQuestion question, Patient patient) =>
        question.NhsNumber is { } number && (patient.NhsNumber == number || patient.SupersededNumbers.Contains(number));

    private static bool SurnamesAgree(string asked, string held)
    {
        var folded = NameFolding.Fold(asked);
        return folded.Length > 0 && folded == NameFolding.Fold(held);
    }

    /// <summary>How strongly a record without the asked NHS number resembles the question, 0 to 5: surname and birth date first.</summary>
    internal static int Likeness(PatientQuestion question, Patient patient)
    {
        var likeness = 0;
        if (question.BirthDate == patient.BirthDate)
            likeness++;
        if (SurnamesAgree(question.Surname.Reveal(), patient.Surname))
            likeness++;
        if (NameFolding.Fold(question.GivenName.Reveal()) is { Length: > 0 } given && given == NameFolding.Fold(patient.GivenNames))
            likeness++;
        if (question.Gender is { } gender && gender == patient.Gender)
            likeness++;
        if (NameFolding.FoldPostcode(question.Postcode.Reveal()) is { Length: > 0 } postcode && postcode == NameFolding.FoldPostcode(patient.Postcode))
            likeness++;
        return likeness;
    }
}
