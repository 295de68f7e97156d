using System.Text;
using System.Text.Json;
using DefinitionCompiler;
using Plexus.Fhir;
using Plexus.Fhir.Tests;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>Small profiles made for one question.</summary>
internal static class InventedProfile
{
    internal const string Url = "https://example.org/StructureDefinition/Invented";

    internal static IReadOnlyList<FhirIssue> Validate(string type, string elements, string resource, params string[] others)
    {
        var bytes = Encoding.UTF8.GetBytes(resource.Replace('\'', '"'));
        var read = FhirJson.Read(bytes, FhirVersion.Stu3);
        read.Issues.ShouldBeEmpty();
        return Validator(type, elements, others).Validate(read.Document!.Root, Url);
    }

    internal static ProfileValidator Validator(string type, string elements, params string[] others)
    {
        var definition = Definition(Url, type, elements);
        var pack = ProfilePackCompiler.Compile(FhirVersion.Stu3, Specifications.Folder!, [.. others.Prepend(definition).Select(Parse)]);
        return new ProfileValidator([ProfilePack.Open(new MemoryStream(pack))]);
    }

    /// <param name="url">Its canonical.</param>
    /// <param name="type">The type that it constrains.</param>
    /// <param name="elements">The elements of its differential, in JSON with single quotes.</param>
    /// <param name="parent">The canonical that it derives from; that of the type when null.</param>
    internal static string Definition(string url, string type, string elements, string? parent = null) =>
        "{'resourceType':'StructureDefinition','url':'" + url + "','type':'" + type + "','baseDefinition':'" + (parent ?? "http://hl7.org/fhir/StructureDefinition/" + type)
        + "','differential':{'element':[{'path':'" + type + "'}," + elements + "]}}";

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json.Replace('\'', '"'));
        return document.RootElement.Clone();
    }
}
