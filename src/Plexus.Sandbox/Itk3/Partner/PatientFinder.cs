using System.Collections.Frozen;
using System.Globalization;
using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Sandbox.Itk3;

/// <summary>What a practice says about the patient of a letter: 30001 to 30004, from the population.</summary>
internal static class PatientFinder
{
    /// <summary>Patients of the official harness, whom no population holds.</summary>
    private static readonly FrozenDictionary<string, string> _harness = new Dictionary<string, string>
    {
        ["9657702003"] = ResponseCodes.PatientKnown,
        ["9657702011"] = ResponseCodes.PatientKnown,
        ["9657702178"] = ResponseCodes.PatientUnknown,
        ["9657702402"] = ResponseCodes.PatientGone,
    }.ToFrozenDictionary();

    /// <summary>The business code for a patient at a practice.</summary>
    internal static string CodeFor(FhirElement patient, OdsCode practice, Population population)
    {
        var text = patient.Elements("identifier").FirstOrDefault(i => i["system"].ValueEquals(Itk3Wire.NhsNumbers))["value"].Value;
        if (!NhsNumber.TryParse(text, null, out var number))
            return ResponseCodes.PatientUnknown;
        if (_harness.TryGetValue(number.ToDigits(), out var code))
            return code;
        if (population.Find(number) is not { } person || !Agrees(patient, person))
            return ResponseCodes.PatientUnknown;
        if (person.Registrations.LastOrDefault(r => r.Practice == practice) is not { } registration)
            return ResponseCodes.PatientUnknown;
        if (person.DateOfDeath is not { } died)
            return registration.To is null ? ResponseCodes.PatientKnown : ResponseCodes.PatientGone;
        // Whoever left before dying was not this practice's patient any more.
        var stayed = registration.To is not { } left || left >= died;
        return stayed && population.StoryOf(person) == LifeCycle.RecentlyDeceased ? ResponseCodes.PatientRecentlyDied : ResponseCodes.PatientGone;
    }

    private static bool Agrees(FhirElement patient, Person person) =>
        patient["birthDate"].ValueEquals(person.DateOfBirth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
        && patient.Elements("name").Any(n => Population.Letters(n["family"].Value ?? "") == Population.Letters(person.Name.Family));
}
