using Plexus.Fhir;

namespace Plexus.Profiles;

/// <summary>The profiles, value sets and code systems of the NHS in England and of HL7 UK, compiled from their publications.</summary>
public static class NationalProfiles
{
    private static readonly Lazy<ProfilePack> LoadedStu3 = new(() => Load("stu3-nhs.pack"));

    /// <summary>CareConnect, GP Connect (messaging included), ITK3 and digital medicines, on STU3.</summary>
    /// <remarks>Where two publications define one canonical, the higher version is taken.</remarks>
    public static ProfilePack Stu3 => LoadedStu3.Value;

    private static ProfilePack Load(string name)
    {
        using var stream = typeof(NationalProfiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The profile pack {name} is missing from the program.");
        return ProfilePack.Open(stream);
    }
}
