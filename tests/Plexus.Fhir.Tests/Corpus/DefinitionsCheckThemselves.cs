using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Plexus.Fhir.Tests.Corpus;

/// <summary>HL7's definitions and examples against HL7's definitions: what is found is known, kind by kind, with its reason.</summary>
public sealed partial class DefinitionsCheckThemselves(ITestOutputHelper output)
{
    private static readonly ProfileValidator Validator = new([], new ProfileValidatorOptions { ReportUnknownExtensions = false });

    [SpecificationFact]
    public void Every_base_definition_is_a_valid_StructureDefinition_but_for_known_faults()
    {
        var found = new[] { FhirVersion.Dstu2, FhirVersion.Stu3, FhirVersion.R4 }.SelectMany(version => Definitions(version).SelectMany(definition => Kinds(definition, version)));

        ShouldBeKnown("definition-issues.tsv", found);
    }

    [SpecificationFact]
    public void Every_example_of_HL7_is_valid_with_all_its_rules_but_for_known_faults()
    {
        var found = PublishedExamples.All()
            .Where(example => example.Path.StartsWith("fhir-examples/", StringComparison.Ordinal))
            .SelectMany(example => Kinds(FhirJson.Read(example.Bytes, example.Version), example.Version));

        ShouldBeKnown("example-issues.tsv", found);
    }

    private void ShouldBeKnown(string file, IEnumerable<string> issues)
    {
        var known = File.ReadAllLines(Path.Combine(Specifications.Repository, "tests", "Plexus.Fhir.Tests", "Corpus", file))
            .Where(line => line.Length > 0).Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1]);
        var found = issues.Distinct().Order(StringComparer.Ordinal).ToArray();

        foreach (var kind in found.Except(known.Keys))
            output.WriteLine(kind);
        found.Except(known.Keys).ShouldBeEmpty("kinds of issues that nobody has explained");
        known.Keys.Except(found).ShouldBeEmpty("nothing has these any more");
        known.Values.ShouldAllBe(reason => reason.Length > 20);
    }

    private static IEnumerable<string> Kinds(FhirReadResult read, FhirVersion version) =>
        read.Issues.Concat(Validator.Validate(read.Document!.Root)).Select(issue => Kind(issue, version));

    private static string Kind(FhirIssue issue, FhirVersion version)
    {
        if (issue.Id == "FHIR-INV-001")
            return $"{version} {issue.Severity} {issue.Id}";

        var place = string.Join('.', Indices().Replace(issue.Path, "").Split('.').TakeLast(3));
        return $"{version} {issue.Severity} {issue.Id} {place}";
    }

    private static IEnumerable<FhirReadResult> Definitions(FhirVersion version)
    {
        foreach (var file in new[] { "profiles-types", "profiles-resources" })
        {
            using var stream = new MemoryStream(Specifications.Read($"fhir-definitions/{version.ToString().ToLowerInvariant()}/{file}.ndjson.gz"));
            using var lines = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
            while (lines.ReadLine() is { } line)
                yield return FhirJson.Read(Encoding.UTF8.GetBytes(line), version);
        }
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Indices();
}
