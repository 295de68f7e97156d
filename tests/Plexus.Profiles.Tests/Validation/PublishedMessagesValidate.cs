using System.Text.RegularExpressions;
using Plexus.Fhir;
using Plexus.Fhir.Tests;

namespace Plexus.Profiles.Tests.Validation;

public sealed partial class PublishedMessagesValidate
{
    [SpecificationTheory]
    [InlineData(FhirVersion.Stu3, 140, "known-issues.tsv")]
    [InlineData(FhirVersion.R4, 100, "known-issues-r4.tsv")]
    public void Every_kind_of_issue_in_a_published_message_is_known_with_its_reason(FhirVersion version, int least, string golden)
    {
        var file = Path.Combine(Specifications.Repository, "tests", "Plexus.Profiles.Tests", "Validation", golden);
        var known = File.ReadAllLines(file).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1]);
        var messages = PublishedMessages.All(version).ToArray();

        var found = messages.SelectMany(message => PublishedMessages.Validator.Validate(message.Document.Root)).Select(Kind).Distinct().Order(StringComparer.Ordinal).ToArray();

        messages.Length.ShouldBeGreaterThan(least);
        found.Except(known.Keys).ShouldBeEmpty("kinds of issues that nobody has explained");
        known.Keys.Except(found).ShouldBeEmpty("no message has these any more");
        known.Values.ShouldAllBe(reason => reason.Length > 20);
    }

    /// <summary>What is wrong, whatever the message and the place in a list.</summary>
    private static string Kind(FhirIssue issue)
    {
        var path = Indices().Replace(issue.Path, "");
        var place = string.Join('.', path.Split('.').TakeLast(3));
        var profile = issue.Profile is null ? "base" : issue.Profile[(issue.Profile.LastIndexOf('/') + 1)..];
        var about = issue.Id is "FHIR-PROF-010" or "FHIR-CODE-013" or "FHIR-EXT-001" or "FHIR-EXT-006" ? " " + issue.Text[(issue.Text.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.') : "";
        if (issue.Id == "FHIR-CODE-015")
            return $"{issue.Severity} {issue.Id} {issue.Text[(issue.Text.LastIndexOf(' ') + 1)..].TrimEnd('.', ')')}";
        return about.Length > 0 ? $"{issue.Severity} {issue.Id}{about}" : $"{issue.Severity} {issue.Id} {profile} {issue.Slice} {place}";
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Indices();
}
