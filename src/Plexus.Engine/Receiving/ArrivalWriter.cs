using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;
using Plexus.Storage;
using Plexus.Storage.Audit;
using Plexus.Storage.Payloads;

namespace Plexus.Engine.Receiving;

/// <summary>Puts an arrived message into the journal: exchange, payload, what was seen, the stimulus, timeline and audit, in one unit.</summary>
internal sealed class ArrivalWriter(EngineCore core)
{
    internal const string Channel = "mesh";

    // Not before the message ahead of it: its commit may have failed, or not be known here yet.
    private static readonly Sql InsertSeen = new(
        """
        INSERT INTO transport_seen (channel, endpoint, transport_id, exchange, organisation)
        SELECT $1, $2, $3, $4, $6 WHERE CAST($5 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM transport_seen ahead WHERE ahead.channel = $1 AND ahead.endpoint = $2 AND ahead.transport_id = $5)
        ON CONFLICT (channel, endpoint, transport_id) DO NOTHING
        """);

    private static readonly Sql SelectSeen = new("SELECT exchange FROM transport_seen WHERE channel = $1 AND endpoint = $2 AND transport_id = $3");

    private static readonly Sql InsertExchange = new(
        """
        INSERT INTO exchange (id, organisation, direction, state, channel, endpoint, counterparty, transport_id, workflow, label, local_id, linked, conversation,
        content_type, size, sha256, sensitive, trace, at, business_at, settled_at, outcome, code)
        VALUES ($1, $2, 'in', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $1, $17, $18, $19, $20, $21)
        """);

    private static readonly Sql UpdateAcked = new("UPDATE exchange SET acked_at = $2 WHERE id = $1 AND acked_at IS NULL");

    private static readonly Sql SelectUnacked = new(
        "SELECT id, transport_id FROM exchange WHERE organisation = $1 AND id >= $2 AND direction = 'in' AND acked_at IS NULL AND channel = $3 AND endpoint = $4 ORDER BY id LIMIT 1000");

    private static readonly Sql SelectLinked = new("SELECT id, organisation, conversation, send_name, state FROM exchange WHERE transport_id = $1 AND direction = 'out' AND endpoint = $2");

    private static readonly Sql SelectByOwnId = new("SELECT id, organisation, conversation, send_name, state FROM exchange WHERE id = $1 AND direction = 'out' AND endpoint = $2");

    private static readonly Sql SettleLinked = new("UPDATE exchange SET state = $2, code = $3, transport_id = coalesce(transport_id, $4), settled_at = $5 WHERE id = $1");

    private static readonly Sql DeleteOutbox = new("DELETE FROM outbox WHERE exchange = $1");

    /// <summary>The exchange that holds the message already; null when it was never seen.</summary>
    internal string? Seen(string endpoint, string transportId) => core.Database.Read(rows => FindSeen(rows, endpoint, transportId));

    /// <summary>Writes the message; false when another node wrote it first.</summary>
    /// <param name="ahead">The message before it in the listing, which must be in the journal by then; null for the first.</param>
    /// <exception cref="InvalidOperationException">The one before it is not in the journal.</exception>
    internal async Task<bool> WriteAsync(DirectoryEndpoint endpoint, MeshDownload message, string exchange, StoredPayload payload, string? ahead, CancellationToken cancellation)
    {
        var sensitive = message.Subject.IsEmpty && message.FileName is null
            ? null
            : JournalJson.Seal(core.Keys, new ExchangeSensitive { Subject = message.Subject.Value, FileName = message.FileName }, ExchangeSensitive.Place(exchange));
        var businessNow = core.Clocks.BusinessNow;
        var organisation = endpoint.Organisation.ToWire();
        var stimulus = message.Report is null
            ? new StimulusRow(IdSource.Derive(exchange, "arrived"), organisation, null, exchange, StimulusKinds.Arrived, null, 0, businessNow)
            {
                Message = AtHand(endpoint, message, exchange, payload),
                Mailbox = $"{Channel}/{endpoint.Address}",
            }
            : null;
        return await core.Database.Writes.RunAsync(
            session =>
            {
                if (session.Execute(InsertSeen, Channel, endpoint.Address, message.MessageId, exchange, ahead, organisation) == 0)
                    return FindSeen(session.Rows, endpoint.Address, message.MessageId) is null ? throw new InvalidOperationException("The message ahead of this one is not in the journal.") : false;
                PayloadStore.Attach(session, payload, organisation);
                var report = message.Report;
                var about = report is null ? null : FindReported(session, endpoint, message, report);
                session.Post(
                    InsertExchange, exchange, organisation, report is null ? ExchangeStates.Received : ExchangeStates.Done, Channel, endpoint.Address, message.From, message.MessageId,
                    message.Workflow?.ToWire(), report is null ? null : "report", message.LocalId, about?.Exchange, about?.Conversation, message.ContentType, payload.Size, payload.Sha256, sensitive,
                    session.Now, businessNow, report is null ? null : session.Now, report is null ? null : JournalJson.Name(Outcome.Accepted), report?.Code);
                session.Timeline(new TimelineEntry(organisation, exchange, null, "received", null));
                session.Audit(new AuditEntry(organisation, "engine", "received", "exchange/" + exchange));
                if (message.IsCompressed)
                    AlertRows.Add(session, IdSource.Derive(exchange, "compressed"), organisation, "MESH-MESSAGE-TOO-LARGE", $"A message would have grown beyond {core.Options.LargestDecompressed} bytes and is kept compressed, as it came.", exchange, null);
                if (stimulus is not null)
                    core.Add(session, stimulus);
                if (report is not null)
                    WriteReport(session, organisation, exchange, message, report, about, businessNow);
                return true;
            },
            lane: organisation,
            cancellation: cancellation);
    }

