using System.Text;
using Plexus.Fhir;
using Plexus.Fhir.Tests;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>Messages and records as the national publications show them.</summary>
internal static class PublishedMessages
{
    private static readonly string[] Folders =
    [
        "itk3/examples",
        "gp-connect-send-document/examples",
        "gp-connect-update-record/examples",
        "digital-medicines/itk3/examples",
        "gp-connect-access-record-structured",
        "gp-connect-appointment-management",
    ];

    internal static readonly ProfileValidator Validator = new([NationalProfiles.Stu3]);

    internal static IEnumerable<(string Path, FhirDocument Document)> All() =>
        from folder in Folders
        from path in Specifications.Files(folder, "*.xml").Concat(Specifications.Files(folder, "*.json"))
        let bytes = Specifications.Read(path)
        where IsMessage(path, bytes)
        let document = Read(path, bytes)
        where document is not null
        select (path, document);

    internal static FhirDocument? Read(string path, byte[] bytes) =>
        (path.EndsWith(".xml", StringComparison.Ordinal) ? FhirXml.Read(bytes, FhirVersion.Stu3) : FhirJson.Read(bytes, FhirVersion.Stu3)).Document;

    private static bool IsMessage(string path, byte[] bytes) =>
        Encoding.UTF8.GetString(bytes).Contains(path.EndsWith(".xml", StringComparison.Ordinal) ? "\"http://hl7.org/fhir\"" : "\"resourceType\"", StringComparison.Ordinal);
}
