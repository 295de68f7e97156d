using System.Buffers;
using System.Buffers.Text;
using Plexus.Fhir;

namespace Plexus.Standards.Itk3;

/// <summary>A file inside a message: an ITK-Attachment-Binary-1.</summary>
public sealed class ItkAttachment
{
    private const int Block = 48 * 1024;

    private readonly FhirElement _binary;

    internal ItkAttachment(FhirElement binary, string? title)
    {
        _binary = binary;
        Title = title;
        ContentType = binary["contentType"].Value?.Trim() ?? "";
        Size = Base64.IsValid(binary["content"].Utf8Value, out var size) ? size : 0;
    }

    /// <summary>The title of the section that holds it; null when it has none. May name the patient.</summary>
    public string? Title { get; }

    /// <summary>As the message says, such as <c>application/pdf</c>; empty when it does not.</summary>
    public string ContentType { get; }

    /// <summary>Decoded bytes; 0 when the content is absent or not base64.</summary>
    public long Size { get; }

    internal bool HasContent => Size > 0;

    internal string Place => _binary.Path;

    /// <summary>Writes the decoded bytes, a block at a time.</summary>
    /// <exception cref="FormatException">The content is not base64.</exception>
    public async Task WriteToAsync(Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var groups = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            for (var offset = 0; Fill(groups, ref offset) is var count && count > 0;)
            {
                if (Base64.DecodeFromUtf8InPlace(groups.AsSpan(0, count), out var written) != OperationStatus.Done)
                    throw new FormatException("The attachment is not base64.");
                await destination.WriteAsync(groups.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // One patient's letter must not be found in the buffer of the next.
            ArrayPool<byte>.Shared.Return(groups, clearArray: true);
        }
    }

    // Copies base64 characters without white space, a whole number of groups unless the content ends.
    private int Fill(byte[] groups, ref int offset)
    {
        var content = _binary["content"].Utf8Value;
        var count = 0;
        while (offset < content.Length && count < Block)
        {
            var character = content[offset++];
            if (character > ' ')
                groups[count++] = character;
        }

        return count;
    }
}
