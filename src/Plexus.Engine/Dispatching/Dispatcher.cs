using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Storage;

namespace Plexus.Engine.Dispatching;

/// <summary>Empties the outbox: sends in order where an order is wanted, tries again, and knows what to do when nobody knows whether a message arrived.</summary>
internal sealed class Dispatcher
{
    private readonly EngineCore _core;
    private readonly Dictionary<string, IChannelSender> _senders;
    private readonly SendSettlement _settlement;
    private readonly Circuits _circuits;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<Task, byte> _running = [];
    private readonly ConcurrentDictionary<string, byte> _atWork = [];
    private readonly LostRows _lost;

    internal Dispatcher(EngineCore core, IReadOnlyList<IChannelSender> senders)
    {
        _core = core;
        _senders = senders.ToDictionary(s => s.Channel);
        _settlement = new SendSettlement(core);
        _circuits = new Circuits(core.Options, core.Clocks.Wall);
        _log = core.Loggers.CreateLogger("Plexus.Dispatcher");
        _lost = new LostRows(core, "outbox", "exchange", "state <> 'asking'", _atWork.ContainsKey);
    }

    /// <summary>Sends until stopped; then lets what is on its way end.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        using var hurry = new CancellationTokenSource();
        try
        {
            while (true)
            {
                var room = _core.Options.SendsAtOnce - _running.Count;
                var taken = room > 0 ? await TakeAsync(room, stopping) : [];
                foreach (var row in taken)
                    Start(row, hurry.Token);
                if (taken.Count == 0 || _running.Count >= _core.Options.SendsAtOnce)
                    await _core.SendsWaiting.WaitAsync(_core.Options.LookEvery, _core.Clocks.Wall, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // A send cut off in the middle is uncertain, so it is given time to end.
            var ending = Task.WhenAll(_running.Keys);
            await Task.WhenAny(ending, Task.Delay(_core.Options.StopWithin, _core.Clocks.Wall, CancellationToken.None));
            await hurry.CancelAsync();
            await Task.WhenAny(ending, Task.Delay(_core.Options.StopWithin, _core.Clocks.Wall, CancellationToken.None));
            if (!ending.IsCompleted)
                _log.LogWarning("A send does not end although it is told to; its outcome is looked into at the next start.");
        }
    }

    /// <inheritdoc cref="LostRows"/>
    internal Task ReleaseLostAsync(CancellationToken cancellation) => _lost.ReleaseAsync(cancellation);

    private void Start(OutboxRow row, CancellationToken hurry)
    {
        _atWork.TryAdd(row.Exchange, 0);
        var task = Task.Run(() => WorkAsync(row, hurry), CancellationToken.None);
        _running.TryAdd(task, 0);
        _ = task.ContinueWith(
            t =>
            {
                _running.TryRemove(t, out _);
                _atWork.TryRemove(row.Exchange, out _);
                _core.SendsWaiting.Give();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task<List<OutboxRow>> TakeAsync(int most, CancellationToken stopping)
    {
        try
        {
            var now = _core.Clocks.WallNow;
            if (!_core.Database.Read(rows => OutboxRow.AnyDue(rows, now)))
                return [];
            var taken = await _core.Database.Writes.RunAsync(session => OutboxRow.Take(session, _core.Node, now, most), cancellation: stopping);
            if (taken.Count > 0)
                CrashPoint.Hit(CrashPoint.OutboxClaimed);
            return taken;
        }
        catch (StorageException e)
        {
            _log.LogError(e, "The outbox could not be read; it is tried again.");
            return [];
        }
    }

    private async Task WorkAsync(OutboxRow row, CancellationToken hurry)
    {
        try
        {
            if (row.State == ExchangeStates.Queued && row.Expires is { } expires && expires <= _core.Clocks.Business.GetUtcNow())
                await EndAsync(row, ExchangeStates.Expired, SendStatus.Failed, null, null, "It was not sent before it expired.");
            else if (!_senders.TryGetValue(row.Channel, out var sender))
                await EndAsync(row, ExchangeStates.Failed, SendStatus.Failed, null, null, "This installation does not send over the channel.");
            else if (row.State != ExchangeStates.Queued)
                await ResolveAsync(row, sender, hurry);
            else if (!_circuits.MayTry(row.Destination, out var from))
                await WriteAsync(session => _settlement.Keep(session, row, row.State, row.Attempts, row.Lookups, from.ToUnixTimeMilliseconds(), "The destination keeps failing; it rests.", "engine"));
            else
                await SendAsync(row, sender, hurry);
        }
        catch (Exception e)
        {
            // The row stays ours and "sending" until it is found lost; then it is treated as uncertain.
            _log.LogError("The outcome of send {Exchange} could not be noted: {Kind}", row.Exchange, e.GetType().Name);
        }
    }

    private async Task SendAsync(OutboxRow row, IChannelSender sender, CancellationToken hurry)
    {
        var (message, trace) = row.Load(_core, mayHaveArrived: row.Lookups > 0);
        using var activity = Telemetry.Start("send " + row.Channel, trace, ActivityKind.Producer);
        SendReport report;
        try
        {
            report = await sender.SendAsync(message, hurry);
        }
        catch (Exception e)
        {
            report = new SendReport.Uncertain(e.GetType().Name);
        }

        Telemetry.Sends.Add(1, new KeyValuePair<string, object?>("outcome", report.GetType().Name));
        switch (report)
        {
            case SendReport.Submitted s:
                _circuits.Succeeded(row.Destination);
                await EndAsync(row, ExchangeStates.Submitted, SendStatus.Submitted, s.TransportId, null, null);
                break;
            case SendReport.Refused r:
                _circuits.Succeeded(row.Destination);
                await EndAsync(row, ExchangeStates.Rejected, SendStatus.Refused, null, r.Code, r.Description);
                break;
            case SendReport.NotTaken n:
                Failed(row);
                await TryAgainAsync(row, n);
                break;
            case SendReport.Uncertain u:
                Failed(row);
                await UncertainAsync(row, u.Reason);
                break;
        }
    }

    private async Task TryAgainAsync(OutboxRow row, SendReport.NotTaken report)
    {
        var attempts = row.Attempts + 1;
        if (attempts >= _core.Options.SendAttempts)
        {
            await EndAsync(row, ExchangeStates.Failed, SendStatus.Failed, null, null, report.Reason);
            return;
        }

        var due = _core.Clocks.WallNow + (long)(report.RetryAfter ?? Backoff(attempts)).TotalMilliseconds;
        await WriteAsync(session => _settlement.Keep(session, row, ExchangeStates.Queued, attempts, row.Lookups, due, report.Reason, "engine"));
    }

    /// <summary>The request may or may not have arrived: the standard's policy says what follows.</summary>
    private Task UncertainAsync(OutboxRow row, string reason)
    {
        var attempts = row.Attempts + 1;
        var again = _core.Clocks.WallNow + (long)Backoff(attempts).TotalMilliseconds;
        return row.AfterUncertain switch
        {
            // From now on a refusal as a duplicate means that the first one arrived.
            AfterUncertain.ResendSameBytes when attempts < _core.Options.SendAttempts =>
                WriteAsync(session => _settlement.Keep(session, row, ExchangeStates.Queued, attempts, row.Lookups + 1, again, reason, "engine")),
            AfterUncertain.Lookup =>
                WriteAsync(session => _settlement.Keep(session, row, ExchangeStates.Uncertain, attempts, row.Lookups, again, reason, "engine")),
            _ => AskOperatorAsync(row, attempts, reason),
        };
    }

    /// <summary>A send that a dead node left half-way, or one that is to be looked up.</summary>
    private async Task ResolveAsync(OutboxRow row, IChannelSender sender, CancellationToken hurry)
    {
        if (row.State == ExchangeStates.Sending)
        {
            await UncertainAsync(row, "The node that sent it stopped before an answer was noted.");
            return;
        }

        LookupReport report;
        try
        {
            report = await sender.LookUpAsync(row.Load(_core, mayHaveArrived: true).Message, hurry);
        }
        catch (Exception e)
        {
            report = new LookupReport.Unknown(e.GetType().Name);
        }

        var lookups = row.Lookups + 1;
        switch (report)
        {
            case LookupReport.Found found:
                await EndAsync(row, ExchangeStates.Submitted, SendStatus.Submitted, found.TransportId, null, null);
                break;
            case LookupReport.NotFound:
                await WriteAsync(session => _settlement.Keep(session, row, ExchangeStates.Queued, row.Attempts, lookups, _core.Clocks.WallNow, "The transport does not know it.", "engine"));
                break;
            case LookupReport.Unknown unknown when lookups >= _core.Options.LookupAttempts:
                await AskOperatorAsync(row, row.Attempts, unknown.Reason);
                break;
            case LookupReport.Unknown unknown:
                await WriteAsync(session => _settlement.Keep(session, row, ExchangeStates.Uncertain, row.Attempts, lookups, _core.Clocks.WallNow + (long)Backoff(lookups).TotalMilliseconds, unknown.Reason, "engine"));
                break;
        }
    }

    private Task AskOperatorAsync(OutboxRow row, long attempts, string reason) =>
        WriteAsync(session => _settlement.Keep(session, row with { AfterUncertain = AfterUncertain.AskOperator }, ExchangeStates.Uncertain, attempts, row.Lookups, 0, reason, "engine"));

    private void Failed(OutboxRow row)
    {
        Telemetry.Failures.Add(1, new KeyValuePair<string, object?>("stage", "send"));
        if (_circuits.Failed(row.Destination))
            _log.LogWarning("Destination {Destination} keeps failing; nothing is sent there for {Rest}.", row.Destination, _core.Options.CircuitRest);
    }

    private TimeSpan Backoff(long attempts) =>
        TimeSpan.FromMilliseconds(Math.Min(_core.Options.SendBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 20)), _core.Options.SendBackoffMost.TotalMilliseconds));

    private Task EndAsync(OutboxRow row, string state, SendStatus status, string? transportId, string? code, string? description) =>
        WriteAsync(session => _settlement.End(session, row, state, status, transportId, code, description, "engine"));

    private Task WriteAsync(Action<WriteSession> work) => _core.Database.Writes.RunAsync(work);
}
