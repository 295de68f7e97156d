using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>A message to send.</summary>
/// <remarks>MESH API 2.0.0, "Send message". Values are checked before anything is sent; an <see cref="ArgumentException"/> names the header, never its value.</remarks>
public sealed record MeshSend
{
    /// <summary>The recipient.</summary>
    public required MexTo To { get; init; }

    /// <summary>What kind of business it is.</summary>
    public required WorkflowId Workflow { get; init; }

    /// <summary>The data.</summary>
    public required MeshPayload Payload { get; init; }

    /// <summary>Free text for the recipient.</summary>
    public MexSubject? Subject { get; init; }

    /// <summary>The sender's own id, at most 300 characters, unique if the outcome may have to be looked up. Must not hold patient data.</summary>
    public string? LocalId { get; init; }

    /// <summary>The partner's id, at most 500 characters.</summary>
    public string? PartnerId { get; init; }

    /// <summary>At most 300 characters; MESH uses the message id and <c>.dat</c> when absent.</summary>
    public string? FileName { get; init; }

    /// <summary>Media type of the data. Default <c>application/octet-stream</c>.</summary>
    public string ContentType { get; init; } = MeshWire.OctetStream;

    /// <summary>Checksum of the data in the sender's own way, at most 100 letters, digits, spaces, colons, hyphens, slashes.</summary>
    public string? Checksum { get; init; }

    /// <summary>Whether the sender encrypted the data; passed on as it is.</summary>
    public bool? IsEncrypted { get; init; }

    /// <summary>Whether the sender compressed the data itself; passed on as it is, and not undone by MESH. Not <see cref="MeshSendOptions.Gzip"/>.</summary>
    public bool? IsCompressed { get; init; }

    /// <summary>The mailbox and workflow; nothing that could name a patient.</summary>
    public override string ToString() => $"{Workflow} to {To}";

    internal void Check()
    {
        _ = To.ToWire();
        _ = Workflow.ToWire();
        ArgumentNullException.ThrowIfNull(Payload);
        HeaderText.Check(MeshWire.LocalId, LocalId, 300);
        HeaderText.Check(MeshWire.PartnerId, PartnerId, 500);
        HeaderText.Check(MeshWire.FileName, FileName, 300);
        HeaderText.Check(MeshWire.ContentType, ContentType, 255);
        HeaderText.CheckChecksum(Checksum);
    }
}

/// <summary>How a message is sent.</summary>
public sealed record MeshSendOptions
{
    /// <summary>75 MiB: below the 100 MB of one request, and what other clients use.</summary>
    public const long DefaultChunkSize = 75L * 1024 * 1024;

    /// <summary>95 MiB: incompressible data grows a little under gzip and must stay below 100 MB.</summary>
    public const long MaxChunkSize = 95L * 1024 * 1024;

    /// <summary>
    /// Data larger than this, before compression, goes in chunks of this size, in bytes; 1 to <see cref="MaxChunkSize"/>.
    /// The live service asks for more than 5 MB in every chunk but the last, and not every recipient takes chunks.
    /// </summary>
    public long ChunkSize { get; init; } = DefaultChunkSize;

    /// <summary>Compress the request, each chunk on its own. MESH undoes it for recipients that do not take gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>Chunks sent at the same time, from the second to the last but one. Default 2. The last always goes alone, after all others.</summary>
    public int MaxParallelChunks { get; init; } = 2;

    /// <summary>Told after each chunk that MESH took, one call at a time, awaited: store the state here to be able to resume.</summary>
    public Func<ChunkedSendState, CancellationToken, ValueTask>? OnState { get; init; }

    /// <summary>Told how many bytes, before compression, have gone out. May go back when a chunk is repeated.</summary>
    public IProgress<MeshProgress>? Progress { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ChunkSize, MaxChunkSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxParallelChunks, 1);
    }
}

/// <summary>How far a transfer is.</summary>
/// <param name="Bytes">Bytes done, before compression.</param>
/// <param name="TotalBytes">Bytes in all; none when not known.</param>
public readonly record struct MeshProgress(long Bytes, long? TotalBytes);
