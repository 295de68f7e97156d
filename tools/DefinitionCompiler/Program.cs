using DefinitionCompiler;
using Plexus.Fhir;

if (args is not ["base", var specifications, var output])
{
    Console.Error.WriteLine("usage: DefinitionCompiler base SPECIFICATIONS OUTPUT");
    return 2;
}

foreach (var version in Enum.GetValues<FhirVersion>())
{
    var name = BasePack.NameOf(version);
    var pack = BasePack.Compile(version, new DefinitionFolder(Path.Combine(specifications, "fhir-definitions", name)));
    await File.WriteAllBytesAsync(Path.Combine(output, name + ".pack"), pack).ConfigureAwait(false);
    Console.WriteLine($"{name}: {pack.Length:N0} bytes");
}

return 0;
