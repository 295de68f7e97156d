using System.Text;
using Plexus.Fhir;
using Plexus.Fhir.Tests;

namespace Plexus.Profiles.Tests.Validation;

/// <summary>Messages and records as the national publications show them.</summary>
internal static class PublishedMessages
{
    private static readonly Dictionary<FhirVersion, string[]> Folders = new()
    {
        [FhirVersion.Stu3] =
        [
            "itk3/examples",
            "gp-connect-send-document/examples",
            "gp-connect-update-record/examples",
            "digital-medicines/itk3/examples",
            "gp-connect-access-record-structured",
            "gp-connect-appointment-management",
            "gp-connect-access-document/examples",
            "gp-connect-foundations/examples",
            "gp2gp/examples/extract-to-fhir",
            "gp2gp/examples/facade",
            "gp2gp/examples/fhir-to-extract",
            "gp2gp/examples/gpconnect-errors",
            "gp2gp/examples/large-message",
            "e-rs/examples/stu3",
            "nems/examples",
            "nhs-111/adaptor-pairs",
            "pathology/edifact",
        ],
        [FhirVersion.R4] =
        [
            "api-platform-auth",
            "bars",
            "digital-medicines/immunisation-api",
            "dos-uec",
            "e-rs/examples/r4",
            "emed3",
            "eps-prescribing",
            "gp-connect-patient-facing-prescriptions",
            "mns",
            "ncrs",
            "nhsbsa-claims",
            "pathology/fhir-r4",
            "pds",
            "register-with-gp",
        ],
    };

    internal static readonly ProfileValidator Validator = new(NationalProfiles.For);

    internal static IEnumerable<(string Path, FhirDocument Document)> All(FhirVersion version) =>
        from folder in Folders[version]
        from path in Specifications.Files(folder, "*.xml").Concat(Specifications.Files(folder, "*.json"))
        let bytes = Specifications.Read(path)
        where IsMessage(path, bytes)
        let document = Read(path, bytes, version)
        where document is not null && !IsDefinition(document)
        select (path, document);

    private static FhirDocument? Read(string path, byte[] bytes, FhirVersion version) =>
        (path.EndsWith(".xml", StringComparison.Ordinal) ? FhirXml.Read(bytes, version) : FhirJson.Read(bytes, version)).Document;

    private static bool IsDefinition(FhirDocument document) =>
        document.Root.TypeName is "StructureDefinition" or "ValueSet" or "CodeSystem" or "CapabilityStatement" or "MessageDefinition" or "OperationDefinition";

    private static bool IsMessage(string path, byte[] bytes) =>
        Encoding.UTF8.GetString(bytes).Contains(path.EndsWith(".xml", StringComparison.Ordinal) ? "\"http://hl7.org/fhir\"" : "\"resourceType\"", StringComparison.Ordinal);
}
