using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Conversion;

/// <summary>What a conversion could not carry over as it is: listed up to a cap, counted to the end.</summary>
internal sealed class ConversionReport(FhirDocument source, int maxIssues)
{
    private readonly IssueList _issues = new(maxIssues);
    private readonly ElementPositions _positions = new(source);
    private readonly HashSet<string> _claims = new(StringComparer.Ordinal);
    private FhirSeverity _worst = FhirSeverity.Information;
    private int _count;

    internal void Add(FhirSeverity severity, IssueRule rule, FhirElement element, string about)
    {
        _count++;
        if (severity < _worst)
            _worst = severity;
        if (!_issues.IsFull)
            _issues.Add(severity, rule, _positions.PathOf(element.Index), element.Line, element.Column, about);
    }

    /// <summary>A claim to a profile: one that many resources make is told once. What else stands on it is lost with it, so that is told each time.</summary>
    internal void AddClaim(FhirElement claim)
    {
        if (claim.Value is not { } canonical || _claims.Add(canonical) || claim.Children().Count > 0)
            Add(FhirSeverity.Information, ConversionRules.ProfileClaim, claim, "meta.profile");
    }

    /// <summary>The id and extensions of a primitive whose value the other version says in other words.</summary>
    internal void AddParts(FhirElement primitive)
    {
        foreach (var part in primitive.Children())
            Add(FhirSeverity.Warning, ConversionRules.NoCounterpart, part, part.Name);
    }

    internal FhirConversion ToResult(FhirDocument? document) => new(document, _issues.ToResult(), _count, _worst);
}
