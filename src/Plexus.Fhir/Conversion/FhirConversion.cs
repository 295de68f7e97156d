namespace Plexus.Fhir;

/// <summary>What a conversion gave.</summary>
public sealed record FhirConversion
{
    private readonly FhirSeverity _worst;

    internal FhirConversion(FhirDocument? document, IReadOnlyList<FhirIssue> issues, int issueCount, FhirSeverity worst)
    {
        (Document, Issues, IssueCount, _worst) = (document, issues, issueCount, worst);
    }

    /// <summary>The resource in the other version; null when that version has no such resource.</summary>
    public FhirDocument? Document { get; }

    /// <summary>
    /// What could not be carried over as it is, each at its place in the source. An error says that the result means something else or is
    /// not valid without more work, a warning that something was left out or narrowed, information that something was supplied. When there
    /// are more than the options allow, the last one says so.
    /// </summary>
    public IReadOnlyList<FhirIssue> Issues { get; }

    /// <summary>How many there were, those that are not listed included.</summary>
    public int IssueCount { get; }

    /// <summary>Whether everything came across: nothing was left out, narrowed or missing. Says so of what is not listed too.</summary>
    public bool IsLossless => Document is not null && _worst == FhirSeverity.Information;

    /// <summary>Whether the result means something else than the source, lacks what its version demands, or does not exist. Says so of what is not listed too.</summary>
    public bool HasErrors => Document is null || _worst <= FhirSeverity.Error;
}
