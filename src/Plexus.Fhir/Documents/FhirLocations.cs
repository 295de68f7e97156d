using Plexus.Fhir.Documents;

namespace Plexus.Fhir;

/// <summary>The locations of many elements of a document. Asked for in document order, each repeat is passed over once, where <see cref="FhirElement.Path"/> counts from the first.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class FhirLocations
{
    private readonly FhirDocument _document;
    private readonly ElementPositions _positions;

    /// <param name="document">The document whose elements are asked about.</param>
    public FhirLocations(FhirDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        _document = document;
        _positions = new ElementPositions(document);
    }

    /// <summary>The same as <see cref="FhirElement.Path"/>, which an element of another document is asked for.</summary>
    public string Of(FhirElement element) => ReferenceEquals(element.Document, _document) ? _positions.PathOf(element.Index) : element.Path;
}
