using System.Text.Json.Serialization;
using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>How far a chunked send has come. Serialisable as JSON; holds no patient data.</summary>
/// <remarks>Store it from <see cref="MeshSendOptions.OnState"/>; hand it to <see cref="MeshClient.ResumeSendAsync"/> with the same data.</remarks>
public sealed record ChunkedSendState
{
    /// <summary>Form of this record.</summary>
    [JsonPropertyName("version")]
    public int Version { get; init; } = 1;

    /// <summary>The sending mailbox.</summary>
    [JsonPropertyName("mailbox")]
    public required MeshMailboxId Mailbox { get; init; }

    /// <summary>The id MESH gave with the first chunk.</summary>
    [JsonPropertyName("messageId")]
    public required MeshMessageId MessageId { get; init; }

    /// <summary>Length of the data before compression, in bytes.</summary>
    [JsonPropertyName("totalBytes")]
    public required long TotalBytes { get; init; }

    /// <summary>Size of every chunk but the last before compression, in bytes.</summary>
    [JsonPropertyName("chunkSize")]
    public required long ChunkSize { get; init; }

    /// <summary>Whether each chunk is compressed.</summary>
    [JsonPropertyName("gzip")]
    public required bool Gzip { get; init; }

    /// <summary>SHA-256 of the first chunk before compression, in lower-case hexadecimal: other data is refused at the resume.</summary>
    [JsonPropertyName("firstChunkSha256")]
    public required string FirstChunkSha256 { get; init; }

    /// <summary>Numbers of the chunks MESH has taken, ascending, from 1.</summary>
    [JsonPropertyName("sentChunks")]
    public required IReadOnlyList<int> SentChunks { get; init; }

    /// <summary>How many chunks there are.</summary>
    [JsonIgnore]
    public int TotalChunks => Plan.Count;

    /// <summary>Whether MESH has every chunk, so that the recipient sees the message.</summary>
    [JsonIgnore]
    public bool IsComplete => SentChunks.Count == TotalChunks;

    internal ChunkPlan Plan => new(TotalBytes, ChunkSize);

    /// <summary>The same with one more chunk.</summary>
    internal ChunkedSendState With(int chunk) => this with { SentChunks = [.. SentChunks.Append(chunk).Distinct().Order()] };

    /// <summary>Refuses a record that was edited or belongs to something else.</summary>
    /// <exception cref="ArgumentException">The record contradicts itself, the mailbox or the data.</exception>
    internal void Check(MeshMailboxId mailbox, long length)
    {
        if (Version != 1 || ChunkSize < 1 || TotalBytes < 1 || TotalBytes / ChunkSize >= int.MaxValue || SentChunks is null || SentChunks.Any(chunk => chunk < 1 || chunk > TotalChunks) || !SentChunks.Contains(1))
            throw new ArgumentException("The state of the send is not readable.");
        if (Mailbox != mailbox)
            throw new ArgumentException("The state of the send belongs to another mailbox.");
        if (TotalBytes != length)
            throw new ArgumentException("The data is not that of the interrupted send: its length differs.");
    }
}
