using System.Globalization;
using Plexus.Engine.Patients;

namespace Plexus.Web.Console.Parts;

/// <summary>How a patient's standing is said.</summary>
internal static class PatientWords
{
    public static string Standing(Patient patient)
    {
        if (patient.DiedOn is { } died)
            return "Died " + Text(died);
        if (patient.Registrations.Any(r => r.EndedOn is null))
            return "Since " + Text(patient.Registrations.Where(r => r.EndedOn is null).Max(r => r.StartedOn));
        return "Until " + Text(patient.Registrations.Max(r => r.EndedOn!.Value));
    }

    private static string Text(DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
