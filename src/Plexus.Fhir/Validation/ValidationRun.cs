using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Validation;

/// <summary>One validation: the document and what has been found in it.</summary>
internal sealed class ValidationRun(FhirDocument document, int maxIssues)
{
    private readonly IssueList _issues = new(maxIssues);

    internal FhirDocument Document { get; } = document;

    internal FhirModel Model { get; } = document.Model;

    internal IReadOnlyList<FhirIssue> Issues => _issues.ToResult();

    internal void Error(IssueRule rule, int node, string? name = null) => Report(FhirSeverity.Error, rule, node, name);

    internal void Add(FhirIssue issue) => _issues.Add(issue);

    internal void Report(FhirSeverity severity, IssueRule rule, int node, string? name = null)
    {
        if (_issues.IsFull)
            return;

        ref var at = ref Document.Nodes[node];
        _issues.Add(severity, rule, ElementPath.Of(Document, node), at.Line, at.Column, name);
    }
}
