using System.Buffers;
using Plexus.Fhir.Json;

namespace Plexus.Fhir;

/// <summary>FHIR resources in JSON.</summary>
public static class FhirJson
{
    /// <summary>Reads one resource. Whatever the bytes are, the outcome is issues, never an exception.</summary>
    /// <param name="bytes">The document, UTF-8; the result keeps no reference to it.</param>
    /// <param name="version">The version whose definitions apply.</param>
    /// <param name="options">Mode and limits; <see cref="FhirReaderOptions.Default"/> when null.</param>
    public static FhirReadResult Read(ReadOnlyMemory<byte> bytes, FhirVersion version, FhirReaderOptions? options = null) =>
        JsonResourceReader.Read(bytes.Span, FhirModel.For(version), options ?? FhirReaderOptions.Default);

    /// <summary>Writes a resource as UTF-8: <c>resourceType</c> first, then the order of the definition, numbers verbatim.</summary>
    /// <exception cref="ArgumentException">The element is not a resource.</exception>
    public static void Write(FhirElement element, IBufferWriter<byte> output, FhirWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!element.IsResource)
            throw new ArgumentException("Only a resource can be written.", nameof(element));

        JsonResourceWriter.Write(element, output, options ?? FhirWriterOptions.Default);
    }

    /// <inheritdoc cref="Write"/>
    public static byte[] ToBytes(FhirElement element, FhirWriterOptions? options = null)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        Write(element, output, options);
        return output.WrittenSpan.ToArray();
    }
}
