using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>What a download gives: <see cref="MeshData"/> from another mailbox, or a <see cref="MeshReport"/> about a message of our own. There is no third.</summary>
public abstract class MeshMessage : IAsyncDisposable
{
    private protected MeshMessage(MeshMessageInfo info) => Info = info;

    /// <summary>The message's headers.</summary>
    public MeshMessageInfo Info { get; }

    /// <summary>The message's id; what to acknowledge.</summary>
    public MeshMessageId Id => Info.Id;

    /// <summary>Closes the connection the data comes from.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A message with data, which is read while it arrives.</summary>
public sealed class MeshData : MeshMessage
{
    private readonly ChunkedDownloadStream _content;

    internal MeshData(MeshMessageInfo info, ChunkedDownloadStream content, long? length)
        : base(info) => (_content, Length) = (content, length);

    /// <summary>Length of <see cref="Content"/> in bytes; none for data in chunks or compressed on the way, where MESH does not say.</summary>
    public long? Length { get; }

    /// <summary>
    /// The data of all chunks in order, decompressed unless <see cref="MeshMessageInfo.IsKeptCompressed"/>; forwards only, one reader.
    /// A broken connection is mended by asking for the same chunk again and passing over what was read.
    /// </summary>
    /// <exception cref="MeshException">On reading: MESH refused a chunk, or sent one that does not follow; or <see cref="MeshErrorKind.DecompressedTooLarge"/>.</exception>
    /// <exception cref="MeshUnreachableException">On reading: the connection could not be mended.</exception>
    public Stream Content => _content;

    /// <summary>The last chunk read to its end; a later download may begin at the next (<see cref="MeshDownloadOptions.FromChunk"/>).</summary>
    public int CompletedChunks => _content.CompletedChunks;

    /// <summary>How many bytes of <see cref="Content"/> had been read when that chunk ended: what to keep of a file before going on from the next chunk.</summary>
    public long CompletedBytes => _content.CompletedBytes;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _content.DisposeAsync();
}

/// <summary>MESH says that a message of ours failed after it was accepted. It must be acknowledged like any other.</summary>
/// <remarks>MESH API 2.0.0, "Asynchronous error reporting".</remarks>
public sealed class MeshReport : MeshMessage
{
    internal MeshReport(MeshMessageInfo info)
        : base(info)
    {
    }

    /// <summary>What the code means.</summary>
    public MeshErrorKind Kind => MeshErrorCatalogue.OfCode(Code);

    /// <summary>MESH's code: <c>14</c> not collected in five days, <c>EPL-150</c> to <c>EPL-154</c> patient routing, and others.</summary>
    public string? Code => Info.StatusCode;

    /// <summary>The failed message; none when MESH does not say.</summary>
    public MeshMessageId? FailedMessageId => Info.LinkedMessageId;

    /// <summary>The local id that the failed message was sent with.</summary>
    public string? FailedLocalId => Info.LocalId;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>How a message is downloaded.</summary>
public sealed record MeshDownloadOptions
{
    /// <summary>Chunk to begin at, from 1: after a broken download, the one after <see cref="MeshData.CompletedChunks"/>.</summary>
    public int FromChunk { get; init; } = 1;

    /// <summary>Lets MESH send gzip; it is undone here. Default true.</summary>
    public bool AcceptGzip { get; init; } = true;

    /// <summary>
    /// Gives data that MESH carries compressed as gzip: chunks that come so stay so, unchecked, and those between that come plain are made a member each,
    /// so that the whole is one gzip file. Data in one chunk that comes plain stays plain; <see cref="MeshMessageInfo.IsKeptCompressed"/> says which.
    /// What <see cref="MeshErrorKind.DecompressedTooLarge"/> ended can be kept so. Default false.
    /// </summary>
    public bool KeepCompressed { get; init; }
}
