namespace Plexus.Fhir;

/// <summary>What HL7 publishes with a FHIR version beyond the base types: profiles, extensions, value sets, code systems and concept maps.</summary>
public static class Hl7Definitions
{
    private static readonly Lazy<ProfilePack> LoadedDstu2 = new(() => Load("dstu2-hl7.pack"));
    private static readonly Lazy<ProfilePack> LoadedStu3 = new(() => Load("stu3-hl7.pack"));
    private static readonly Lazy<ProfilePack> LoadedR4 = new(() => Load("r4-hl7.pack"));

    public static ProfilePack Dstu2 => LoadedDstu2.Value;

    public static ProfilePack Stu3 => LoadedStu3.Value;

    public static ProfilePack R4 => LoadedR4.Value;

    private static ProfilePack Load(string name)
    {
        using var stream = typeof(Hl7Definitions).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The profile pack {name} is missing from the program.");
        return ProfilePack.Open(stream);
    }
}
