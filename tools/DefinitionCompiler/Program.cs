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
    var pack = BasePack.Compile(version, new DefinitionFolder(Path.Combine(specifications, "fhir-definitions", name)));
    await SaveAsync(Path.Combine(repository, "src", "Plexus.Fhir", "Packs", name + ".pack"), pack).ConfigureAwait(false);
}

var profiles = ProfilePackCompiler.Compile(FhirVersion.Stu3, specifications);
await SaveAsync(Path.Combine(repository, "src", "Plexus.Profiles", "Packs", "stu3-nhs.pack"), profiles).ConfigureAwait(false);
return 0;

static async Task SaveAsync(string path, byte[] pack)
{
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    await File.WriteAllBytesAsync(path, pack).ConfigureAwait(false);
    Console.WriteLine($"{Path.GetFileName(path)}: {pack.Length:N0} bytes");
}
