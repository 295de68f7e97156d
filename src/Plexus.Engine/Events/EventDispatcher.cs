using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Plexus.Engine.Commands;
using Plexus.Engine.Configuration;
using Plexus.Engine.Dispatching;
using Plexus.Engine.Journal;
using Plexus.Storage;

namespace Plexus.Engine.Events;

/// <summary>Takes events to the suppliers' webhooks: at least once, always under the same id, in order per conversation where the endpoint wants it.</summary>
/// <remarks>A node that dies between a request and its record leaves the delivery to another one, which sends it again when the lease has run out.</remarks>
public sealed class EventDispatcher
{
    private readonly EngineCore _core;
    private readonly ConfigurationDirectory _configuration;
    private readonly Webhook _webhook;
    private readonly EventOptions _options;
    private readonly EngineCommands _commands;
    private readonly ILogger _log;
    private readonly Pulse _wake = new();
    private readonly Circuits _circuits;
    private readonly ConcurrentDictionary<long, (string Endpoint, Task Work)> _onTheirWay = new();

    public EventDispatcher(EngineCore core, ConfigurationDirectory configuration, Webhook webhook, EventOptions options)
    {
        (_core, _configuration, _webhook, _options) = (core, configuration, webhook, options);
        _commands = new EngineCommands(core);
        _circuits = new Circuits(core.Options, core.Clocks.Wall);
        _log = core.Loggers.CreateLogger<EventDispatcher>();
    }

    /// <summary>Delivers until it is cancelled; then waits for what is on its way.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _core.Database.Writes.JournalAdvanced += _wake.Give;
        _configuration.Changed += _wake.Give;
        try
        {
            while (true)
            {
                await LookAsync(cancellation).ConfigureAwait(false);
                await _wake.WaitAsync(_core.Options.LookEvery, _core.Clocks.Wall, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Task.WhenAll(_onTheirWay.Values.Select(w => w.Work)).ConfigureAwait(false);
        }
        finally
        {
            _core.Database.Writes.JournalAdvanced -= _wake.Give;
            _configuration.Changed -= _wake.Give;
        }
    }

    /// <summary>Starts everything that is due and has room.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        foreach (var endpoint in _configuration.Configuration.DeliveryEndpoints.Values.Where(e => e is { Kind: DeliveryKind.Webhook, Paused: false }))
        {
            try
            {
                await LookAsync(endpoint, cancellation).ConfigureAwait(false);
            }
            catch (StorageException e)
            {
                _log.LogWarning("Deliveries to {Endpoint} could not be looked for: {Problem}", endpoint.Id, e.Message);
            }
        }
    }

    /// <summary>Waits until nothing is on its way.</summary>
    internal async Task QuietAsync()
    {
        while (!_onTheirWay.IsEmpty)
            await Task.WhenAll(_onTheirWay.Values.Select(w => w.Work)).ConfigureAwait(false);
    }

