namespace Plexus.Fhir;

/// <summary>How a reader treats content that the specification forbids but that can be understood.</summary>
public enum FhirReadMode
{
    /// <summary>It is an error.</summary>
    Strict,

    /// <summary>It is a warning, and read where its meaning is clear.</summary>
    Lenient,
}

/// <summary>Mode and limits of reading. The defaults suit messages from other organisations.</summary>
/// <remarks>In both modes everything is read to the end and unknown content is left out; only malformed input and limits stop a reader.</remarks>
public sealed record FhirReaderOptions
{
    /// <summary>Strict, the values left to the validator.</summary>
    public static FhirReaderOptions Default { get; } = new();

    /// <summary>Strict, values checked while reading.</summary>
    public static FhirReaderOptions Strict { get; } = new() { CheckValues = true };

    public static FhirReaderOptions Lenient { get; } = new() { Mode = FhirReadMode.Lenient };

    public FhirReadMode Mode { get; init; } = FhirReadMode.Strict;

    /// <summary>Whether primitives and empty elements are checked while reading; off for callers who validate afterwards.</summary>
    public bool CheckValues { get; init; }

    /// <summary>How references of the document are resolved.</summary>
    public ReferencePolicy ReferencePolicy { get; init; } = ReferencePolicy.NhsLenient;

    /// <summary>Bytes of the document.</summary>
    public int MaxDocumentBytes { get; init; } = 50_000_000;

    /// <summary>Levels of elements, the root being the first.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Levels of resources within resources, the root being the first.</summary>
    public int MaxResourceDepth { get; init; } = 16;

    public int MaxNodes { get; init; } = 5_000_000;

    /// <summary>UTF-8 bytes of one value that is not base64.</summary>
    public int MaxValueBytes { get; init; } = 1_000_000;

    /// <summary>Bytes of one base64Binary as written.</summary>
    public int MaxBase64Bytes { get; init; } = 32_000_000;

    /// <summary>Attributes of one XML element outside narratives, namespace declarations included.</summary>
    public int MaxAttributes { get; init; } = 8;

    public int MaxNarrativeDepth { get; init; } = 100;

    public int MaxNarrativeBytes { get; init; } = 1_000_000;

    /// <summary>Issues reported; one more says that there were others.</summary>
    public int MaxIssues { get; init; } = 1_000;
}
