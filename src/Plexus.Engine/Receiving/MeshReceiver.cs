using Microsoft.Extensions.Logging;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;
using Plexus.Engine.Reacting;
using Plexus.Storage;

namespace Plexus.Engine.Receiving;

/// <summary>Polls the mailboxes this node holds: one queue ordered by when each is due, and a bounded number worked on at once.</summary>
internal sealed class MeshReceiver
{
    private readonly EngineCore _core;
    private readonly Reactor _reactor;
    private readonly IMeshMailboxes _mailboxes;
    private readonly ArrivalWriter _arrivals;
    private readonly Leases _leases;
    private readonly ILogger _log;
    private readonly Pulse _wake = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MailboxState> _states = [];
    private readonly PriorityQueue<(MailboxState State, long Due), long> _due = new();
    private readonly List<Task> _running = [];
    private long _directory = -1;
    private int _atWork;
    private bool _shareNow;

    internal MeshReceiver(EngineCore core, Reactor reactor, Leases leases, IMeshMailboxes mailboxes)
    {
        _core = core;
        _reactor = reactor;
        _leases = leases;
        _mailboxes = mailboxes;
        _arrivals = new ArrivalWriter(core);
        _log = core.Loggers.CreateLogger("Plexus.Receiver");
    }

    /// <summary>Mailboxes this node holds.</summary>
    internal int Held
    {
        get
        {
            lock (_lock)
                return _states.Values.Count(s => s.Held);
        }
    }

    /// <summary>Something says that a mailbox has more: it is listed now.</summary>
    internal void Nudge(string address)
    {
        lock (_lock)
        {
            if (_states.GetValueOrDefault(address) is not { } state)
                return;
            state.Nudged = true;
            if (state is { Held: true, Running: false })
                Schedule(state, _core.Clocks.WallNow);
        }

        _wake.Give();
    }

