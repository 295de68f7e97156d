using Plexus.Engine.Patients;
using Plexus.Primitives;

namespace Plexus.Web.Console.Parts;

/// <summary>How a patient's standing is said.</summary>
internal static class PatientWords
{
    public static string Standing(Patient patient)
    {
        if (patient.DiedOn is { } died)
            return "Died " + UkTime.Format(died);
        if (patient.Registrations.Any(r => r.EndedOn is null))
            return "Since " + UkTime.Format(patient.Registrations.Where(r => r.EndedOn is null).Max(r => r.StartedOn));
        return "Until " + UkTime.Format(patient.Registrations.Max(r => r.EndedOn!.Value));
    }
}
