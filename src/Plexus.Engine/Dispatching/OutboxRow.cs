using System.Data.Common;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Primitives;
using Plexus.Storage;

namespace Plexus.Engine.Dispatching;

/// <summary>A send that is not settled.</summary>
/// <param name="State"><c>queued</c>, <c>sending</c> (a node died on the way), <c>uncertain</c> (to be looked up) or <c>asking</c> (a person decides).</param>
internal sealed record OutboxRow(long Seq, string Exchange, string Organisation, string Conversation, string Name, string Channel, string Endpoint, string State, long Attempts, long Lookups, DateTimeOffset? Expires, AfterUncertain AfterUncertain)
{
    private static readonly Sql SelectDue = new(
        $$$"""
        SELECT seq, exchange, organisation, conversation, name, channel, endpoint, state, attempts, lookups, expires, after_uncertain FROM outbox
        WHERE due <= $1 AND state IN ('queued', 'sending', 'uncertain') AND {{{Leases.Free("outbox")}}}
        AND NOT EXISTS (SELECT 1 FROM outbox earlier WHERE earlier.organisation = outbox.organisation AND earlier.order_key = outbox.order_key AND earlier.seq < outbox.seq)
        ORDER BY seq LIMIT $2 {{skip_locked}}
        """);

    private static readonly Sql SelectOne = new(
        "SELECT seq, exchange, organisation, conversation, name, channel, endpoint, state, attempts, lookups, expires, after_uncertain FROM outbox WHERE exchange = $1 {{for_update}}");

    private static readonly Sql Own = new("UPDATE outbox SET owner = $2, state = $3 WHERE seq = $1");

    private static readonly Sql MarkSending = new("UPDATE exchange SET state = 'sending' WHERE id = $1");

    private static readonly Sql SelectMessage = new("SELECT workflow, local_id, content_type, size, sensitive, trace FROM exchange WHERE id = $1");

    private static readonly Sql SelectAnyDue = new("SELECT 1 FROM outbox WHERE due <= $1 AND state IN ('queued', 'sending', 'uncertain') LIMIT 1");

    internal string Destination => Channel + "|" + Endpoint;

    /// <summary>Takes sends that are due. One that a dead node left half-way comes back as <c>sending</c>: nobody knows whether it arrived.</summary>
    internal static List<OutboxRow> Take(WriteSession session, string node, long now, int most)
    {
        var rows = session.Query(SelectDue, Read, now, (long)most);
        foreach (var row in rows)
        {
            var queued = row.State == ExchangeStates.Queued;
            session.Post(Own, row.Seq, node, queued ? ExchangeStates.Sending : row.State);
            if (queued)
                session.Post(MarkSending, row.Exchange);
        }

        return rows;
    }

    /// <summary>Whether it is worth asking the writer.</summary>
    internal static bool AnyDue(Session rows, long now) => rows.First(SelectAnyDue, row => row.GetInt32(0), now) == 1;

    internal static OutboxRow? Find(WriteSession session, string exchange) => session.First(SelectOne, Read, exchange);

    /// <summary>The message as its channel needs it, and its trace.</summary>
    internal (OutboundMessage Message, string Trace) Load(EngineCore core, bool mayHaveArrived)
    {
        return core.Database.Read(rows => rows.First(SelectMessage, Build, Exchange));

        (OutboundMessage, string) Build(DbDataReader row)
        {
            var sensitive = JournalJson.Open<ExchangeSensitive>(core.Keys, row.Bytes(4)!, ExchangeSensitive.Place(Exchange));
            var message = new OutboundMessage
            {
                Exchange = ExchangeId.Parse(Exchange),
                Organisation = OdsCode.Parse(Organisation),
                Endpoint = Endpoint,
                To = sensitive.To,
                Workflow = WorkflowId.Parse(row.GetString(0)),
                Subject = sensitive.Subject,
                LocalId = row.GetString(1),
                FileName = sensitive.FileName,
                ContentType = row.GetString(2),
                Size = row.GetInt64(3),
                Open = () => core.Payloads.Open(Exchange) ?? throw new StorageException("The payload of a send is missing."),
                MayHaveArrived = mayHaveArrived,
            };
            return (message, row.GetString(5));
        }
    }

    private static OutboxRow Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7),
        row.GetInt64(8), row.GetInt64(9), row.TimeOrNull(10), JournalJson.Value<AfterUncertain>(row.GetString(11)));
}
