namespace Plexus.Fhir;

/// <summary>How a resource is laid out on the wire.</summary>
public sealed record FhirWriterOptions
{
    /// <summary>Compact, with an XML declaration.</summary>
    public static FhirWriterOptions Default { get; } = new();

    /// <summary>One element or property a line, two spaces a level.</summary>
    public static FhirWriterOptions Pretty { get; } = new() { Indented = true };

    public bool Indented { get; init; }

    /// <summary>Whether XML begins with its declaration; JSON has none.</summary>
    public bool XmlDeclaration { get; init; } = true;
}
