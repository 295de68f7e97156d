using System.Text.Json;
using Plexus.Contracts;
using Plexus.Engine.Dispatching;
using Plexus.Engine.Journal;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Storage.Audit;

namespace Plexus.Engine.Commands;

/// <summary>What users, operators and API clients ask of the engine. Everything is scoped to an organisation: another's rows do not exist.</summary>
/// <remarks>Every command is durable when it returns, and audited under the name of who asked. The parts: conversations and sends here, tasks and parked messages beside.</remarks>
public sealed partial class EngineCommands(EngineCore core)
{
    private static readonly Sql SelectConversation = new("SELECT organisation FROM conversation WHERE id = $1");

    private static readonly Sql SelectEvent = new("SELECT organisation, conversation, name, require_receipt FROM event WHERE id = $1");

    private static readonly Sql SetReceipt = new("UPDATE event SET receipt = $2 WHERE id = $1 AND receipt IS NULL");

    private static readonly Sql SeeAlert = new("UPDATE alert SET seen_by = $3, seen_at = $4 WHERE id = $1 AND organisation = $2 AND seen_at IS NULL");

    private static readonly Sql CancelJobRow = new("UPDATE job SET state = 'cancelled', owner = NULL WHERE id = $1 AND organisation = $2 AND state = 'queued' RETURNING conversation, job");

    private readonly SendSettlement _settlement = new(core);

    /// <summary>Starts a conversation by one of the commands a role declares.</summary>
    /// <param name="idempotencyKey">The same key and arguments again give the same conversation; other arguments are refused.</param>
    /// <exception cref="CommandRefusedException">The capability is off or has no such command.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used for something else.</exception>
    public async Task<ConversationId> StartAsync(StartRequest request, string? idempotencyKey, CancellationToken cancellation)
    {
        if (core.Directory.Current.Capability(request.Organisation, request.Standard, request.Role) is null)
            throw new CommandRefusedException(CommandRefusedException.CapabilityOff, $"{request.Standard}/{request.Role} is not switched on for {request.Organisation}.");
        if (core.Standards.Role(request.Standard, request.Role)?.Commands.ContainsKey(request.Command) != true)
            throw new CommandRefusedException(CommandRefusedException.UnknownCommand, $"{request.Standard}/{request.Role} has no command {request.Command}.");
        var organisation = request.Organisation.ToWire();
        var stimulus = core.Ids.Next();
        var conversation = IdSource.Derive(stimulus, "conversation");
        var row = StimulusRows.Make(
            core.Keys, stimulus, organisation, conversation, StimulusKinds.Command,
            new CommandBody(request.Command, request.By, request.Arguments, request.Standard, request.Role), core.Clocks.BusinessNow);
        var asked = $"{request.Standard}/{request.Role}/{request.Command}\n{request.Arguments.GetRawText()}";
        return ConversationId.Parse(await core.Database.Writes.RunAsync(
            session =>
            {
                if (idempotencyKey is not null && Idempotency.Keep(session, organisation, idempotencyKey, asked, conversation) is { } earlier)
                    return earlier;
                core.Add(session, row);
                session.Audit(new AuditEntry(organisation, request.By, "commanded " + request.Command, "conversation/" + conversation));
                return conversation;
            },
            cancellation: cancellation));
    }

    /// <summary>Says something to a conversation that exists; it arrives as <see cref="Commanded"/>.</summary>
    /// <exception cref="CommandRefusedException">There is no such conversation.</exception>
    public Task TellAsync(OdsCode organisation, ConversationId conversation, string command, JsonElement arguments, string by, CancellationToken cancellation)
    {
        var row = StimulusRows.Make(core.Keys, core.Ids.Next(), organisation.ToWire(), conversation.ToString(), StimulusKinds.Command, new CommandBody(command, by, arguments, null, null), core.Clocks.BusinessNow);
        return core.Database.Writes.RunAsync(
            session =>
            {
                if (session.First(SelectConversation, r => r.GetString(0), row.Conversation) != row.Organisation)
                    throw NotFound("conversation");
                core.Add(session, row);
                session.Audit(new AuditEntry(row.Organisation, by, "commanded " + command, "conversation/" + row.Conversation));
            },
            cancellation: cancellation);
    }

    /// <summary>Decides about a send of which nobody knows whether it arrived.</summary>
    /// <exception cref="CommandRefusedException">It is not uncertain, or waits for a look-up.</exception>
    public Task ResolveUncertainAsync(OdsCode organisation, ExchangeId exchange, UncertainDecision decision, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session =>
            {
                var row = FindSend(session, organisation, exchange);
                if (row.State is not ("asking" or ExchangeStates.Uncertain))
                    throw new CommandRefusedException(CommandRefusedException.WrongState, "The send is not uncertain.");
                switch (decision)
                {
                    case UncertainDecision.Arrived:
                        _settlement.End(session, row, ExchangeStates.Submitted, SendStatus.Submitted, null, null, null, by, owned: false);
                        break;
                    case UncertainDecision.SendAgain:
                        _settlement.Keep(session, row, ExchangeStates.Queued, 0, row.Lookups + 1, session.Now, "An operator had it sent again.", by, owned: false);
                        session.Audit(new AuditEntry(row.Organisation, by, "sent again", "exchange/" + row.Exchange));
                        break;
                    case UncertainDecision.GiveUp:
                        _settlement.End(session, row, ExchangeStates.Failed, SendStatus.Failed, null, null, "An operator gave it up.", by, owned: false);
                        break;
                }
            },
            cancellation: cancellation);

