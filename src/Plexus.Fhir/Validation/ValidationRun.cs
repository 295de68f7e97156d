using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Validation;

/// <summary>One validation: the document and what has been found in it.</summary>
internal sealed class ValidationRun(FhirDocument document, FhirValidatorOptions options)
{
    private readonly IssueList _issues = new(options.MaxIssues);
    private AlikeIssues? _alike;
    private HashSet<int>? _wrongTargets;
    private HashSet<int>? _lenientBundles;

    internal FhirDocument Document { get; } = document;

    internal FhirModel Model { get; } = document.Model;

    internal FhirValidatorOptions Options { get; } = options;

    internal bool IsFull => _issues.IsFull;

    internal IReadOnlyList<FhirIssue> Issues => _issues.ToResult();

    internal void Error(IssueRule rule, int node, string? name = null) => Report(FhirSeverity.Error, rule, node, name);

    /// <summary>Whether a reference has been reported as leading to a type that is not allowed.</summary>
    internal bool HasWrongTarget(int node) => _wrongTargets is not null && _wrongTargets.Contains(node);

    /// <summary>Whether nothing more is to be reported of a fault at the repeats of one element; counts it where it is.</summary>
    /// <param name="severity">How bad it is: hints take no room from errors.</param>
    /// <param name="rule">What is broken.</param>
    /// <param name="node">Where.</param>
    /// <param name="source">The profile that says so, or what the base definition's rule names.</param>
    /// <param name="slice">The slice, when there is one.</param>
    internal bool HasEnough(FhirSeverity severity, IssueRule rule, int node, string? source, string? slice = null) =>
        IsFull || (_alike ??= new AlikeIssues(Document)).Count(severity, rule.Id, node, source, slice) > Options.MaxAlike;

    internal void Add(FhirIssue issue) => _issues.Add(issue);

    internal void Report(FhirSeverity severity, IssueRule rule, int node, string? name = null)
    {
        if (rule == ValidationRules.Target)
            (_wrongTargets ??= []).Add(node);
        if (HasEnough(severity, rule, node, name))
            return;

        ref var at = ref Document.Nodes[node];
        _issues.Add(severity, rule, ElementPath.Of(Document, node), at.Line, at.Column, name);
    }

    /// <summary>Says once for the Bundle around a reference that it was resolved where the specification has no match.</summary>
    internal void ReportLenience(int reference)
    {
        var bundle = reference;
        while (bundle >= 0 && !(Document.Nodes[bundle].IsResource && Model.TypeName(Document.Nodes[bundle].Type) == "Bundle"))
            bundle = Document.Nodes[bundle].Parent;
        if (bundle >= 0 && (_lenientBundles ??= []).Add(bundle))
            Report(FhirSeverity.Information, ValidationRules.LenientReference, bundle);
    }
}
