namespace Plexus.Fhir;

/// <summary>How bad an issue is, as OperationOutcome counts it.</summary>
public enum FhirSeverity
{
    /// <summary>Reading stopped; there is no document.</summary>
    Fatal,
    Error,
    Warning,
    Information,
}

/// <summary>Something that reading or validation found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">IssueType code, e.g. <c>structure</c>, <c>required</c>, <c>value</c>.</param>
/// <param name="Id">Stable Plexus id, e.g. <c>FHIR-XML-012</c>; the same fault always has the same id.</param>
/// <param name="Text">What is wrong, in words; never a value from the document.</param>
/// <param name="Path">FHIRPath location with indices from zero; empty when the place has none.</param>
/// <param name="Line">From 1; 0 when unknown.</param>
/// <param name="Column">From 1; 0 when unknown.</param>
public sealed record FhirIssue(FhirSeverity Severity, string Code, string Id, string Text, string Path, int Line, int Column)
{
    /// <summary>Canonical of the profile that was broken; null for the base definitions.</summary>
    public string? Profile { get; init; }

    /// <summary>Name of the slice that was broken, when there is one.</summary>
    public string? Slice { get; init; }

    /// <summary>What the definition asks for.</summary>
    public string? Expected { get; init; }

    /// <summary>What is there, as far as that is not about a person: a count, a type, a code system, a path.</summary>
    public string? Found { get; init; }

    /// <summary>Whether something that the input says is not in what was read.</summary>
    internal bool IsOfLoss { get; init; }
}

/// <summary>What reading gave. Bad content is an issue, never an exception.</summary>
/// <param name="Document">The document; null only when reading stopped at a fatal issue.</param>
/// <param name="Issues">Everything noticed, in document order.</param>
public sealed record FhirReadResult(FhirDocument? Document, IReadOnlyList<FhirIssue> Issues)
{
    public bool IsFatal => Document is null;

    /// <summary>Whether the document holds all that the input says, valid or not: written again, nothing of it is missing.</summary>
    public bool IsComplete => Document is not null && !Issues.Any(issue => issue.IsOfLoss);

    public bool HasErrors => Document is null || Issues.Any(issue => issue.Severity <= FhirSeverity.Error);
}
