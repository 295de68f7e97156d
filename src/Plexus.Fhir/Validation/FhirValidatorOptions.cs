namespace Plexus.Fhir;

/// <summary>Choices of validation against the base definitions.</summary>
public sealed record FhirValidatorOptions
{
    public static FhirValidatorOptions Default { get; } = new();

    /// <summary>Issues reported; one more says that there were others.</summary>
    public int MaxIssues { get; init; } = 1_000;

    /// <summary>Reports of one rule on one element, whatever its index; what is more of the same is left out.</summary>
    public int MaxAlike { get; init; } = 25;

    /// <summary>Whether an entry with a resource and no fullUrl is a warning; off because GP Connect never sends fullUrls.</summary>
    public bool WarnOfMissingFullUrls { get; init; }

    /// <summary>Whether a Bundle whose references are found by type and id alone is information, once; off because GP Connect's are all found so.</summary>
    public bool ReportLenientReferences { get; init; }

    /// <summary>Whether a resource without narrative is a warning, as R4's best practice has it; off because NHS messages rarely carry any.</summary>
    public bool WarnOfMissingNarrative { get; init; }
}
