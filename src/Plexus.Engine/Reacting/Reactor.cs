using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Storage;
using Plexus.Storage.Audit;

namespace Plexus.Engine.Reacting;

/// <summary>Takes stimuli from the durable inbox, runs the protocols and commits what they want done.</summary>
internal sealed class Reactor : IDisposable
{
    private const int MostRuns = 10;
    private const int TakenAtOnce = 64;

    private static readonly Sql ParkExchange = new("UPDATE exchange SET state = 'parked', reason = $2, outcome = coalesce($3, outcome) WHERE id = $1 AND state IN ('received', 'waiting')");

    private readonly EngineCore _core;
    private readonly ReactionRunner _runner;
    private readonly Committer _committer;
    private readonly ConversationGates _gates = new();
    private readonly ILogger _log;
    private readonly Channel<StimulusRow> _inbox = Channel.CreateUnbounded<StimulusRow>();
    private readonly SemaphoreSlim _room;
    private readonly ConcurrentDictionary<string, byte> _held = [];
    private readonly LostRows _lost;
    private readonly Pulse _look = new();
    private readonly Pulse _roomMade = new();
    private volatile bool _behind;

    internal Reactor(EngineCore core)
    {
        _core = core;
        _runner = new ReactionRunner(core);
        _committer = new Committer(core.Database);
        _log = core.Loggers.CreateLogger("Plexus.Reactor");
        _room = new SemaphoreSlim(core.Options.ReactionsAtOnce);
        _lost = new LostRows(core, "stimulus", "id", "state = 'pending'", _held.ContainsKey);
    }

    /// <summary>Stimuli this node holds: waiting in memory or being reacted to.</summary>
    internal int Held => _held.Count;

    /// <summary>Takes a stimulus that is durable and held by this node.</summary>
    internal void Offer(StimulusRow row)
    {
        if (_held.TryAdd(row.Id, 0))
            _inbox.Writer.TryWrite(row);
    }

    /// <inheritdoc cref="LostRows"/>
    internal Task ReleaseLostAsync(CancellationToken cancellation) => _lost.ReleaseAsync(cancellation);

    /// <summary>Waits until the node holds few enough stimuli to receive more.</summary>
    internal async Task WaitForRoomAsync(CancellationToken cancellation)
    {
        while (_held.Count >= _core.Options.StimuliHeld)
            await _roomMade.WaitAsync(_core.Options.LookEvery, _core.Clocks.Wall, cancellation);
    }

    /// <summary>Reacts until stopped; then finishes what has begun.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        var looking = LookAsync(stopping);
        var running = new ConcurrentDictionary<Task, byte>();
        try
        {
            while (true)
            {
                await _room.WaitAsync(stopping);
                StimulusRow row;
                try
                {
                    row = await _inbox.Reader.ReadAsync(stopping);
                }
                catch
                {
                    _room.Release();
                    throw;
                }

                var task = Task.Run(() => ReactAsync(row), CancellationToken.None);
                running.TryAdd(task, 0);
                _ = task.ContinueWith(t => running.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running.Keys);
            await looking;
        }
    }

    public void Dispose() => _room.Dispose();

    /// <summary>Finds what other nodes or earlier runs left, and what waited for its next attempt.</summary>
    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var room = Math.Min(_core.Options.StimuliHeld - _held.Count, TakenAtOnce);
                var found = room > 0 ? await TakeAsync(room, stopping) : 0;
                _behind = found == room || room <= 0;
                if (found < TakenAtOnce)
                    await _look.WaitAsync(_core.Options.LookEvery, _core.Clocks.Wall, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task<int> TakeAsync(int most, CancellationToken stopping)
    {
        try
        {
            var rows = await _core.Database.Writes.RunAsync(session => StimulusRows.Take(session, _core.Node, _core.Clocks.WallNow, most), cancellation: stopping);
            foreach (var row in rows)
                Offer(row);
            return rows.Count;
        }
        catch (StorageException e)
        {
            _log.LogError(e, "The inbox could not be read; it is tried again.");
            return 0;
        }
    }

    private async Task ReactAsync(StimulusRow row)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (row.Attempts >= _core.Options.ReactionAttempts)
                await ParkAsync(row, row.Attempts, "It was begun as often as is allowed and never finished.");
            else
                await ReactUntilCommittedAsync(row);
        }
        catch (Exception e)
        {
            await FailAsync(row, e);
        }
        finally
        {
            Telemetry.ReactionTime.Record(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            _held.TryRemove(row.Id, out _);
            _room.Release();
            if (_held.Count < _core.Options.StimuliHeld)
                _roomMade.Give();
            // More waits in the inbox than could be taken: go on as soon as there is room for some.
            if (_behind && _held.Count < _core.Options.StimuliHeld / 2)
                _look.Give();
        }
    }

