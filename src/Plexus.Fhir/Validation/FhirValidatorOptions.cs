namespace Plexus.Fhir;

/// <summary>Choices of validation against the base definitions.</summary>
public sealed record FhirValidatorOptions
{
    public static FhirValidatorOptions Default { get; } = new();

    /// <summary>Issues reported; one more says that there were others.</summary>
    public int MaxIssues { get; init; } = 1_000;

    /// <summary>Whether an entry with a resource and no fullUrl is a warning; off because GP Connect never sends fullUrls.</summary>
    public bool WarnOfMissingFullUrls { get; init; }

    /// <summary>Whether a resource without narrative is a warning, as R4's best practice has it; off because NHS messages rarely carry any.</summary>
    public bool WarnOfMissingNarrative { get; init; }
}
