using System.Text.Json;
using Plexus.Fhir;
using Plexus.Fhir.Definitions;

namespace DefinitionCompiler;

/// <summary>The pack of the national profiles of one FHIR version: what they add to the base, their value sets, code systems and concept maps.</summary>
internal static class ProfilePackCompiler
{
    internal static byte[] Compile(FhirVersion version, string specifications) => CompileNational(version, specifications).ToBytes();

    internal static DefinitionPack CompileNational(FhirVersion version, string specifications) =>
        Compile(version, specifications, new ProfileSources(specifications, version).Read(), [Hl7PackCompiler.Open(version, specifications)]);

    /// <summary>The pack of given definitions, on the terminology of the specifications.</summary>
    internal static byte[] Compile(FhirVersion version, string specifications, IReadOnlyList<JsonElement> sources) =>
        Compile(version, specifications, sources, []).ToBytes();

    private static DefinitionPack Compile(FhirVersion version, string specifications, IReadOnlyList<JsonElement> sources, ProfilePack[] basis) =>
        DefinitionPack.Compile(BasePack.Model(version, specifications), sources, basis, BasePack.Terminology(BasePack.Folder(version, specifications)));
}
