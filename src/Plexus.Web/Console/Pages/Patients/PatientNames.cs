using Plexus.Engine.Patients;

namespace Plexus.Web.Console.Pages.Patients;

/// <summary>How a patient is written on a page.</summary>
internal static class PatientNames
{
    /// <summary><c>HOLLOWAY, Amira</c>: the surname stands out, as on every NHS patient banner.</summary>
    public static string Name(Patient patient) =>
        patient.GivenNames.Length == 0 ? patient.Surname.ToUpperInvariant() : $"{patient.Surname.ToUpperInvariant()}, {patient.GivenNames}";

    public static string? Gender(Patient patient) => patient.Gender switch
    {
        "male" => "Male",
        "female" => "Female",
        "other" => "Other",
        "unknown" => "Not known",
        _ => null,
    };

    /// <summary>A word and a tag colour for how the patient stands with the organisation.</summary>
    public static (string Text, string Colour) Standing(Patient patient)
    {
        if (patient.DiedOn is not null || patient.Registrations.Any(r => r.EndReason == RegistrationEnd.Died))
            return ("Died", "grey");
        return patient.Registrations.Any(r => r.EndedOn is null) ? ("Registered", "green") : ("Left", "yellow");
    }
}
