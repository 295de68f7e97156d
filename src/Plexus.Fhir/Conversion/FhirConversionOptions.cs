namespace Plexus.Fhir;

/// <summary>Limits of a conversion.</summary>
public sealed record FhirConversionOptions
{
    public static FhirConversionOptions Default { get; } = new();

    /// <summary>Issues listed; one more says that there were others.</summary>
    public int MaxIssues { get; init; } = 1_000;
}
