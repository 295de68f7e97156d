using System.Globalization;
using System.Text;
using Plexus.Fhir.Validation;

namespace Plexus.Fhir;

/// <summary>Issues as the resource in which FHIR reports them.</summary>
public static class OperationOutcomes
{
    /// <summary>An OperationOutcome of a version with one issue for each given, or one that says that there are none.</summary>
    /// <remarks>
    /// The place is said as the version wants it: R4 in FHIRPath (<c>expression</c>), DSTU2 in XPath (<c>location</c>), STU3 in both. XPath
    /// counts from one, FHIRPath from zero. Line, column, the stable id, profile, slice, expected and found are in <c>diagnostics</c>.
    /// </remarks>
    /// <param name="issues">What reading or validation found.</param>
    /// <param name="version">Of the outcome.</param>
    /// <param name="source">
    /// The document in which they were found. XPath names the types of resources and choices, which only the document knows: without it, a
    /// <c>location</c> leads no further than the element around the first of those.
    /// </param>
    public static FhirDocument Create(IReadOnlyList<FhirIssue> issues, FhirVersion version, FhirDocument? source = null)
    {
        ArgumentNullException.ThrowIfNull(issues);
        var locations = version == FhirVersion.R4 ? null : new XPathLocations(source?.Model ?? FhirModel.For(version), source);
        var outcome = ResourceBuilder.Create(version, "OperationOutcome");
        if (issues.Count == 0)
        {
            outcome.Add("issue", issue => issue
                .Set("severity", "information")
                .Set("code", "informational")
                .Set("details", details => details.Set("text", "Nothing was found.")));
        }

        foreach (var issue in issues)
            outcome.Add("issue", element => Fill(element, issue, locations));
        return outcome.Build();
    }

    private static void Fill(ElementBuilder element, FhirIssue issue, XPathLocations? locations)
    {
        element
            .Set("severity", issue.Severity.ToString().ToLowerInvariant())
            .Set("code", issue.Code)
            .Set("details", details => details.Set("text", issue.Text))
            .Set("diagnostics", Diagnostics(issue));
        if (issue.Path.Length == 0)
            return;

        if (locations?.Of(issue.Path) is { } location)
            element.Add("location", location);
        if (element.Model.Version != FhirVersion.Dstu2)
            element.Add("expression", issue.Path);
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
