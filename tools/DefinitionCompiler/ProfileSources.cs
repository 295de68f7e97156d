using System.Text.Json;
using Plexus.Fhir;
using Plexus.Fhir.Definitions;

namespace DefinitionCompiler;

/// <summary>The national definitions of one FHIR version, wherever the specifications keep them.</summary>
internal sealed class ProfileSources(string specifications, FhirVersion version)
{
    // NDJSON folders first, then folders of files as published.
    private static readonly Dictionary<FhirVersion, (string[] Lines, string[] Folders)> Places = new()
    {
        [FhirVersion.Dstu2] = ([], ["gp-connect-access-record-html/dstu2"]),
        [FhirVersion.Stu3] = (
            ["fhir-definitions/careconnect-stu3"],
            ["gp-connect-foundations/stu3", "itk3", "gp-connect-send-document/fhir", "gp-connect-update-record/fhir", "digital-medicines/itk3/fhir", "nems"]),
        [FhirVersion.R4] = (
            ["fhir-definitions/uk-core-r4"],
            ["bars/fhir", "e-rs/simplifier-r4", "pathology/fhir-r4", "pds/simplifier", "ncrs/scr-simplifier", "nhs-number", "api-platform-auth/terminology", "gp-connect-patient-facing-prescriptions/r4", "nems"]),
    };

    private static readonly string[] Groups = ["structuredefinitions", "valuesets", "codesystems", "conceptmaps"];
    private static readonly string[] Types = ["StructureDefinition", "ValueSet", "CodeSystem", "ConceptMap"];

    /// <summary>Each definition once: of several with one canonical the highest version, of equals the first.</summary>
    internal IReadOnlyList<JsonElement> Read()
    {
        var newest = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var definition in Lines().Concat(Files()))
        {
            var key = definition.Text("resourceType") + "|" + definition.Text("url")?.Trim();
            if (!Types.Contains(definition.Text("resourceType")))
                continue;
            if (!newest.TryGetValue(key, out var known) || Number(definition) > Number(known))
                newest[key] = definition;
        }

        return [.. newest.Values];
    }

    private IEnumerable<JsonElement> Lines() =>
        Places[version].Lines.SelectMany(folder => Groups.SelectMany(new DefinitionFolder(Path.Combine(specifications, folder)).Read));

    private IEnumerable<JsonElement> Files()
    {
        var files = Places[version].Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(specifications, folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .Where(file => !file.Contains("examples", StringComparison.Ordinal));
        foreach (var file in files)
        {
            if (Read(file) is not { } document || !Types.Contains(document.Root.TypeName) || !IsOfVersion(document.Root))
                continue;

            using var json = JsonDocument.Parse(FhirJson.ToBytes(document.Root));
            yield return json.RootElement.Clone();
        }
    }

    private FhirDocument? Read(string file) => Path.GetExtension(file) switch
    {
        ".xml" => FhirXml.Read(File.ReadAllBytes(file), version, FhirReaderOptions.Lenient).Document,
        ".json" => FhirJson.Read(File.ReadAllBytes(file), version, FhirReaderOptions.Lenient).Document,
        _ => null,
    };

    /// <summary>A folder may hold definitions of several versions: they say so, or their canonical does.</summary>
    private bool IsOfVersion(FhirElement definition)
    {
        var stated = definition["fhirVersion"].Value;
        return version switch
        {
            FhirVersion.R4 => stated is null ? definition["url"].Value?.Contains("/STU3/", StringComparison.Ordinal) != true : stated.StartsWith('4'),
            FhirVersion.Stu3 => stated?.StartsWith('4') != true,
            _ => true,
        };
    }

    private static Version Number(JsonElement definition) =>
        Version.TryParse(definition.Text("version"), out var number) ? number : new Version(0, 0);
}
