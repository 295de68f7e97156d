using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Plexus.Engine.Journal;
using Plexus.Storage;

namespace Plexus.Engine.Reacting;

/// <summary>Takes stimuli from the durable inbox, runs the protocols and commits what they want done.</summary>
internal sealed class Reactor : IDisposable
{
    private const int TakenAtOnce = 64;

    private readonly EngineCore _core;
    private readonly MailboxOrder _order = new();
    private readonly ReactionInTurn _reactions;
    private readonly SettingAside _aside;
    private readonly ILogger _log;
    private readonly Channel<Offered> _inbox = Channel.CreateUnbounded<Offered>();
    private readonly ReactionSlots _slots;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StimulusRow?> _held = [];
    private readonly LostRows _lost;
    private readonly Pulse _look = new();
    private readonly Pulse _roomMade = new();
    private volatile bool _behind;

    internal Reactor(EngineCore core)
    {
        _core = core;
        _reactions = new ReactionInTurn(core, _order);
        _log = core.Loggers.CreateLogger("Plexus.Reactor");
        _aside = new SettingAside(core, _log);
        _slots = new ReactionSlots(core.Options.ReactionsAtOnce);
        _lost = new LostRows(core, "stimulus", "id", "state = 'pending'", IsHeld);
    }

    /// <summary>Stimuli this node holds: waiting in memory or being reacted to.</summary>
    internal int Held
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    /// <summary>Takes a stimulus that is durable and held by this node; messages of one mailbox come in their order.</summary>
    internal void Offer(StimulusRow row)
    {
        lock (_lock)
        {
            // Given back and taken again before this process knew that it was given back: its turn comes when the earlier one is over.
            if (_held.ContainsKey(row.Id))
            {
                _held[row.Id] = row;
                return;
            }

            _held.Add(row.Id, null);
        }

        _inbox.Writer.TryWrite(new Offered(row, _order.Join(row)));
    }

    /// <inheritdoc cref="LostRows"/>
    internal Task ReleaseLostAsync(CancellationToken cancellation) => _lost.ReleaseAsync(cancellation);

    /// <summary>Waits until the node holds few enough stimuli to receive more.</summary>
    internal async Task WaitForRoomAsync(CancellationToken cancellation)
    {
        while (Held >= _core.Options.StimuliHeld)
            await _roomMade.WaitAsync(_core.Options.LookEvery, _core.Clocks.Wall, cancellation);
    }

    /// <summary>Reacts until stopped; then finishes what has begun and gives back the rest.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        var looking = LookAsync(stopping);
        var running = new ConcurrentDictionary<Task, byte>();
        try
        {
            while (true)
            {
                var slot = await _slots.TakeAsync(stopping);
                Offered next;
                try
                {
                    next = await _inbox.Reader.ReadAsync(stopping);
                }
                catch
                {
                    slot.Dispose();
                    throw;
                }

                var task = Task.Run(() => ReactAsync(next, slot), CancellationToken.None);
                running.TryAdd(task, 0);
                _ = task.ContinueWith(t => running.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            await looking;
            await GiveBackAsync();
            await Task.WhenAll(running.Keys);
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        _reactions.Dispose();
    }

    /// <summary>Lets go of what was not begun: an orderly stop is no attempt, and those that wait behind it in their mailbox need not wait longer.</summary>
    private async Task GiveBackAsync()
    {
        var rows = new List<StimulusRow>();
        while (_inbox.Reader.TryRead(out var offered))
        {
            rows.Add(offered.Row);
            Forget(offered);
        }

        try
        {
            if (rows.Count > 0)
                await _aside.ReleaseAsync(rows);
        }
        catch (StorageException e)
        {
            _log.LogWarning(e, "The node could not give back what it had not begun; its lease will run out.");
        }
    }

    /// <summary>Finds what other nodes or earlier runs left, and what waited for its next attempt.</summary>
    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var room = Math.Min(_core.Options.StimuliHeld - Held, TakenAtOnce);
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
            return await _core.Database.Writes.RunAsync(
                session =>
                {
                    var rows = StimulusRows.Take(session, _core.Node, _core.Clocks.WallNow, most);
                    session.AfterCommit(() => rows.ForEach(Offer));
                    return rows.Count;
                },
                cancellation: stopping);
        }
        catch (StorageException e)
        {
            _log.LogError(e, "The inbox could not be read; it is tried again.");
            return 0;
        }
    }

    private async Task ReactAsync(Offered offered, ReactionSlots.Slot slot)
    {
        var started = Stopwatch.GetTimestamp();
        var row = offered.Row;
        try
        {
            if (row.IsSuspect && row.Attempts >= _core.Options.ReactionDeaths)
                await _aside.ParkAsync(row, row.Attempts, "It was begun as often as is allowed and never finished.");
            else if (!await _reactions.ReactAsync(row, offered.Place, slot))
                await _aside.ReleaseAsync([row]);
        }
        catch (Exception e)
        {
            await _aside.FailAsync(row, e);
        }
        finally
        {
            Telemetry.ReactionTime.Record(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Forget(offered);
            slot.Dispose();
            // More waits in the inbox than could be taken: go on as soon as there is room for some.
            if (_behind && Held < _core.Options.StimuliHeld / 2)
                _look.Give();
        }
    }

    private void Forget(Offered offered)
    {
        if (offered.Place is { } place)
            _order.Leave(place);
        StimulusRow? again;
        lock (_lock)
            _held.Remove(offered.Row.Id, out again);
        if (again is not null)
            Offer(again);
        if (Held < _core.Options.StimuliHeld)
            _roomMade.Give();
    }

    private bool IsHeld(string id)
    {
        lock (_lock)
            return _held.ContainsKey(id);
    }

    private readonly record struct Offered(StimulusRow Row, MailboxOrder.Place? Place);
}
