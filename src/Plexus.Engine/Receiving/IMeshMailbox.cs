using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Primitives;

namespace Plexus.Engine.Receiving;

/// <summary>One mailbox as the receiver needs it.</summary>
public interface IMeshMailbox
{
    /// <summary>Shows that we are there (MESH: at least once in 24 hours).</summary>
    Task HandshakeAsync(CancellationToken cancellation);

    /// <summary>Ids that wait, oldest first.</summary>
    Task<MeshListing> ListAsync(int most, CancellationToken cancellation);

    /// <summary>Begins the download of a whole message, whatever its number of chunks; null when MESH no longer gives it out.</summary>
    Task<MeshDownload?> DownloadAsync(string messageId, CancellationToken cancellation);

    /// <summary>Whether a download was given up because more came out of a compressed message than may.</summary>
    bool GrewTooLarge(Exception failure) => false;

    /// <summary>Begins the download of such a message again, its bytes as MESH carries them; null when MESH no longer gives it out.</summary>
    Task<MeshDownload?> DownloadCompressedAsync(string messageId, CancellationToken cancellation) => DownloadAsync(messageId, cancellation);

    /// <summary>Whether a download failed because of its message alone: the mailbox answers, but this message cannot be had.</summary>
    bool IsOfOneMessage(Exception failure) => false;

    /// <summary>Tells MESH that it need not keep the message. A second time, or after MESH has let the message go, is no error.</summary>
    Task AcknowledgeAsync(string messageId, CancellationToken cancellation);
}

/// <summary>Opens mailboxes: over the network, or in memory for tests.</summary>
public interface IMeshMailboxes
{
    /// <summary>The mailbox behind an endpoint. Called again after the endpoint's configuration has changed.</summary>
    IMeshMailbox Open(DirectoryEndpoint endpoint);
}

/// <param name="More">The listing was full, or says that more wait.</param>
public sealed record MeshListing(IReadOnlyList<string> MessageIds, bool More);

/// <summary>A message on its way in.</summary>
public sealed record MeshDownload : IAsyncDisposable
{
    public required string MessageId { get; init; }

    public required string From { get; init; }

    public required WorkflowId? Workflow { get; init; }

    public SensitiveText Subject { get; init; }

    public string? LocalId { get; init; }

    public string? FileName { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Set when MESH reports on a message that we sent.</summary>
    public MeshReportFacts? Report { get; init; }

    /// <summary>The bytes, decompressed unless <see cref="IsCompressed"/>, and joined.</summary>
    public required Stream Content { get; init; }

    /// <summary>It would grow too large: the bytes are gzip still.</summary>
    public bool IsCompressed { get; init; }

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <param name="LinkedMessageId">The message it reports on.</param>
/// <param name="Succeeded">False for an error; the rare good news says that the receiver has collected it.</param>
/// <param name="Code">Such as <c>14</c> or <c>EPL-151</c>.</param>
public sealed record MeshReportFacts(string? LinkedMessageId, bool Succeeded, string? Code, string? Description);