    /// <summary>Takes a send out of the outbox before it leaves.</summary>
    /// <exception cref="CommandRefusedException">It is on its way already, or over.</exception>
    public Task CancelSendAsync(OdsCode organisation, ExchangeId exchange, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session =>
            {
                var row = FindSend(session, organisation, exchange);
                if (row.State != ExchangeStates.Queued)
                    throw new CommandRefusedException(CommandRefusedException.WrongState, "The send has left already.");
                _settlement.End(session, row, ExchangeStates.Cancelled, SendStatus.Failed, null, null, "An operator cancelled it.", by, owned: false);
            },
            cancellation: cancellation);

    /// <summary>The supplier's system has taken an event, or refused it for good: tells the conversation once.</summary>
    /// <returns>False when the outcome was known already.</returns>
    /// <exception cref="CommandRefusedException">There is no such event.</exception>
    public Task<bool> SettleDeliveryAsync(OdsCode organisation, string eventId, bool accepted, string? reason, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(session => SettleDelivery(session, organisation.ToWire(), eventId, accepted, reason, by), cancellation: cancellation);

    /// <summary>As <see cref="SettleDeliveryAsync"/>, within a unit of the delivery worker's own.</summary>
    /// <exception cref="CommandRefusedException">There is no such event.</exception>
    public bool SettleDelivery(WriteSession session, string organisation, string eventId, bool accepted, string? reason, string by)
    {
        var found = session.First(SelectEvent, r => (Organisation: r.GetString(0), Conversation: r.GetString(1), Name: r.GetString(2), Receipt: r.GetInt64(3)), eventId);
        if (found.Organisation != organisation)
            throw NotFound("event");
        if (session.Execute(SetReceipt, eventId, accepted ? "accepted" : "refused") == 0)
            return false;
        session.Audit(new AuditEntry(organisation, by, accepted ? "event accepted" : "event refused", "event/" + eventId));
        if (found.Receipt == 1)
            core.Add(session, StimulusRows.Make(core.Keys, IdSource.Derive(eventId, "receipt"), organisation, found.Conversation, StimulusKinds.Delivery, new DeliveryBody(found.Name, accepted, reason), core.Clocks.BusinessNow));
        return true;
    }

    /// <summary>Marks an alert as seen.</summary>
    /// <exception cref="CommandRefusedException">There is no such alert, or it was seen already.</exception>
    public Task SeeAlertAsync(OdsCode organisation, string alert, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session =>
            {
                if (session.Execute(SeeAlert, alert, organisation.ToWire(), by, session.Now) == 0)
                    throw NotFound("unseen alert");
            },
            cancellation: cancellation);

    /// <summary>Cancels a job: its conversation hears that it failed. A run on its way ends at its next checkpoint.</summary>
    /// <exception cref="CommandRefusedException">There is no such job, or it is over.</exception>
    public Task CancelJobAsync(OdsCode organisation, string job, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session =>
            {
                if (session.First(CancelJobRow, r => ((string Conversation, string Job)?)(r.GetString(0), r.GetString(1)), job, organisation.ToWire()) is not { } found)
                    throw NotFound("running job");
                session.Audit(new AuditEntry(organisation.ToWire(), by, "job cancelled", "job/" + job));
                var body = new JobBody(found.Job, false, JsonSerializer.SerializeToElement("cancelled"));
                core.Add(session, StimulusRows.Make(core.Keys, IdSource.Derive(job, "finished"), organisation.ToWire(), found.Conversation, StimulusKinds.Job, body, core.Clocks.BusinessNow));
            },
            cancellation: cancellation);

    private static OutboxRow FindSend(WriteSession session, OdsCode organisation, ExchangeId exchange) =>
        OutboxRow.Find(session, exchange.ToString()) is { } row && row.Organisation == organisation.ToWire()
            ? row
            : throw new CommandRefusedException(CommandRefusedException.NotFound, "There is no such send in the outbox.");

    private static CommandRefusedException NotFound(string what) => new(CommandRefusedException.NotFound, $"There is no such {what}.");
}

/// <summary>Asks for a conversation to be started.</summary>
/// <param name="By">Who asks: a user or an API client.</param>
public sealed record StartRequest(OdsCode Organisation, string Standard, string Role, string Command, JsonElement Arguments, string By);

/// <summary>What an operator knows about an uncertain send.</summary>
public enum UncertainDecision
{
    /// <summary>The receiver has it.</summary>
    Arrived,

    /// <summary>The receiver has it not, or recognises duplicates.</summary>
    SendAgain,

    /// <summary>It shall not be sent any more.</summary>
    GiveUp,
}
