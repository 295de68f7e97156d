using System.Globalization;
using System.Text;

namespace Plexus.Fhir;

/// <summary>Issues as the resource in which FHIR reports them.</summary>
public static class OperationOutcomes
{
    /// <summary>An OperationOutcome of a version with one issue for each given, or one that says that there are none.</summary>
    /// <remarks>
    /// The place is in <c>expression</c>, which DSTU2 lacks: there it is in <c>location</c>. Line, column, the stable id, profile, slice,
    /// expected and found are in <c>diagnostics</c>.
    /// </remarks>
    public static FhirDocument Create(IReadOnlyList<FhirIssue> issues, FhirVersion version)
    {
        ArgumentNullException.ThrowIfNull(issues);
        var outcome = ResourceBuilder.Create(version, "OperationOutcome");
        if (issues.Count == 0)
        {
            outcome.Add("issue", issue => issue
                .Set("severity", "information")
                .Set("code", "informational")
                .Set("details", details => details.Set("text", "Nothing was found.")));
        }

        foreach (var issue in issues)
            outcome.Add("issue", element => Fill(element, issue, version));
        return outcome.Build();
    }

    private static void Fill(ElementBuilder element, FhirIssue issue, FhirVersion version)
    {
        element
            .Set("severity", issue.Severity.ToString().ToLowerInvariant())
            .Set("code", issue.Code)
            .Set("details", details => details.Set("text", issue.Text))
            .Set("diagnostics", Diagnostics(issue));
        if (issue.Path.Length > 0)
            element.Add(version == FhirVersion.Dstu2 ? "location" : "expression", issue.Path);
    }

    private static string Diagnostics(FhirIssue issue)
    {
        var text = new StringBuilder(issue.Id);
        if (issue.Line > 0)
            text.Append(CultureInfo.InvariantCulture, $" at line {issue.Line}, column {issue.Column}");
        Append(text, "profile", issue.Profile);
        Append(text, "slice", issue.Slice);
        Append(text, "expected", issue.Expected);
        Append(text, "found", issue.Found);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, string? value)
    {
        if (value is not null)
            text.Append("; ").Append(name).Append(' ').Append(value);
    }
}
