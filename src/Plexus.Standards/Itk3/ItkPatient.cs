using System.Globalization;
using Plexus.Contracts;
using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Standards.Itk3;

/// <summary>Who a message says its patient is: enough to ask a patient index, and for a person to match by hand.</summary>
/// <remarks>CareConnect-Patient-1; GPCM-SD-035 to GPCM-SD-037; FHIR-PDS-02, FHIR-PDS-07.</remarks>
internal sealed record ItkPatient
{
    private const string VerificationSuffix = "NHSNumberVerificationStatus-1";
    private const string PresentAndVerified = "01";

    /// <summary>Null when the message carries none, or one whose check digit is wrong.</summary>
    public NhsNumber? NhsNumber { get; init; }

    /// <summary>The sender traced the number: verification status 01. An absent status counts as unverified.</summary>
    public bool IsVerified { get; init; }

    /// <summary>The message carries an NHS number that cannot be one.</summary>
    public bool HasImpossibleNumber { get; init; }

    public string Surname { get; init; } = "";

    public string GivenName { get; init; } = "";

    /// <summary>Null when absent or partial.</summary>
    public DateOnly? BirthDate { get; init; }

    public string? Gender { get; init; }

    public string Postcode { get; init; } = "";

    /// <summary>Such as <c>Amira HOLLOWAY</c>.</summary>
    public string DisplayName => GivenName.Length == 0 ? Surname.ToUpperInvariant() : $"{GivenName} {Surname.ToUpperInvariant()}";

    internal PatientQuestion Question() => new(NhsNumber, Surname, GivenName, BirthDate, Gender, Postcode);

    internal static ItkPatient Read(FhirElement patient)
    {
        var identifier = NumberOf(patient);
        var hasNumber = Plexus.Primitives.NhsNumber.TryParse(identifier["value"].Value?.Trim(), null, out var number);
        var name = NameOf(patient);
        return new ItkPatient
        {
            NhsNumber = hasNumber ? number : null,
            IsVerified = hasNumber && IsVerifiedNumber(identifier),
            HasImpossibleNumber = !hasNumber && identifier["value"].HasValue,
            Surname = name["family"].Value?.Trim() ?? "",
            GivenName = name["given"].Value?.Trim() ?? "",
            BirthDate = DateOnly.TryParseExact(patient["birthDate"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birth) ? birth : null,
            Gender = patient["gender"].Value,
            Postcode = patient["address"]["postalCode"].Value?.Trim() ?? "",
        };
    }

    /// <summary>A person's name for a reader: the official one, else the first.</summary>
    internal static string NameText(FhirElement person)
    {
        var name = NameOf(person);
        if (name["text"].Value is { Length: > 0 } text)
            return text;
        return string.Join(' ', new[] { name["prefix"].Value, name["given"].Value, name["family"].Value }.Where(part => !string.IsNullOrWhiteSpace(part)));
    }

    private static FhirElement NumberOf(FhirElement patient)
    {
        foreach (var identifier in patient.Elements("identifier"))
        {
            if (identifier["system"].ValueEquals(Itk3Wire.NhsNumberSystem))
                return identifier;
        }

        return default;
    }

    private static FhirElement NameOf(FhirElement person)
    {
        foreach (var name in person.Elements("name"))
        {
            if (name["use"].ValueEquals("official"))
                return name;
        }

        return person["name"];
    }

    // CareConnect and CareConnect-GPC publish the same extension under two addresses.
    private static bool IsVerifiedNumber(FhirElement identifier)
    {
        foreach (var extension in identifier.Elements("extension"))
        {
            if (extension["url"].Value?.TrimEnd().EndsWith(VerificationSuffix, StringComparison.Ordinal) != true)
                continue;
            foreach (var coding in extension["valueCodeableConcept"].Elements("coding"))
            {
                if (coding["code"].ValueEquals(PresentAndVerified))
                    return true;
            }
        }

        return false;
    }
}
