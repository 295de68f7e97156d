using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Storage.Audit;

namespace Plexus.Engine.Commands;

/// <summary>What was set aside: trying it again, or letting it go.</summary>
public sealed partial class EngineCommands
{
    private static readonly Sql SelectParked = new("SELECT state, conversation FROM exchange WHERE id = $1 AND organisation = $2 AND direction = 'in' {{for_update}}");

    private static readonly Sql SetReceived = new("UPDATE exchange SET state = 'received', outcome = NULL, code = NULL, place = NULL, reason = NULL, settled_at = NULL WHERE id = $1");

    private static readonly Sql SetDiscarded = new("UPDATE exchange SET state = 'discarded', reason = $2, settled_at = $3 WHERE id = $1");

    private static readonly Sql ForgetParkedStimuli = new("UPDATE stimulus SET state = 'done', body = NULL WHERE exchange = $1 AND kind = 'arrived' AND state = 'parked'");

    private static readonly Sql BeginAgain = new("UPDATE conversation SET status = 'open', state = NULL, result = NULL, ended_at = NULL, version = version + 1, changed_at = $3 WHERE id = $1 AND exchange = $2");

    private static readonly Sql DeleteTimers = new("DELETE FROM timer WHERE conversation = $1");

    private static readonly Sql DeleteExpectations = new("DELETE FROM expectation WHERE conversation = $1");

    private static readonly Sql DeleteAsks = new("DELETE FROM ask WHERE conversation = $1");

    private static readonly Sql WithdrawTasks = new("UPDATE task SET state = 'withdrawn', closed_at = $2 WHERE conversation = $1 AND state = 'open'");

    private static readonly Sql SelectParkedStimulus = new("SELECT exchange, kind, conversation FROM stimulus WHERE id = $1 AND organisation = $2 AND state = 'parked' {{for_update}}");

    private static readonly Sql SetPending = new("UPDATE stimulus SET state = 'pending', attempts = 0, due = 0, owner = NULL, error = NULL WHERE id = $1");

    private static readonly Sql SetForgotten = new("UPDATE stimulus SET state = 'done', body = NULL WHERE id = $1");

    /// <summary>Handles a parked message again from the beginning. Only parked messages can be: one that is done would be acknowledged twice.</summary>
    /// <exception cref="CommandRefusedException">There is no such message, or it is not parked.</exception>
    public Task ReplayAsync(OdsCode organisation, ExchangeId exchange, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(session => Replay(session, organisation.ToWire(), exchange.ToString(), by), cancellation: cancellation);

    /// <summary>Lets a parked message go: nothing more happens to it.</summary>
    /// <exception cref="CommandRefusedException">There is no such message, or it is not parked.</exception>
    public Task DiscardAsync(OdsCode organisation, ExchangeId exchange, string reason, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session =>
            {
                var id = exchange.ToString();
                var conversation = FindParked(session, organisation.ToWire(), id);
                session.Post(SetDiscarded, id, reason, session.Now);
                session.Post(ForgetParkedStimuli, id);
                session.Timeline(new TimelineEntry(organisation.ToWire(), id, conversation, "discarded", JournalJson.Text(new { by, reason })));
                session.Audit(new AuditEntry(organisation.ToWire(), by, "discarded", "exchange/" + id));
            },
            cancellation: cancellation);

    /// <summary>Tries a parked stimulus again: one that is not a message's arrival, such as a decision on which a protocol failed.</summary>
    /// <exception cref="CommandRefusedException">There is no such parked stimulus.</exception>
    public async Task ReplayStimulusAsync(OdsCode organisation, StimulusId stimulus, string by, CancellationToken cancellation) =>
        await core.Database.Writes.RunAsync(
            session =>
            {
                var (id, ods) = (stimulus.ToString(), organisation.ToWire());
                var (exchange, kind, conversation) = FindParkedStimulus(session, ods, id);
                if (kind == StimulusKinds.Arrived)
                {
                    Replay(session, ods, exchange!, by);
                    return;
                }

                session.Post(SetPending, id);
                session.Timeline(new TimelineEntry(ods, exchange, conversation, "replayed", JournalJson.Text(new { by })));
                session.Audit(new AuditEntry(ods, by, "replayed", "stimulus/" + id));
            },
            cancellation: cancellation);

    /// <summary>Lets a parked stimulus go.</summary>
    /// <exception cref="CommandRefusedException">There is no such parked stimulus, or it is a message's arrival, which is discarded as a message.</exception>
    public Task DiscardStimulusAsync(OdsCode organisation, StimulusId stimulus, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session =>
            {
                var (id, ods) = (stimulus.ToString(), organisation.ToWire());
                var (exchange, kind, conversation) = FindParkedStimulus(session, ods, id);
                if (kind == StimulusKinds.Arrived)
                    throw new CommandRefusedException(CommandRefusedException.WrongState, "Discard the message itself.");
                session.Post(SetForgotten, id);
                session.Timeline(new TimelineEntry(ods, exchange, conversation, "discarded", JournalJson.Text(new { by })));
                session.Audit(new AuditEntry(ods, by, "discarded", "stimulus/" + id));
            },
            cancellation: cancellation);

    private void Replay(WriteSession session, string organisation, string exchange, string by)
    {
        var conversation = FindParked(session, organisation, exchange);
        session.Post(SetReceived, exchange);
        session.Post(ForgetParkedStimuli, exchange);
        // The conversation that the message began starts over under its own name, so that what it claimed is still its own.
        if (conversation is not null && session.Execute(BeginAgain, conversation, exchange, session.Now) == 1)
        {
            session.Post(DeleteTimers, conversation);
            session.Post(DeleteExpectations, conversation);
            session.Post(DeleteAsks, conversation);
            session.Post(WithdrawTasks, conversation, session.Now);
        }

        core.Add(session, new StimulusRow(core.Ids.Next(), organisation, null, exchange, StimulusKinds.Arrived, null, 0, core.Clocks.BusinessNow));
        session.Timeline(new TimelineEntry(organisation, exchange, conversation, "replayed", JournalJson.Text(new { by })));
        session.Audit(new AuditEntry(organisation, by, "replayed", "exchange/" + exchange));
    }

    private static string? FindParked(WriteSession session, string organisation, string exchange)
    {
        var (state, conversation) = session.First(SelectParked, row => (row.GetString(0), row.Text(1)), exchange, organisation);
        return state switch
        {
            null => throw NotFound("message"),
            ExchangeStates.Parked => conversation,
            _ => throw new CommandRefusedException(CommandRefusedException.WrongState, "The message is not parked."),
        };
    }

    private static (string? Exchange, string Kind, string? Conversation) FindParkedStimulus(WriteSession session, string organisation, string id) =>
        session.First(SelectParkedStimulus, row => ((string?, string, string?)?)(row.Text(0), row.GetString(1), row.Text(2)), id, organisation) ?? throw NotFound("parked stimulus");
}
