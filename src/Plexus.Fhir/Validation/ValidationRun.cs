using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Validation;

/// <summary>One validation: the document and what has been found in it.</summary>
internal sealed class ValidationRun(FhirDocument document, int maxIssues)
{
    private readonly IssueList _issues = new(maxIssues);
    private HashSet<int>? _wrongTargets;

    internal FhirDocument Document { get; } = document;

    internal FhirModel Model { get; } = document.Model;

    internal bool IsFull => _issues.IsFull;

    internal IReadOnlyList<FhirIssue> Issues => _issues.ToResult();

    internal void Error(IssueRule rule, int node, string? name = null) => Report(FhirSeverity.Error, rule, node, name);

    /// <summary>Whether a reference has been reported as leading to a type that is not allowed.</summary>
    internal bool HasWrongTarget(int node) => _wrongTargets is not null && _wrongTargets.Contains(node);

    internal void Add(FhirIssue issue) => _issues.Add(issue);

    internal void Report(FhirSeverity severity, IssueRule rule, int node, string? name = null)
    {
        if (_issues.IsFull)
            return;
        if (rule == ValidationRules.Target)
            (_wrongTargets ??= []).Add(node);

        ref var at = ref Document.Nodes[node];
        _issues.Add(severity, rule, ElementPath.Of(Document, node), at.Line, at.Column, name);
    }
}