    /// <summary>Messages of the last days of which the journal does not know that MESH was told: a run ended in between.</summary>
    internal List<(string Exchange, string TransportId)> Unacked(DirectoryEndpoint endpoint)
    {
        // MESH lists a message for five days.
        var since = IdSource.FirstOf(core.Clocks.Wall.GetUtcNow() - TimeSpan.FromDays(5));
        return core.Database.Read(rows => rows.Query(SelectUnacked, row => (row.GetString(0), row.GetString(1)), endpoint.Organisation.ToWire(), since, Channel, endpoint.Address));
    }

    /// <summary>Records that MESH was told.</summary>
    internal Task AckedAsync(DirectoryEndpoint endpoint, string exchange, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(session => session.Post(UpdateAcked, exchange, session.Now), lane: endpoint.Organisation.ToWire(), cancellation: cancellation);

    private static string? FindSeen(Session rows, string endpoint, string transportId) => rows.First(SelectSeen, row => row.GetString(0), Channel, endpoint, transportId);

    private static InboundMessage AtHand(DirectoryEndpoint endpoint, MeshDownload message, string exchange, StoredPayload payload) => new()
    {
        Exchange = ExchangeId.Parse(exchange),
        Organisation = endpoint.Organisation,
        Channel = Channel,
        Endpoint = endpoint.Address,
        TransportId = message.MessageId,
        From = message.From,
        Workflow = message.Workflow,
        Subject = message.Subject,
        LocalId = message.LocalId,
        FileName = message.FileName,
        ContentType = message.ContentType,
        Size = payload.Size,
        Sha256 = payload.Sha256,
        Payload = payload.Plain ?? default,
    };

    // Our local id is the exchange's own unless a standard prescribes another; it ties a report to a send whose message id we never learnt.
    private static Reported? FindReported(WriteSession session, DirectoryEndpoint endpoint, MeshDownload message, MeshReportFacts report)
    {
        var linked = report.LinkedMessageId is { } id ? session.First(SelectLinked, Read, id, endpoint.Address) : null;
        return linked ?? (message.LocalId is { } own ? session.First(SelectByOwnId, Read, own, endpoint.Address) : null);

        static Reported Read(System.Data.Common.DbDataReader row) => new(row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.GetString(4));
    }

    private void WriteReport(WriteSession session, string organisation, string exchange, MeshDownload message, MeshReportFacts report, Reported? about, long businessNow)
    {
        var alert = IdSource.Derive(exchange, "report");
        if (about is null)
        {
            AlertRows.Add(session, alert, organisation, "MESH-REPORT-UNKNOWN", $"MESH reports {report.Code ?? "an error"} on a message that this installation did not send.", exchange, null);
            return;
        }

        var state = report.Succeeded ? ExchangeStates.Collected : ExchangeStates.Undeliverable;
        session.Post(SettleLinked, about.Exchange, state, report.Code, report.LinkedMessageId, session.Now);
        session.Post(DeleteOutbox, about.Exchange);
        session.Timeline(new TimelineEntry(about.Organisation, about.Exchange, about.Conversation, state, JournalJson.Text(new { report.Code, report = exchange })));
        if (report.Succeeded)
            return;
        AlertRows.Add(session, alert, about.Organisation, "MESH-UNDELIVERABLE", $"MESH could not deliver a message that was sent (code {report.Code ?? "absent"}).", about.Exchange, about.Conversation);
        if (about is { Conversation: { } conversation, Name: { } name })
            core.Add(session, StimulusRows.Make(core.Keys, IdSource.Derive(exchange, "undeliverable"), about.Organisation, conversation, StimulusKinds.Sent, new SentBody(name, SendStatus.Undeliverable, report.Code, report.Description), businessNow));
    }

    private sealed record Reported(string Exchange, string Organisation, string? Conversation, string? Name, string State);
}
