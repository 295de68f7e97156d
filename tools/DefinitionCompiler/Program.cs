using DefinitionCompiler;
using Plexus.Fhir;

if (args is not [var specifications, var repository])
{
    Console.Error.WriteLine("usage: DefinitionCompiler SPECIFICATIONS REPOSITORY");
    return 2;
}

foreach (var version in Enum.GetValues<FhirVersion>())
{
    var name = BasePack.NameOf(version);
    var pack = BasePack.Compile(version, BasePack.Folder(version, specifications));
    await SaveAsync(Path.Combine(repository, "src", "Plexus.Fhir", "Packs", name + ".pack"), pack).ConfigureAwait(false);
}

foreach (var version in Enum.GetValues<FhirVersion>())
{
    var name = BasePack.NameOf(version);
    await SaveAsync(Path.Combine(repository, "src", "Plexus.Fhir", "Packs", name + "-hl7.pack"), Hl7PackCompiler.Compile(version, specifications)).ConfigureAwait(false);
    var national = ProfilePackCompiler.CompileNational(version, specifications);
    await SaveAsync(Path.Combine(repository, "src", "Plexus.Profiles", "Packs", name + "-nhs.pack"), national.ToBytes()).ConfigureAwait(false);
    foreach (var fault in national.Faults)
        Console.WriteLine("  " + fault);
}

return 0;

static async Task SaveAsync(string path, byte[] pack)
{
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    await File.WriteAllBytesAsync(path, pack).ConfigureAwait(false);
    Console.WriteLine($"{Path.GetFileName(path)}: {pack.Length:N0} bytes");
}
