namespace Plexus.Fhir;

/// <summary>Choices of validation with profiles.</summary>
public sealed record ProfileValidatorOptions
{
    public static ProfileValidatorOptions Default { get; } = new();

    /// <summary>Choices of the base validation that comes with it; its caps on issues hold for both together.</summary>
    public FhirValidatorOptions Base { get; init; } = FhirValidatorOptions.Default;

    /// <summary>Whether a resource that a reference leads to, in the same document, must conform to the profile demanded of it.</summary>
    public bool FollowReferences { get; init; } = true;

    /// <summary>Whether an extension that no pack defines is reported, as information, once for each url.</summary>
    public bool ReportUnknownExtensions { get; init; } = true;

    /// <summary>Answers for codes of systems that the packs do not hold; such codes are accepted when there is none.</summary>
    public ITerminologySource? Terminology { get; init; }

    /// <summary>Answers of the terminology source that a validator keeps.</summary>
    public int MaxTerminologyAnswers { get; init; } = 100_000;

    /// <summary>Characters of a code, of its system and of the value set's canonical; about longer ones no source is asked, and they are unknown.</summary>
    public int MaxTerminologyTextLength { get; init; } = 256;

    /// <summary>Whether the display of a code that the packs hold is compared with the published one; another display is a warning, once for each code.</summary>
    public bool CheckDisplays { get; init; } = true;

    /// <summary>Whether an extension that stands where its definition does not place it is reported, as a warning, once for each.</summary>
    public bool CheckExtensionContexts { get; init; } = true;
}
