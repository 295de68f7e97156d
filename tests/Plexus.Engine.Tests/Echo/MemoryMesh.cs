using System.Collections.Concurrent;
using Plexus.Engine.Configuration;
using Plexus.Engine.Receiving;
using Plexus.Primitives;

namespace Plexus.Engine.Tests.Echo;

/// <summary>Mailboxes in memory that count what is done to them.</summary>
public sealed class MemoryMesh : IMeshMailboxes
{
    private readonly ConcurrentDictionary<string, MemoryMailbox> _mailboxes = [];

    public IEnumerable<MemoryMailbox> All => _mailboxes.Values;

    public MemoryMailbox this[string address] => _mailboxes.GetOrAdd(address, _ => new MemoryMailbox());

    public IMeshMailbox Open(DirectoryEndpoint endpoint) => this[endpoint.Address];
}

public sealed record MemoryMessage(string Id, string Workflow, byte[] Content)
{
    public string From { get; init; } = "X26OT999";

    public string? LocalId { get; init; }

    public MeshReportFacts? Report { get; init; }

    /// <summary>It is listed, and every download of it fails.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Grows beyond measure when decompressed: the download is given up after so many bytes. 0 does not grow.</summary>
    public int GrowsBeyond { get; init; }
}

public sealed class MemoryMailbox : IMeshMailbox
{
    private readonly Lock _lock = new();
    private readonly List<MemoryMessage> _waiting = [];

    public ConcurrentQueue<string> Downloads { get; } = [];

    public ConcurrentQueue<string> Acknowledged { get; } = [];

    private int _listings;
    private int _handshakes;

    public int Listings => Volatile.Read(ref _listings);

    public int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>Thrown by every call while set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Runs before an acknowledgement is taken.</summary>
    public Action<string>? OnAcknowledge { get; set; }

    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    public void Put(MemoryMessage message)
    {
        lock (_lock)
            _waiting.Add(message);
    }

    public Task HandshakeAsync(CancellationToken cancellation)
    {
        Fail();
        Interlocked.Increment(ref _handshakes);
        return Task.CompletedTask;
    }

    public Task<MeshListing> ListAsync(int most, CancellationToken cancellation)
    {
        Fail();
        Interlocked.Increment(ref _listings);
        lock (_lock)
            return Task.FromResult(new MeshListing([.. _waiting.Take(most).Select(m => m.Id)], _waiting.Count > most));
    }

    public Task<MeshDownload?> DownloadAsync(string messageId, CancellationToken cancellation) => DownloadAsync(messageId, isCompressed: false);

    public Task<MeshDownload?> DownloadCompressedAsync(string messageId, CancellationToken cancellation) => DownloadAsync(messageId, isCompressed: true);

    public bool GrewTooLarge(Exception failure) => failure is OverflowException;

    private Task<MeshDownload?> DownloadAsync(string messageId, bool isCompressed)
    {
        Fail();
        Downloads.Enqueue(messageId);
        MemoryMessage? message;
        lock (_lock)
            message = _waiting.FirstOrDefault(m => m.Id == messageId);
        if (message is { IsBroken: true })
            throw new InvalidDataException("This message cannot be had.");
        return Task.FromResult(message is null ? null : new MeshDownload
        {
            MessageId = message.Id,
            From = message.From,
            Workflow = WorkflowId.Parse(message.Workflow),
            Subject = "About Example",
            LocalId = message.LocalId,
            Report = message.Report,
            ContentType = "text/plain",
            Content = message.GrowsBeyond > 0 && !isCompressed ? new GrowingStream(message.GrowsBeyond) : new MemoryStream(message.Content, writable: false),
            IsCompressed = isCompressed,
        });
    }

    public bool IsOfOneMessage(Exception failure) => failure is InvalidDataException;

    public Task AcknowledgeAsync(string messageId, CancellationToken cancellation)
    {
        Fail();
        OnAcknowledge?.Invoke(messageId);
        Acknowledged.Enqueue(messageId);
        lock (_lock)
            _waiting.RemoveAll(m => m.Id == messageId);
        return Task.CompletedTask;
    }

    private void Fail()
    {
        if (Failure is { } failure)
            throw failure;
    }
}

/// <summary>Gives so many bytes and then gives up.</summary>
internal sealed class GrowingStream(int bytes) : MemoryStream(new byte[bytes], writable: false)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new OverflowException("More came out than may.");
}
