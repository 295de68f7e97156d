using Plexus.Fhir;

namespace Plexus.Profiles;

/// <summary>The profiles, value sets, code systems and concept maps of the NHS in England and of HL7 UK, compiled from their publications.</summary>
/// <remarks>Where two publications define one canonical, the higher version is taken.</remarks>
public static class NationalProfiles
{
    private static readonly Lazy<ProfilePack> LoadedDstu2 = new(() => Load("dstu2-nhs.pack"));
    private static readonly Lazy<ProfilePack> LoadedStu3 = new(() => Load("stu3-nhs.pack"));
    private static readonly Lazy<ProfilePack> LoadedR4 = new(() => Load("r4-nhs.pack"));

    /// <summary>GP Connect Access Record HTML, on DSTU2.</summary>
    public static ProfilePack Dstu2 => LoadedDstu2.Value;

    /// <summary>CareConnect, GP Connect (messaging included), ITK3 and digital medicines, on STU3.</summary>
    public static ProfilePack Stu3 => LoadedStu3.Value;

    /// <summary>UK Core, BaRS, e-RS, PDS, pathology, patient-facing prescriptions and the Summary Care Record, on R4.</summary>
    public static ProfilePack R4 => LoadedR4.Value;

    /// <summary>All that is known of a version: the national definitions, then those that HL7 publishes with the version.</summary>
    /// <example><code>var validator = new ProfileValidator(NationalProfiles.For);</code></example>
    public static IReadOnlyList<ProfilePack> For(FhirVersion version) => version switch
    {
        FhirVersion.Dstu2 => [Dstu2, Hl7Definitions.Dstu2],
        FhirVersion.Stu3 => [Stu3, Hl7Definitions.Stu3],
        _ => [R4, Hl7Definitions.R4],
    };

    private static ProfilePack Load(string name)
    {
        using var stream = typeof(NationalProfiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The profile pack {name} is missing from the program.");
        return ProfilePack.Open(stream);
    }
}
