using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Plexus.Engine.Commands;
using Plexus.Engine.Dispatching;
using Plexus.Engine.Journal;
using Plexus.Engine.Queries;
using Plexus.Engine.Reacting;
using Plexus.Engine.Receiving;
using Plexus.Engine.Waiting;
using Plexus.Storage;
using Plexus.Storage.Audit;

namespace Plexus.Engine;

/// <summary>One working node: receives, reacts, commits, dispatches. Many may work on one PostgreSQL.</summary>
public sealed class EngineNode : IAsyncDisposable
{
    private static readonly TimeSpan SweepAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepDoneStimuli = TimeSpan.FromDays(30);
    private static readonly TimeSpan KeepIdempotencyKeys = TimeSpan.FromDays(7);

    private readonly EngineCore _core;
    private readonly Leases _leases;
    private readonly Reactor _reactor;
    private readonly MeshReceiver? _receiver;
    private readonly Dispatcher _dispatcher;
    private readonly AskLoop _asks;
    private readonly JobLoop _jobs;
    private readonly Meter _meter = new("Plexus");
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopReceiving = new();
    private readonly CancellationTokenSource _stopWorking = new();
    private readonly CancellationTokenSource _stopLiving = new();
    private Task[] _receiving = [];
    private Task[] _working = [];
    private Task _living = Task.CompletedTask;
    private IDisposable? _alone;

    /// <param name="mailboxes">Null when this node receives nothing from MESH.</param>
    public EngineNode(EngineCore core, IMeshMailboxes? mailboxes, IReadOnlyList<IChannelSender> senders)
    {
        _core = core;
        _log = core.Loggers.CreateLogger("Plexus.Node");
        _leases = new Leases(core.Database, core.Clocks.Wall, core.Node);
        _reactor = new Reactor(core);
        _receiver = mailboxes is null ? null : new MeshReceiver(core, _reactor, _leases, mailboxes);
        _dispatcher = new Dispatcher(core, senders);
        _asks = new AskLoop(core);
        _jobs = new JobLoop(core);
        _meter.CreateObservableGauge("plexus.stimuli.held", () => _reactor.Held, "{stimulus}", "Stimuli this node holds in memory.");
        _meter.CreateObservableGauge("plexus.mailboxes.held", () => MailboxesHeld, "{mailbox}", "Mailboxes this node polls.");
        _meter.CreateObservableGauge("plexus.writer.waiting", () => core.Database.Writes.Waiting, "{unit}", "Units that wait for a writer.");
        _meter.CreateObservableCounter("plexus.writer.units", () => core.Database.Writes.Units, "{unit}", "Units committed.");
        _meter.CreateObservableCounter("plexus.writer.batches", () => core.Database.Writes.Batches, "{transaction}", "Transactions that held them.");
        Commands = new EngineCommands(core);
        Queries = new JournalQueries(core);
    }

    /// <summary>What users, operators and API clients ask for.</summary>
    public EngineCommands Commands { get; }

    /// <summary>What they can see.</summary>
    public JournalQueries Queries { get; }

    /// <summary>Mailboxes this node holds now.</summary>
    public int MailboxesHeld => _receiver?.Held ?? 0;