    private async Task LookAsync(DeliveryEndpointEntry endpoint, CancellationToken cancellation)
    {
        var room = _options.AtOncePerEndpoint - _onTheirWay.Values.Count(w => w.Endpoint == endpoint.Id);
        if (room <= 0 || !_core.Database.Read(rows => EventRows.AnyDue(rows, endpoint.Id, _core.Clocks.WallNow)))
            return;
        if (_circuits.IsOpen(endpoint.Id))
            room = 1;
        if (!_circuits.MayTry(endpoint.Id, out _))
            return;

        List<ClaimedDelivery> taken = [];
        try
        {
            taken = await _core.Database.Writes.RunAsync(
                session => EventRows.Take(session, endpoint.Id, endpoint.OrderBySubject, _core.Node, _core.Clocks.WallNow, room), cancellation: cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (taken.Count == 0)
                _circuits.Abandoned(endpoint.Id);
        }

        foreach (var delivery in taken)
            Start(endpoint, delivery);
    }

    private void Start(DeliveryEndpointEntry endpoint, ClaimedDelivery delivery)
    {
        // Not cancelled with the loop: the answer to a request that has left is worth waiting for.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _onTheirWay[delivery.Id] = (endpoint.Id, Task.Run(async () =>
        {
            await started.Task.ConfigureAwait(false);
            try
            {
                await DeliverAsync(endpoint, delivery).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                _circuits.Abandoned(endpoint.Id);
                _log.LogError("Delivery {Delivery} to {Endpoint} broke off: {Problem}", delivery.Id, endpoint.Id, e.GetType().Name);
            }
            finally
            {
                _onTheirWay.TryRemove(delivery.Id, out _);
                _wake.Give();
            }
        }));
        started.SetResult();
    }

    private async Task DeliverAsync(DeliveryEndpointEntry endpoint, ClaimedDelivery delivery)
    {
        var row = _core.Database.Read(rows => EventRows.Find(rows, delivery.Event)) ?? throw new StorageException($"The event of delivery {delivery.Id} is gone.");
        var configuration = _configuration.Configuration;
        var target = new WebhookTarget(endpoint.Url!, configuration.SecretsOf(endpoint.SigningKey), endpoint.Timeout, endpoint.AllowInsecure);
        var body = row.Open(_core.Keys).ToJson(configuration.Environment, _options.Gateway);
        var answer = await _webhook.PostAsync(target, row.Id, CloudEvent.ContentType, body, CancellationToken.None).ConfigureAwait(false);
        CrashPoint.Hit(CrashPoint.RequestAnswered);
        if (answer.EndpointTroubled)
            _circuits.Failed(endpoint.Id);
        else
            _circuits.Succeeded(endpoint.Id);
        await _core.Database.Writes.RunAsync(session => Record(session, endpoint, delivery, row, answer)).ConfigureAwait(false);
    }

    private void Record(WriteSession session, DeliveryEndpointEntry endpoint, ClaimedDelivery delivery, EventRow row, WebhookAnswer answer)
    {
        var now = _core.Clocks.WallNow;
        var status = answer.Status is { } code ? $"HTTP {code.ToString(CultureInfo.InvariantCulture)}" : answer.Reason;
        var state = answer.Verdict switch
        {
            WebhookVerdict.Accepted or WebhookVerdict.AlreadyHad => DeliveryStates.Delivered,
            WebhookVerdict.Refused => DeliveryStates.Refused,
            _ when now - delivery.FirstAt >= (long)endpoint.GiveUpAfter.TotalMilliseconds => DeliveryStates.Failed,
            _ => DeliveryStates.Queued,
        };
        if (state == DeliveryStates.Queued)
        {
            EventRows.Wait(session, delivery, _core.Node, now + (long)WaitFor(endpoint, delivery, answer).TotalMilliseconds, status);
            return;
        }

        var reason = state == DeliveryStates.Delivered ? null : answer.Reason;
        if (!EventRows.TrySettle(session, delivery, _core.Node, state, status, _core.Keys.EncryptText(reason, EventRows.ReasonPlace(delivery.Id))))
            return;
        session.Timeline(new TimelineEntry(row.Organisation, row.Exchange, row.Conversation, "event-" + state, JournalJson.Text(new { name = row.Name, endpoint = endpoint.Id, status })));
        if (state != DeliveryStates.Delivered)
            AlertRows.Add(
                session, IdSource.Derive(row.Id, $"undelivered/{endpoint.Id}/{delivery.Attempts}"), row.Organisation, "EVENT-NOT-DELIVERED",
                $"{endpoint.Id} did not take {row.Type}: {(state == DeliveryStates.Refused ? "it refused it" : "no success within the time allowed")}.", row.Exchange, row.Conversation);
        // The conversation hears of its event once everybody has it, or as soon as one will not.
        var delivered = state == DeliveryStates.Delivered;
        if (row.RequireReceipt && (!delivered || EventRows.AllDelivered(session.Rows, row.Id)))
            _commands.SettleDelivery(session, row.Organisation, row.Id, delivered, reason, $"deliveryEndpoints/{endpoint.Id}");
    }

    private TimeSpan WaitFor(DeliveryEndpointEntry endpoint, ClaimedDelivery delivery, WebhookAnswer answer)
    {
        var wait = RetryDelay.After((int)Math.Min(delivery.Attempts, int.MaxValue), endpoint.FirstRetry, endpoint.LongestRetry, _options.Chance());
        return answer.RetryAfter is { } asked && asked > wait ? (asked < endpoint.LongestRetry ? asked : endpoint.LongestRetry) : wait;
    }
}
