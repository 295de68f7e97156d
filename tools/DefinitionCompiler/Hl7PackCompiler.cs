using System.Text.Json;
using Plexus.Fhir;
using Plexus.Fhir.Definitions;

namespace DefinitionCompiler;

/// <summary>The pack of what HL7 publishes with a version beyond the base types: profiles, extensions, value sets, code systems and concept maps.</summary>
internal static class Hl7PackCompiler
{
    private static readonly string[] Groups = ["profiles-others", "extension-definitions", "valuesets", "v2-tables", "v3-codesystems", "conceptmaps"];

    internal static byte[] Compile(FhirVersion version, string specifications) =>
        DefinitionPack.Compile(BasePack.Model(version, specifications), [.. Sources(version, specifications)], []).ToBytes();

    internal static IEnumerable<JsonElement> Sources(FhirVersion version, string specifications) =>
        Groups.SelectMany(BasePack.Folder(version, specifications).Read);

    internal static ProfilePack Open(FhirVersion version, string specifications) =>
        ProfilePack.Open(new MemoryStream(Compile(version, specifications)));
}
