using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Plexus.Engine.Configuration;
using Plexus.Engine.Reacting;
using Plexus.Storage;
using Plexus.Storage.Payloads;

namespace Plexus.Engine.Receiving;

/// <summary>Takes one page of a mailbox: messages are downloaded a few ahead, committed in their order, and acknowledged only then.</summary>
internal sealed class MailboxRun(EngineCore core, ArrivalWriter arrivals, Reactor reactor, DirectoryEndpoint endpoint, IMeshMailbox mailbox, BrokenMessages broken)
{
    private readonly ConcurrentQueue<(string Id, Exception Cause)> _broken = [];
    private int _taken;

    /// <summary>Acknowledges again what an earlier run had in the journal but may not have acknowledged; telling MESH twice is no error.</summary>
    internal async Task CatchUpAsync(CancellationToken cancellation)
    {
        foreach (var (exchange, transportId) in arrivals.Unacked(endpoint))
        {
            await mailbox.AcknowledgeAsync(transportId, cancellation);
            await arrivals.AckedAsync(endpoint, exchange, cancellation);
        }
    }

    /// <summary>Takes what waits, at most one listing; true when more waits.</summary>
    internal async Task<bool> RunAsync(CancellationToken cancellation)
    {
        var listed = Stopwatch.GetTimestamp();
        var listing = await mailbox.ListAsync(core.Options.ListingSize, cancellation);
        broken.Keep([.. listing.MessageIds]);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var room = new SemaphoreSlim(core.Options.MessagesAhead);
        var downloads = Channel.CreateUnbounded<Task<Arrival?>>();
        var committing = CommitInOrderAsync(downloads.Reader, room, listed, failed);
        try
        {
            foreach (var id in listing.MessageIds)
            {
                await room.WaitAsync(failed.Token);
                await reactor.WaitForRoomAsync(failed.Token);
                // Named here, one after another, so that ids sort as the mailbox does.
                var exchange = core.Ids.Next();
                downloads.Writer.TryWrite(Task.Run(() => TryDownloadAsync(id, exchange, failed.Token), failed.Token));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A message failed: the run ends, and its failure is thrown below.
        }
        finally
        {
            downloads.Writer.Complete();
        }

        await committing;
        cancellation.ThrowIfCancellationRequested();
        await SeeToBrokenAsync();
        return listing.More;
    }

    private async Task<Arrival?> TryDownloadAsync(string id, string exchange, CancellationToken cancellation)
    {
        try
        {
            return await DownloadAsync(id, exchange, cancellation);
        }
        catch (Exception e) when (mailbox.IsOfOneMessage(e))
        {
            _broken.Enqueue((id, e));
            return null;
        }
    }

    /// <summary>Many messages of which none can be had are the mailbox's fault, not theirs.</summary>
    private async Task SeeToBrokenAsync()
    {
        if (_taken == 0 && _broken.Count > BrokenMessages.MostAlone && _broken.TryPeek(out var first))
            throw new MailboxException(first.Cause);
        foreach (var (id, cause) in _broken)
            await broken.NoteAsync(endpoint, id, cause);
    }

    private async Task<Arrival?> DownloadAsync(string id, string exchange, CancellationToken cancellation)
    {
        if (arrivals.Seen(endpoint.Address, id) is { } seen)
            return Taken(new Arrival(id, seen, null, null));
        try
        {
            return await StoreAsync(id, exchange, mailbox.DownloadAsync, cancellation);
        }
        catch (Exception e) when (mailbox.GrewTooLarge(e))
        {
            // What would fill the disk is kept as it came; whoever reads it unzips no more than is taken.
            Telemetry.Failures.Add(1, new KeyValuePair<string, object?>("stage", "decompress"));
            return await StoreAsync(id, exchange, mailbox.DownloadCompressedAsync, cancellation);
        }
    }

    private async Task<Arrival?> StoreAsync(string id, string exchange, Func<string, CancellationToken, Task<MeshDownload?>> begin, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        await using var download = await begin(id, cancellation);
        if (download is null)
            return null;
        using var activity = Telemetry.Start("receive", exchange, ActivityKind.Consumer);
        var payload = await core.Payloads.StoreAsync(exchange, endpoint.Organisation.ToWire(), download.Content, cancellation);
        CrashPoint.Hit(CrashPoint.PayloadWritten);
        Telemetry.DownloadTime.Record(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return Taken(new Arrival(id, exchange, download, payload));
    }

    private Arrival Taken(Arrival arrival)
    {
        Interlocked.Increment(ref _taken);
        return arrival;
    }

    private async Task CommitInOrderAsync(ChannelReader<Task<Arrival?>> downloads, SemaphoreSlim room, long listed, CancellationTokenSource failed)
    {
        var onTheirWay = new List<Task>();
        Exception? failure = null;
        string? ahead = null;
        await foreach (var download in downloads.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                var arrival = await download;
                // Handing over happens here, one after another, so that the journal's order is the mailbox's; the commit is waited for behind.
                var committed = failure is null && arrival is { Download: { } message, Payload: { } payload }
                    ? arrivals.WriteAsync(endpoint, message, arrival.Exchange, payload, ahead, CancellationToken.None)
                    : Task.FromResult(true);
                ahead = arrival?.MessageId ?? ahead;
                if (failure is null && arrival is not null)
                    onTheirWay.Add(FinishAsync(arrival, committed, room, listed, failed));
                else
                    room.Release();
            }
            catch (Exception e)
            {
                failure ??= e;
                await failed.CancelAsync();
                room.Release();
            }
        }

        await Task.WhenAll(onTheirWay);
        if (failure is OperationCanceledException)
            ExceptionDispatchInfo.Throw(failure);
        if (failure is not null)
            throw new MailboxException(failure);
    }

    private async Task FinishAsync(Arrival arrival, Task<bool> committed, SemaphoreSlim room, long listed, CancellationTokenSource failed)
    {
        try
        {
            var mine = await committed;
            var exchange = arrival.Exchange;
            if (arrival.Download is not null)
            {
                CrashPoint.Hit(CrashPoint.JournalCommitted);
                Telemetry.Received.Add(1);
                Telemetry.ReceiveTime.Record(Stopwatch.GetElapsedTime(listed).TotalMilliseconds);
                if (!mine)
                {
                    core.Payloads.Discard(arrival.Payload!);
                    exchange = arrivals.Seen(endpoint.Address, arrival.MessageId) ?? exchange;
                }
            }

            CrashPoint.Hit(CrashPoint.BeforeMeshAck);
            await mailbox.AcknowledgeAsync(arrival.MessageId, failed.Token);
            CrashPoint.Hit(CrashPoint.AfterMeshAck);
            await arrivals.AckedAsync(endpoint, exchange, CancellationToken.None);
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
        finally
        {
            room.Release();
        }
    }

    /// <param name="Download">Null when the journal has the message already.</param>
    private sealed record Arrival(string MessageId, string Exchange, MeshDownload? Download, StoredPayload? Payload);
}

/// <summary>A mailbox could not be worked on; why is in the inner exception.</summary>
internal sealed class MailboxException(Exception inner) : Exception("A mailbox could not be worked on.", inner);
