using System.Text;

namespace Plexus.Fhir.Tests.Paths;

/// <summary>Invented resources for rules of which no published document is an example: one that keeps the rule and one that breaks it.</summary>
public sealed class OwnExamples
{
    private static readonly string ListFile = Path.Combine(Specifications.Repository, "tests", "Plexus.Fhir.Tests", "Path", "invariant-examples.tsv");

    private static readonly ProfileValidator Validator = new([]);

    public static TheoryData<FhirVersion, string, bool, string> All
    {
        get
        {
            var rows = new TheoryData<FhirVersion, string, bool, string>();
            foreach (var line in File.ReadAllLines(ListFile).Select(line => line.Split('\t')))
                rows.Add(Enum.Parse<FhirVersion>(line[0]), line[1], line[2] == "keeps", line[3]);
            return rows;
        }
    }

    internal static IEnumerable<FhirDocument> Keeping(FhirVersion version) =>
        from line in File.ReadAllLines(ListFile).Select(line => line.Split('\t'))
        where line[0] == version.ToString() && line[2] == "keeps"
        select Read(version, line[3]);

    [Theory]
    [MemberData(nameof(All))]
    public void Keep_a_rule_or_break_it_and_are_right_in_all_else(FhirVersion version, string key, bool keeps, string json)
    {
        var issues = Validator.Validate(Read(version, json).Root);

        issues.Where(issue => issue.Severity < FhirSeverity.Information).Select(issue => issue.Id).Distinct().ShouldBe(keeps ? [] : ["FHIR-INV-" + key]);
    }

    private static FhirDocument Read(FhirVersion version, string json)
    {
        var read = FhirJson.Read(Encoding.UTF8.GetBytes(json), version);
        read.Issues.ShouldBeEmpty(json);
        return read.Document!;
    }
}
