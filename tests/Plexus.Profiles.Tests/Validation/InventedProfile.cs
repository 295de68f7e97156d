using System.Text;
using Plexus.Fhir;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>Small profiles made for one question.</summary>
internal static class InventedProfile
{
    internal const string Url = "https://example.org/StructureDefinition/Invented";

    internal static IReadOnlyList<FhirIssue> Validate(string type, string elements, string resource, params string[] others) =>
        Validate(FhirVersion.Stu3, type, elements, resource, others);

    internal static IReadOnlyList<FhirIssue> Validate(FhirVersion version, string type, string elements, string resource, params string[] others) =>
        Validator(version, type, elements, others).Validate(Parse(resource, version), Url);

    internal static ProfileValidator Validator(string type, string elements, params string[] others) =>
        Validator(FhirVersion.Stu3, type, elements, others);

    internal static ProfileValidator Validator(FhirVersion version, string type, string elements, params string[] others) =>
        new([Pack(version, [Definition(Url, type, elements), .. others])]);

    internal static ProfilePack Pack(FhirVersion version, params ReadOnlySpan<string> definitions) => Builder(version, definitions).Build();

    /// <param name="version">The version of the definitions.</param>
    /// <param name="definitions">In JSON with single quotes.</param>
    internal static ProfilePackBuilder Builder(FhirVersion version, params ReadOnlySpan<string> definitions)
    {
        var builder = new ProfilePackBuilder(version, NationalProfiles.For(version));
        foreach (var definition in definitions)
            builder.Add(FhirJson.Read(Encoding.UTF8.GetBytes(definition.Replace('\'', '"')), version, FhirReaderOptions.Lenient).Document!.Root).ShouldBeTrue();
        return builder;
    }

    /// <param name="url">Its canonical.</param>
    /// <param name="type">The type that it constrains.</param>
    /// <param name="elements">The elements of its differential, in JSON with single quotes.</param>
    /// <param name="parent">The canonical that it derives from; that of the type when null.</param>
    internal static string Definition(string url, string type, string elements, string? parent = null) =>
        "{'resourceType':'StructureDefinition','url':'" + url + "','type':'" + type + "','baseDefinition':'" + (parent ?? "http://hl7.org/fhir/StructureDefinition/" + type)
        + "','differential':{'element':[{'path':'" + type + "'}," + elements + "]}}";

    internal static FhirElement Parse(string json, FhirVersion version)
    {
        var read = FhirJson.Read(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), version);
        read.Issues.ShouldBeEmpty();
        return read.Document!.Root;
    }
}