    internal async Task RunAsync(CancellationToken stopping)
    {
        _core.Directory.Changed += _wake.Give;
        try
        {
            var nextShare = 0L;
            while (!stopping.IsCancellationRequested)
            {
                var now = _core.Clocks.WallNow;
                if (_core.Directory.Current.Version != _directory || now >= nextShare || Volatile.Read(ref _shareNow))
                {
                    await ShareAsync(stopping);
                    nextShare = now + (long)Leases.Renewal.TotalMilliseconds;
                }

                var wait = StartDue(nextShare, stopping);
                await _wake.WaitAsync(wait, _core.Clocks.Wall, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
        finally
        {
            _core.Directory.Changed -= _wake.Give;
            Task[] running;
            lock (_lock)
                running = [.. _running];
            await Task.WhenAll(running);
        }
    }

    /// <summary>The node's lease had run out: others may hold its mailboxes.</summary>
    internal void ForgetLeases()
    {
        lock (_lock)
        {
            foreach (var state in _states.Values)
                state.Held = false;
            _directory = -1;
        }

        _wake.Give();
    }

    /// <summary>Follows the configuration and takes this node's share of the mailboxes; each node holds as many as the others.</summary>
    private async Task ShareAsync(CancellationToken stopping)
    {
        try
        {
            var directory = _core.Directory.Current;
            var wanted = directory.Endpoints.Where(e => e.Channel == ArrivalWriter.Channel && !e.Paused).ToDictionary(e => e.Address);
            var nodes = Math.Max(1, await _leases.CountNodesAsync(stopping));
            var share = (int)((wanted.Count + nodes - 1) / nodes);
            var holders = await _leases.HoldersAsync(MailboxState.LeasePrefix, stopping);
            List<MailboxState> free;
            List<string> givenBack;
            lock (_lock)
            {
                _shareNow = false;
                Follow(wanted);
                LetGo(holders, _states.Values.Count(s => s.Held) - share);
                var room = Math.Max(0, share - _states.Values.Count(s => s.Held));
                free = [.. _states.Values.Where(s => s is { Held: false, Running: false, Gone: false } && holders.GetValueOrDefault(s.LeaseName, _leases.Node) == _leases.Node).Take(room)];
                givenBack = [.. holders.Where(h => h.Value == _leases.Node && !IsOurs(h.Key)).Select(h => h.Key).Except(free.Select(s => s.LeaseName))];
                _directory = directory.Version;
            }

            if (givenBack.Count > 0)
                await _leases.GiveBackAsync(givenBack, stopping);
            foreach (var some in free.Chunk(500))
                await TakeAsync(some, stopping);
        }
        catch (StorageException e)
        {
            _log.LogError(e, "Mailboxes could not be shared out; it is tried again.");
        }
    }

    private async Task TakeAsync(MailboxState[] free, CancellationToken stopping)
    {
        var taken = (await _leases.TakeAsync([.. free.Select(s => s.LeaseName)], stopping)).ToHashSet();
        lock (_lock)
            foreach (var state in free.Where(s => taken.Contains(s.LeaseName)))
            {
                state.Held = true;
                state.CaughtUp = false;
                // A mailbox that comes back to this node is not listed before its time.
                Schedule(state, state.Nudged ? _core.Clocks.WallNow : Math.Max(state.Due, _core.Clocks.WallNow));
            }
    }

    private void Follow(Dictionary<string, DirectoryEndpoint> wanted)
    {
        foreach (var state in _states.Values.Where(s => !wanted.ContainsKey(s.Endpoint.Address)).ToList())
        {
            (state.Gone, state.Held) = (true, false);
            // One that is worked on keeps its lease until that is over.
            if (!state.Running)
                _states.Remove(state.Endpoint.Address);
        }

        foreach (var endpoint in wanted.Values)
        {
            if (!_states.TryGetValue(endpoint.Address, out var state))
                _states[endpoint.Address] = state = new MailboxState(endpoint, new BrokenMessages(_core));
            else if (!ReferenceEquals(state.Endpoint, endpoint))
                (state.Endpoint, state.Mailbox) = (endpoint, null);
            state.Gone = false;
        }
    }

    /// <summary>Lets go of what another node has taken over and of the surplus: first what is at rest, then what is worked on, as soon as that is over.</summary>
    private void LetGo(Dictionary<string, string> holders, int surplus)
    {
        foreach (var state in _states.Values.Where(s => s.Held).OrderBy(s => s.Running))
        {
            var lost = holders.TryGetValue(state.LeaseName, out var holder) && holder != _leases.Node;
            var leaves = lost || surplus > 0;
            state.Leaving = leaves && state.Running && !lost;
            state.Held = !leaves || state.Leaving;
            surplus -= leaves ? 1 : 0;
        }
    }

    private bool IsOurs(string lease) => _states.GetValueOrDefault(lease[MailboxState.LeasePrefix.Length..]) is { Held: true } or { Running: true };

    private void Schedule(MailboxState state, long due)
    {
        state.Due = due;
        _due.Enqueue((state, due), due);
    }

    /// <summary>Starts what is due as far as there is room; says how long to wait.</summary>
    private TimeSpan StartDue(long nextShare, CancellationToken stopping)
    {
        lock (_lock)
        {
            var now = _core.Clocks.WallNow;
            while (_atWork < _core.Options.MailboxesAtOnce && _due.TryPeek(out var next, out var due) && due <= now)
            {
                _due.Dequeue();
                // An entry that was overtaken by a later decision about its mailbox is stale.
                if (next.State.Due != next.Due || !next.State.Held || next.State.Running || next.State.Gone)
                    continue;
                next.State.Running = true;
                next.State.Nudged = false;
                _atWork++;
                _running.RemoveAll(t => t.IsCompleted);
                _running.Add(Task.Run(() => WorkAsync(next.State, stopping), CancellationToken.None));
            }

            var until = _atWork < _core.Options.MailboxesAtOnce && _due.TryPeek(out _, out var first) ? Math.Min(first, nextShare) : nextShare;
            return TimeSpan.FromMilliseconds(Math.Max(1, until - now));
        }
    }

    private async Task WorkAsync(MailboxState state, CancellationToken stopping)
    {
        var next = _core.Clocks.WallNow + (long)(state.Endpoint.PollEvery ?? _core.Options.PollEvery).TotalMilliseconds;
        try
        {
            var mailbox = state.Mailbox ??= _mailboxes.Open(state.Endpoint);
            if (_core.Clocks.WallNow >= state.NextHandshake)
            {
                await mailbox.HandshakeAsync(stopping);
                state.NextHandshake = _core.Clocks.WallNow + (long)_core.Options.HandshakeEvery.TotalMilliseconds;
            }

            var run = new MailboxRun(_core, _arrivals, _reactor, state.Endpoint, mailbox, state.Broken);
            if (!state.CaughtUp)
                await run.CatchUpAsync(stopping);
            state.CaughtUp = true;
            if (await run.RunAsync(stopping))
                next = _core.Clocks.WallNow;
            state.Failures = 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops; what was not acknowledged is listed again.
        }
        catch (Exception e)
        {
            next = await FailedAsync(state, (e as MailboxException)?.InnerException ?? e);
        }
        finally
        {
            lock (_lock)
            {
                state.Running = false;
                _atWork--;
                state.Due = state.Nudged ? _core.Clocks.WallNow : next;
                if (state.Leaving)
                    (state.Held, state.Leaving) = (false, false);
                // Let go of, or lost, while it was worked on: nobody could be given it before.
                _shareNow |= !state.Held;
                if (state.Held && !state.Gone)
                    Schedule(state, state.Due);
            }

            _wake.Give();
        }
    }

    private async Task<long> FailedAsync(MailboxState state, Exception cause)
    {
        var now = _core.Clocks.WallNow;
        Telemetry.Failures.Add(1, new KeyValuePair<string, object?>("stage", "receive"));
        if (state.Failures++ == 0)
            state.FailingSince = now;
        // The message of a transport's exception names codes and addresses of services, never a patient (architecture, section 13).
        _log.LogWarning("Mailbox {Mailbox} failed, {Failures} in a row: {Kind}: {Reason}", state.Endpoint.Address, state.Failures, cause.GetType().Name, cause.Message);
        if (state.Failures == _core.Options.MailboxFailuresBeforeAlert)
            await AlertAsync(state);
        var backoff = _core.Options.MailboxBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(state.Failures - 1, 20));
        return now + (long)Math.Min(backoff, _core.Options.MailboxBackoffMost.TotalMilliseconds);
    }

    private async Task AlertAsync(MailboxState state)
    {
        try
        {
            var id = _core.Ids.Next();
            await _core.Database.Writes.RunAsync(session => AlertRows.Add(
                session, id, state.Endpoint.Organisation.ToWire(), "MAILBOX-FAILING", $"Mailbox {state.Endpoint.Address} has failed {state.Failures} times in a row.", null, null));
        }
        catch (StorageException e)
        {
            _log.LogError(e, "An alert could not be stored.");
        }
    }
}
