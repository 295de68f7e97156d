using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Storage;
using Plexus.Storage.Audit;

namespace Plexus.Engine.Dispatching;

/// <summary>Writes what became of a send, together with the stimulus that tells its conversation.</summary>
internal sealed class SendSettlement(EngineCore core)
{
    private static readonly Sql DeleteOwned = new("DELETE FROM outbox WHERE seq = $1 AND owner = $2");

    private static readonly Sql DeleteAny = new("DELETE FROM outbox WHERE seq = $1");

    private static readonly Sql Settle = new("UPDATE exchange SET state = $2, transport_id = coalesce($3, transport_id), code = $4, reason = $5, settled_at = $6 WHERE id = $1");

    private static readonly Sql Requeue = new("UPDATE outbox SET state = $3, owner = NULL, attempts = $4, lookups = $5, due = $6, error = $7 WHERE seq = $1 AND (owner = $2 OR $2 = '')");

    private static readonly Sql MarkState = new("UPDATE exchange SET state = $2, reason = $3 WHERE id = $1");

    /// <summary>The send is over.</summary>
    /// <param name="owned">False when an operator or a report ends it, not the node that sent it.</param>
    /// <returns>False when it was over already.</returns>
    internal bool End(WriteSession session, OutboxRow row, string state, SendStatus status, string? transportId, string? code, string? description, string actor, bool owned = true)
    {
        if ((owned ? session.Execute(DeleteOwned, row.Seq, core.Node) : session.Execute(DeleteAny, row.Seq)) == 0)
            return false;
        session.Post(Settle, row.Exchange, state, transportId, code, null, session.Now);
        session.Timeline(new TimelineEntry(row.Organisation, row.Exchange, row.Conversation, state, code is null ? null : JournalJson.Text(new { code })));
        session.Audit(new AuditEntry(row.Organisation, actor, state, "exchange/" + row.Exchange));
        Tell(session, row, state, status, code, description);
        session.AfterCommit(core.SendsWaiting.Give);
        return true;
    }

    /// <summary>The send stays in the outbox for another attempt, a look-up or a person.</summary>
    internal void Keep(WriteSession session, OutboxRow row, string state, long attempts, long lookups, long due, string reason, string actor, bool owned = true)
    {
        var outbox = state == ExchangeStates.Uncertain && row.AfterUncertain == AfterUncertain.AskOperator ? "asking" : state;
        if (session.Execute(Requeue, row.Seq, owned ? core.Node : "", outbox, attempts, lookups, due, reason) == 0)
            return;
        session.Post(MarkState, row.Exchange, state, reason);
        session.Timeline(new TimelineEntry(row.Organisation, row.Exchange, row.Conversation, state == ExchangeStates.Queued ? "send-again" : state, JournalJson.Text(new { reason, attempts })));
        if (outbox == "asking")
        {
            session.Audit(new AuditEntry(row.Organisation, actor, "uncertain", "exchange/" + row.Exchange));
            AlertRows.Add(session, IdSource.Derive(row.Exchange, "uncertain/" + attempts), row.Organisation, "SEND-UNCERTAIN", "Nobody knows whether a message arrived: an operator must decide whether it is sent again.", row.Exchange, row.Conversation);
            Tell(session, row, "uncertain/" + attempts, SendStatus.Uncertain, null, reason);
        }

        session.AfterCommit(core.SendsWaiting.Give);
    }

    private void Tell(WriteSession session, OutboxRow row, string occasion, SendStatus status, string? code, string? description) =>
        core.Add(session, StimulusRows.Make(core.Keys, IdSource.Derive(row.Exchange, "outcome/" + occasion), row.Organisation, row.Conversation, StimulusKinds.Sent, new SentBody(row.Name, status, code, description), core.Clocks.BusinessNow));
}
