using System.Globalization;
using Plexus.Fhir;

namespace Plexus.Sandbox.Itk3;

/// <summary>Looks for a patient's number, names, birth date and address in a message that must not hold them.</summary>
internal static class PatientWords
{
    private const int ShortestWord = 3;

    /// <summary>Paths of the values that give the patient away. Codes and their displays are the guide's words and are not looked at.</summary>
    internal static IEnumerable<string> In(FhirElement message, Person? patient)
    {
        if (patient is null || !message.Exists)
            return [];
        string[] words = [patient.Name.Family, .. patient.Name.Given];
        string[] phrases =
        [
            patient.NhsNumber.ToDigits(), patient.Address.Line, patient.Address.Postcode,
            patient.DateOfBirth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), patient.DateOfBirth.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
            patient.DateOfBirth.ToString("ddMMyyyy", CultureInfo.InvariantCulture), patient.DateOfBirth.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        ];
        return Values(message)
            .Where(value => Holds(value.Value!, words.Where(w => w.Length >= ShortestWord), phrases))
            .Select(value => value.Path);
    }

    private static bool Holds(string text, IEnumerable<string> words, string[] phrases)
    {
        var close = string.Concat(text.Where(c => c is not ' ' and not '-'));
        if (Array.Exists(phrases, p => text.Contains(p, StringComparison.OrdinalIgnoreCase) || (p.All(char.IsAsciiDigit) && close.Contains(p, StringComparison.Ordinal))))
            return true;
        var padded = $" {string.Concat(text.Select(c => char.IsLetter(c) ? c : ' '))} ";
        return words.Any(w => padded.Contains($" {string.Concat(w.Select(c => char.IsLetter(c) ? c : ' '))} ", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<FhirElement> Values(FhirElement element)
    {
        foreach (var child in element.Children())
        {
            if (child.TypeName == "Coding")
                continue;
            if (child.HasValue)
                yield return child;
            foreach (var value in Values(child))
                yield return value;
        }
    }
}
