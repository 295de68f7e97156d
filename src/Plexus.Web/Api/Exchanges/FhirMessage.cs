using Plexus.Fhir;
using Plexus.Standards.Itk3;

namespace Plexus.Web.Api.Exchanges;

/// <summary>A payload opened as FHIR, and as an ITK3 message when it is one.</summary>
internal sealed record FhirMessage(FhirDocument Document, ItkDocumentView? View)
{
    private static readonly FhirReaderOptions Reading = FhirReaderOptions.Lenient with { MaxDocumentBytes = 1_000_000_000, MaxBase64Bytes = 1_000_000_000 };

    /// <summary>Null when the payload is not FHIR that can be read.</summary>
    /// <param name="size">In bytes; as much is held in memory.</param>
    /// <param name="most">Bytes that may come out of a message that its sender zipped.</param>
    public static async Task<FhirMessage?> ReadAsync(Stream payload, int size, int most, CancellationToken cancellation)
    {
        var bytes = new byte[size];
        var length = await payload.ReadAtLeastAsync(bytes, size, throwOnEndOfStream: false, cancellation);
        var content = ZippedBySender.Open(bytes.AsMemory(0, length), most);
        var result = IsJson(content.Span) ? FhirJson.Read(content, FhirVersion.Stu3, Reading) : FhirXml.Read(content, FhirVersion.Stu3, Reading);
        return result.Document is { } document ? new(document, ItkDocumentView.Of(document)) : null;
    }

    private static bool IsJson(ReadOnlySpan<byte> content)
    {
        content = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
        content = content.TrimStart(" \t\r\n"u8);
        return content.Length > 0 && content[0] == '{';
    }
}
