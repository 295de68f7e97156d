using Plexus.Contracts;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>What follows from a patient's standing.</summary>
/// <param name="Code">The business code; null when a person must say.</param>
/// <param name="Why">For that person.</param>
internal readonly record struct Match(string? Code, string Why)
{
    internal bool IsByHand => Code is null;
}

/// <summary>Whose document it is, by the patient index's answer.</summary>
/// <remarks>GPCM-SD-038, FHIR-RR-02, FHIR-RR-04. Nothing is ever filed on a number alone: where surname or date of birth differ a person decides.</remarks>
internal static class PatientMatching
{
    /// <summary>How long after a death the practice still takes the document.</summary>
    internal const int RecentMonths = 6;

    internal static Match Of(Answer answer, DateOnly today) => answer switch
    {
        PatientAnswer { Standing: PatientStanding.NotKnown } => new(ResponseCodes.PatientUnknown, ""),
        PatientAnswer { DemographicsAgree: false } => new(null, "The NHS number is known here, and the surname or the date of birth differs."),
        PatientAnswer { Standing: PatientStanding.Registered } => new(ResponseCodes.PatientKnown, ""),
        PatientAnswer { Standing: PatientStanding.Deducted } => new(ResponseCodes.PatientLeft, ""),
        PatientAnswer { Standing: PatientStanding.Deceased } patient => OfDeceased(patient.DiedOn ?? patient.EndedOn, today),
        _ => new(null, "The patient index did not answer in time."),
    };

    /// <summary>Why a message cannot be matched by the index at all; null when it can.</summary>
    internal static string? WhyByHand(ItkPatient patient, bool unverifiedByHand)
    {
        if (patient.HasImpossibleNumber)
            return "The message carries an NHS number that cannot be one.";
        if (patient.NhsNumber is null)
            return "The message carries no NHS number.";
        if (unverifiedByHand && !patient.IsVerified)
            return "The sender did not verify the NHS number.";
        return patient.Surname.Length == 0 || patient.BirthDate is null ? "The message lacks the surname or the date of birth." : null;
    }

    private static Match OfDeceased(DateOnly? end, DateOnly today) => end switch
    {
        null => new(null, "The patient has died, and the date is not known."),
        { } date when date.AddMonths(RecentMonths) > today => new(ResponseCodes.PatientRecentlyDied, ""),
        _ => new(ResponseCodes.PatientLeft, ""),
    };
}
