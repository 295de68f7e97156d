using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir;

/// <summary>The definitions that a user brings, compiled; they come before the national ones.</summary>
internal sealed class DefinitionsFolder
{
    private readonly Dictionary<FhirVersion, ProfilePack> _packs = [];

    internal IEnumerable<ProfilePack> For(FhirVersion version) =>
        _packs.TryGetValue(version, out var own) ? NationalProfiles.For(version).Prepend(own) : NationalProfiles.For(version);

    /// <summary>Reads a folder to its depth; what the definitions get wrong is told on <paramref name="error"/>.</summary>
    internal static DefinitionsFolder Read(DirectoryInfo? folder, TextWriter error)
    {
        var definitions = new DefinitionsFolder();
        if (folder is null)
            return definitions;
        if (!folder.Exists)
            throw new CommandException("The folder of --definitions does not exist.");

        var files = folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension.ToUpperInvariant() is ".XML" or ".JSON")
            .OrderBy(file => file.FullName, StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(folder.FullName, file.FullName), File.ReadAllBytes(file.FullName)))
            .ToArray();
        foreach (var (name, bytes) in files)
            TellOfUnread(name, bytes, error);
        foreach (var version in Enum.GetValues<FhirVersion>())
            definitions.Compile(version, files, error);
        return definitions._packs.Count > 0 ? definitions : throw new CommandException("There is no definition in the folder of --definitions.");
    }

    /// <summary>A file of FHIR that no version can read to its end would otherwise be missed only when its definitions are.</summary>
    private static void TellOfUnread(string name, byte[] bytes, TextWriter error)
    {
        var issues = FhirFile.Read(bytes, null, FhirReaderOptions.Lenient).Result.Issues;
        if (issues is [.., { Severity: FhirSeverity.Fatal } last] && !FhirFile.IsSomethingElse(issues))
            error.WriteLine($"plexus: {name}: it cannot be read, and was left out: {last.Text} (line {last.Line}, {last.Id})");
    }

    private void Compile(FhirVersion version, (string Name, byte[] Bytes)[] files, TextWriter error)
    {
        var builder = new ProfilePackBuilder(version, NationalProfiles.For(version));
        foreach (var (name, bytes) in files)
        {
            var read = FhirFile.Read(bytes, version, FhirReaderOptions.Lenient);
            if (read.Document is { } document && IsOf(version, document.Root, read))
                builder.Add(document.Root, name);
        }

        if (builder.Count == 0 && builder.Faults.Count == 0)
            return;

        _packs.Add(version, builder.Build());
        foreach (var fault in builder.Faults)
            error.WriteLine($"plexus: {fault}");
    }

    /// <summary>A StructureDefinition says what version it is for; terminology serves every version that can hold it.</summary>
    private static bool IsOf(FhirVersion version, FhirElement definition, FhirReadResult read)
    {
        if (definition.TypeName != "StructureDefinition" || definition["fhirVersion"].Value is not { Length: > 0 } stated)
            return read.Issues.Count == 0;

        return version switch
        {
            FhirVersion.Dstu2 => stated[0] == '1',
            FhirVersion.Stu3 => stated[0] == '3',
            _ => stated[0] == '4',
        };
    }
}
