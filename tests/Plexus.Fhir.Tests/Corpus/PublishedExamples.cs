using System.Text;

namespace Plexus.Fhir.Tests.Corpus;

/// <summary>Every FHIR document of the specifications folder, with the version that its publisher meant.</summary>
internal static class PublishedExamples
{
    // The longest matching beginning of a path decides.
    private static readonly (string Folder, FhirVersion Version)[] Versions =
    [
        ("", FhirVersion.Stu3),
        ("api-platform-auth/", FhirVersion.R4),
        ("bars/", FhirVersion.R4),
        ("digital-medicines/immunisation-api/", FhirVersion.R4),
        ("dos-uec/", FhirVersion.R4),
        ("e-rs/examples/r4/", FhirVersion.R4),
        ("e-rs/simplifier-r4/", FhirVersion.R4),
        ("emed3/", FhirVersion.R4),
        ("eps-prescribing/", FhirVersion.R4),
        ("fhir-examples/dstu2/", FhirVersion.Dstu2),
        ("fhir-examples/r4/", FhirVersion.R4),
        ("fhirpath-tests/", FhirVersion.R4),
        ("gp-connect-access-record-html/", FhirVersion.Dstu2),
        ("gp-connect-patient-facing-prescriptions/", FhirVersion.R4),
        ("mns/", FhirVersion.R4),
        ("ncrs/", FhirVersion.R4),
        ("nems/Extension-", FhirVersion.R4),
        ("nhs-number/", FhirVersion.R4),
        ("nhsbsa-claims/", FhirVersion.R4),
        ("pathology/fhir-r4/", FhirVersion.R4),
        ("pds/", FhirVersion.R4),
        ("register-with-gp/", FhirVersion.R4),
    ];

    internal sealed record Example(string Path, FhirVersion Version, bool IsXml, byte[] Bytes);

    internal static IEnumerable<Example> All()
    {
        foreach (var path in Specifications.Files("", "*.xml").Concat(Specifications.Files("", "*.json")))
        {
            if (path.StartsWith("fhir-definitions/", StringComparison.Ordinal))
                continue;

            var isXml = path.EndsWith(".xml", StringComparison.Ordinal);
            var bytes = Specifications.Read(path);
            if (Encoding.UTF8.GetString(bytes).Contains(isXml ? "\"http://hl7.org/fhir\"" : "\"resourceType\"", StringComparison.Ordinal))
                yield return new Example(path, VersionOf(path), isXml, bytes);
        }
    }

    private static FhirVersion VersionOf(string path) =>
        Versions.Where(entry => path.StartsWith(entry.Folder, StringComparison.Ordinal)).MaxBy(entry => entry.Folder.Length).Version;
}
