using System.Text.Json;
using Plexus.Fhir;

namespace DefinitionCompiler;

/// <summary>The national definitions of one FHIR version, wherever the specifications keep them.</summary>
internal sealed class ProfileSources(string specifications, FhirVersion version)
{
    // NDJSON folders first, then folders of XML as published.
    private static readonly Dictionary<FhirVersion, (string[] Lines, string[] Folders)> Places = new()
    {
        [FhirVersion.Stu3] = (
            ["fhir-definitions/careconnect-stu3"],
            ["gp-connect-foundations/stu3", "itk3", "gp-connect-send-document/fhir", "gp-connect-update-record/fhir", "digital-medicines/itk3/fhir"]),
    };

    private static readonly string[] Groups = ["structuredefinitions", "valuesets", "codesystems"];
    private static readonly string[] Types = ["StructureDefinition", "ValueSet", "CodeSystem"];

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
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(specifications, folder), "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            .Where(file => !file.Contains("examples", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var result = FhirXml.Read(File.ReadAllBytes(file), version, FhirReaderOptions.Lenient);
            if (result.Document is null || !Types.Contains(result.Document.Root.TypeName))
                continue;

            using var json = JsonDocument.Parse(FhirJson.ToBytes(result.Document.Root));
            yield return json.RootElement.Clone();
        }
    }

    private static Version Number(JsonElement definition) =>
        Version.TryParse(definition.Text("version"), out var number) ? number : new Version(0, 0);
}