    private async Task ReactUntilCommittedAsync(StimulusRow row)
    {
        ClaimFact? duplicateOf = null;
        for (var run = 0; run < MostRuns; run++)
        {
            var route = await _runner.RouteAsync(row, CancellationToken.None);
            if (route is null)
            {
                await ParkUnroutableAsync(row);
                return;
            }

            var conversation = route.Conversation.Id;
            await _gates.EnterAsync(conversation);
            try
            {
                // An earlier stimulus of the conversation waits for its next attempt: this one must not pass it.
                if (row.Conversation is not null && _core.Database.Read(rows => StimulusRows.FirstOf(rows, conversation)) is { } first && first != row.Id)
                {
                    await ReleaseAsync(row, row.Attempts, 0, null);
                    return;
                }

                var plan = await _runner.RunAsync(row, route, duplicateOf, CancellationToken.None);
                switch ((await _committer.CommitAsync([plan], CancellationToken.None))[0])
                {
                    case Verdict.Committed:
                        Telemetry.Reactions.Add(1);
                        return;
                    case Verdict.NotOurs:
                        return;
                    case Verdict.Claimed:
                        duplicateOf = plan.Holder;
                        break;
                    case Verdict.Stale:
                        break;
                }
            }
            finally
            {
                _gates.Leave(conversation);
            }

            Telemetry.Reruns.Add(1);
        }

        throw new InvalidOperationException("The reaction was run again and again and never fitted what it had read: it claims what it knows is held, or its facts change without end.");
    }

    private Task ParkUnroutableAsync(StimulusRow row) => _core.Database.Writes.RunAsync(session =>
    {
        if (!StimulusRows.TryFinish(session, row.Id, _core.Node))
            return;
        session.Post(ParkExchange, row.Exchange, ParkReasons.Unroutable, JournalJson.Name(Outcome.Unroutable));
        session.Timeline(new TimelineEntry(row.Organisation, row.Exchange, null, "parked", JournalJson.Text(new { reason = ParkReasons.Unroutable })));
        session.Audit(new AuditEntry(row.Organisation, "engine", "parked", "exchange/" + row.Exchange, ParkReasons.Unroutable));
        AlertRows.Add(session, IdSource.Derive(row.Id, "unroutable"), row.Organisation, "EXCHANGE-UNROUTABLE", "A message arrived whose workflow no capability of the organisation takes.", row.Exchange, null);
    });

    private async Task FailAsync(StimulusRow row, Exception cause)
    {
        Telemetry.Failures.Add(1, new KeyValuePair<string, object?>("stage", "react"));
        // The exception's text may repeat what the protocol read, so only its kind and place are kept.
        var error = Describe(cause);
        _log.LogError("A reaction to {Kind} {Stimulus} failed, attempt {Attempt}: {Error}", row.Kind, row.Id, row.Attempts + 1, error);
        try
        {
            var attempts = row.Attempts + 1;
            if (cause is StorageException)
                await ReleaseAsync(row, row.Attempts, _core.Clocks.WallNow + Backoff(1), error);
            else if (attempts >= _core.Options.ReactionAttempts)
                await ParkAsync(row, attempts, error);
            else
                await ReleaseAsync(row, attempts, _core.Clocks.WallNow + Backoff(attempts), error);
        }
        catch (StorageException e)
        {
            _log.LogError(e, "A failed reaction could not be noted; its lease will run out.");
        }
    }

    private long Backoff(long attempts) => (long)(_core.Options.ReactionBackoff.TotalMilliseconds * Math.Pow(2, attempts - 1));

    private Task ReleaseAsync(StimulusRow row, long attempts, long due, string? error) => _core.Database.Writes.RunAsync(session =>
    {
        StimulusRows.Release(session, row, _core.Node, attempts, due, error);
        if (error is not null)
            session.Timeline(new TimelineEntry(row.Organisation, row.Exchange, row.Conversation, "reaction-failed", JournalJson.Text(new { attempts, error })));
    });

    private Task ParkAsync(StimulusRow row, long attempts, string error) => _core.Database.Writes.RunAsync(session =>
    {
        if (!StimulusRows.TryPark(session, row, _core.Node, attempts, error))
            return;
        if (row is { Kind: StimulusKinds.Arrived, Exchange: { } exchange })
            session.Post(ParkExchange, exchange, ParkReasons.ProtocolFailed, null);
        session.Timeline(new TimelineEntry(row.Organisation, row.Exchange, row.Conversation, "parked", JournalJson.Text(new { reason = ParkReasons.ProtocolFailed, error })));
        session.Audit(new AuditEntry(row.Organisation, "engine", "parked", row.Exchange is null ? "stimulus/" + row.Id : "exchange/" + row.Exchange, ParkReasons.ProtocolFailed));
        AlertRows.Add(session, IdSource.Derive(row.Id, "parked/" + attempts), row.Organisation, "REACTION-FAILED", $"A protocol failed {attempts} times on one stimulus ({row.Kind}); it is parked.", row.Exchange, row.Conversation);
    });

    private static string Describe(Exception cause)
    {
        var place = new StackTrace(cause).GetFrame(0)?.GetMethod();
        return place is null ? cause.GetType().Name : $"{cause.GetType().Name} in {place.DeclaringType?.Name}.{place.Name}";
    }
}
