using System.Globalization;

namespace Plexus.Fhir.Documents;

/// <summary>Issues found so far, up to a cap; allocates nothing while there are none.</summary>
internal sealed class IssueList(int limit)
{
    private const int LongestName = 64;

    private List<FhirIssue>? _issues;

    internal bool IsFull => _issues is not null && _issues.Count > limit;

    internal IReadOnlyList<FhirIssue> ToResult() => _issues is null ? [] : _issues;

    internal void Add(FhirIssue issue)
    {
        _issues ??= [];
        if (_issues.Count < limit)
            _issues.Add(issue);
        else if (_issues.Count == limit)
            Add(issue.Severity, IssueRules.TooManyIssues, "", issue.Line, issue.Column);
    }

    internal void Add(FhirSeverity severity, IssueRule rule, string path, int line, int column, string? name = null)
    {
        _issues ??= [];
        if (_issues.Count > limit)
            return;

        if (_issues.Count == limit && severity != FhirSeverity.Fatal)
        {
            (severity, rule, path, name) = (FhirSeverity.Warning, IssueRules.TooManyIssues, "", null);
        }

        var text = name is null ? rule.Text : string.Format(CultureInfo.InvariantCulture, rule.Text, Printable(name));
        _issues.Add(new FhirIssue(severity, rule.Code, rule.Id, text, path, line, column) { IsOfLoss = rule.LeavesOut });
    }

    /// <summary>A name from a document is repeated only when it looks like one.</summary>
    private static string Printable(string name) =>
        name.Length <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? name : "(not a FHIR name)";
}