    /// <summary>Begins to work.</summary>
    /// <exception cref="StorageException">Another process works on the same SQLite file.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _alone = _core.Database.HoldAlone();
        await _leases.RenewAsync(cancellation);
        if (_core.Database.Dialect == Dialect.Sqlite)
            await _leases.ForgetOthersAsync(cancellation);
        _core.Inbox = _reactor.Offer;
        _living = KeepUpAsync("lease", LiveAsync, _stopLiving.Token);
        _working =
        [
            KeepUpAsync("reactor", _reactor.RunAsync, _stopWorking.Token),
            KeepUpAsync("dispatcher", _dispatcher.RunAsync, _stopWorking.Token),
            KeepUpAsync("timers", new TimerLoop(_core).RunAsync, _stopWorking.Token),
            KeepUpAsync("questions", _asks.RunAsync, _stopWorking.Token),
            KeepUpAsync("jobs", _jobs.RunAsync, _stopWorking.Token),
            KeepUpAsync("housekeeping", KeepHouseAsync, _stopWorking.Token),
            KeepUpAsync("lost rows", FindLostAsync, _stopWorking.Token),
        ];
        _receiving = _receiver is null ? [] : [KeepUpAsync("receiver", _receiver.RunAsync, _stopReceiving.Token)];
    }

    /// <summary>A mailbox is said to have messages: it is listed now rather than at its turn.</summary>
    public void Nudge(string mailbox) => _receiver?.Nudge(mailbox);

    /// <summary>Stops receiving, finishes what has begun and gives back what this node holds.</summary>
    public async Task StopAsync()
    {
        await _stopReceiving.CancelAsync();
        await Task.WhenAll(_receiving);
        await _stopWorking.CancelAsync();
        _core.Inbox = null;
        await Task.WhenAll(_working);
        await _stopLiving.CancelAsync();
        await _living;
        try
        {
            await _leases.LeaveAsync(CancellationToken.None);
        }
        catch (StorageException e)
        {
            _log.LogWarning(e, "The node could not give back what it holds; it runs out by itself.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopLiving.IsCancellationRequested)
            await StopAsync();
        _reactor.Dispose();
        _alone?.Dispose();
        _meter.Dispose();
        _stopReceiving.Dispose();
        _stopWorking.Dispose();
        _stopLiving.Dispose();
    }

    /// <summary>Runs one part of the node until it is told to stop. A part that fails for a reason it does not know itself is started again: the others go on meanwhile.</summary>
    private async Task KeepUpAsync(string part, Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await run(stopping);
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                Telemetry.Failures.Add(1, new KeyValuePair<string, object?>("stage", part));
                _log.LogCritical("The node's part {Part} failed and is started again: {Kind}", part, e.GetType().Name);
            }
            catch (Exception e)
            {
                _log.LogWarning("The node's part {Part} failed while it stopped: {Kind}", part, e.GetType().Name);
                return;
            }

            await Task.Delay(_core.Options.LookEvery, _core.Clocks.Wall, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LiveAsync(CancellationToken stopping)
    {
        using var turn = new PeriodicTimer(Leases.Renewal, _core.Clocks.Wall);
        while (await TickAsync(turn, stopping))
        {
            try
            {
                if (!await _leases.RenewAsync(stopping))
                {
                    _log.LogWarning("This node was silent for longer than its lease; other nodes may have taken over its mailboxes.");
                    _receiver?.ForgetLeases();
                }
            }
            catch (StorageException e)
            {
                _log.LogError(e, "The node's lease could not be renewed; it is tried again.");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task KeepHouseAsync(CancellationToken stopping)
    {
        using var turn = new PeriodicTimer(TimeSpan.FromHours(1), _core.Clocks.Wall);
        do
        {
            try
            {
                await _core.Payloads.SweepAsync(SweepAge, stopping);
                await StimulusRows.ForgetAsync(_core.Database, _core.Clocks.Wall.GetUtcNow() - KeepDoneStimuli, stopping);
                await Idempotency.ForgetAsync(_core.Database, _core.Clocks.Wall.GetUtcNow() - KeepIdempotencyKeys, stopping);
                await new AuditChain(_core.Database, _core.Keys).AnchorAsync(DateOnly.FromDateTime(_core.Clocks.Wall.GetUtcNow().UtcDateTime), stopping);
            }
            catch (Exception e) when (e is StorageException or IOException)
            {
                _log.LogError(e, "Housekeeping failed; it is tried again in an hour.");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (await TickAsync(turn, stopping));
    }

    private async Task FindLostAsync(CancellationToken stopping)
    {
        using var turn = new PeriodicTimer(LostRows.Every, _core.Clocks.Wall);
        while (await TickAsync(turn, stopping))
        {
            try
            {
                await _reactor.ReleaseLostAsync(stopping);
                await _dispatcher.ReleaseLostAsync(stopping);
                await _asks.ReleaseLostAsync(stopping);
                await _jobs.ReleaseLostAsync(stopping);
            }
            catch (StorageException e)
            {
                _log.LogError(e, "Rows held by mistake could not be looked for; it is tried again.");
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer turn, CancellationToken stopping)
    {
        try
        {
            return await turn.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
