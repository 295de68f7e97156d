using System.Data.Common;
using System.Text.Json;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Events;

/// <summary>States of a delivery. Being worked on is a lease, never a state.</summary>
public static class DeliveryStates
{
    public const string Queued = "queued";

    /// <summary>The supplier's system has the event.</summary>
    public const string Delivered = "delivered";

    /// <summary>It will never take it.</summary>
    public const string Refused = "refused";

    /// <summary>It did not take it in all the time there was.</summary>
    public const string Failed = "failed";

    public static readonly IReadOnlyList<string> All = [Queued, Delivered, Refused, Failed];
}

/// <summary>A delivery that this node holds.</summary>
internal sealed record ClaimedDelivery(long Id, string Event, string Endpoint, long Attempts, long FirstAt);

/// <summary>An event as it was published.</summary>
internal sealed record EventRow(
    long Seq, string Id, string Organisation, string Conversation, string? Exchange, string Name, string Type, long At, byte[] Data, bool RequireReceipt, bool PayloadReference, string Standard)
{
    internal CloudEvent Open(KeyRing keys) => new()
    {
        Id = Id,
        Type = Type,
        Organisation = OdsCode.Parse(Organisation),
        Standard = Standard,
        Conversation = ConversationId.Parse(Conversation),
        Time = DateTimeOffset.FromUnixTimeMilliseconds(At),
        Payload = PayloadReference && Exchange is not null ? ExchangeId.Parse(Exchange) : null,
        Data = JournalJson.Open<JsonElement>(keys, Data, "event/" + Id),
    };
}

/// <summary>The SQL of events and their deliveries.</summary>
internal static class EventRows
{
    private const string Columns =
        """
        SELECT e.seq, e.id, e.organisation, e.conversation, e.exchange, e.name, e.type, e.at, e.data, e.require_receipt, e.payload_reference, coalesce(c.standard, '')
        FROM event e LEFT JOIN conversation c ON c.id = e.conversation
        """;

    // An earlier event of the same conversation that this endpoint has not settled goes first.
    private const string InOrder =
        """
        AND NOT EXISTS (SELECT 1 FROM event mine JOIN event earlier ON earlier.conversation = mine.conversation AND earlier.seq < mine.seq
        JOIN delivery before ON before.event = earlier.id AND before.subscription = delivery.subscription
        WHERE mine.id = delivery.event AND before.state = 'queued')
        """;

    private static readonly string Due =
        $"SELECT id, event, subscription, attempts, first_at FROM delivery WHERE subscription = $2 AND state = 'queued' AND due <= $1 AND {Leases.Free("delivery")}";

    private static readonly Sql SelectDue = new(Due + " ORDER BY due, id LIMIT $3 {{skip_locked}}");
    private static readonly Sql SelectDueInOrder = new($"{Due} {InOrder} ORDER BY due, id LIMIT $3 {{{{skip_locked}}}}");
    private static readonly Sql SelectAnyDue = new("SELECT 1 FROM delivery WHERE subscription = $1 AND state = 'queued' AND due <= $2 LIMIT 1");
    private static readonly Sql Own = new("UPDATE delivery SET owner = $2, attempts = attempts + 1, first_at = coalesce(first_at, $3) WHERE id = $1");
    private static readonly Sql SelectEvent = new($"{Columns} WHERE e.id = $1");
    private static readonly Sql SelectAfter = new($"{Columns} WHERE e.organisation = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3");
    private static readonly Sql Retry = new("UPDATE delivery SET owner = NULL, due = $3, status = $4 WHERE id = $1 AND state = 'queued' AND owner = $2");
    private static readonly Sql Settle = new("UPDATE delivery SET owner = NULL, state = $3, status = $4, reason = $5, delivered_at = $6 WHERE id = $1 AND state = 'queued' AND owner = $2");
    private static readonly Sql CountOpen = new("SELECT count(*), coalesce(sum(CASE WHEN state = 'delivered' THEN 0 ELSE 1 END), 0) FROM delivery WHERE event = $1");

    /// <summary>Whether it is worth while to open a transaction and take something.</summary>
    internal static bool AnyDue(Session rows, string endpoint, long now) => rows.First(SelectAnyDue, row => row.GetInt64(0), endpoint, now) > 0;

    internal static List<ClaimedDelivery> Take(WriteSession session, string endpoint, bool inOrder, string node, long now, int most)
    {
        var found = session.Query(
            inOrder ? SelectDueInOrder : SelectDue,
            row => new ClaimedDelivery(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.Number(4) ?? now),
            now, endpoint, (long)most);
        foreach (var delivery in found)
            session.Post(Own, delivery.Id, node, now);
        return [.. found.Select(d => d with { Attempts = d.Attempts + 1 })];
    }

    internal static EventRow? Find(Session rows, string id) => rows.First(SelectEvent, Read, id);

    internal static List<EventRow> After(Session rows, OdsCode organisation, long cursor, int limit) => rows.Query(SelectAfter, Read, organisation.ToWire(), cursor, (long)limit);

    /// <summary>Lets it go until it is due again; nothing when another node has taken it over meanwhile.</summary>
    internal static void Wait(WriteSession session, ClaimedDelivery delivery, string node, long due, string? status) =>
        session.Post(Retry, delivery.Id, node, due, status);

    /// <summary>True when it was still ours to settle.</summary>
    internal static bool TrySettle(WriteSession session, ClaimedDelivery delivery, string node, string state, string? status, byte[]? reason) =>
        session.Execute(Settle, delivery.Id, node, state, status, reason, state == DeliveryStates.Delivered ? session.Now : null) == 1;

    /// <summary>Whether every endpoint that the event goes to has it.</summary>
    internal static bool AllDelivered(Session rows, string @event) => rows.First(CountOpen, row => row.GetInt64(0) > 0 && row.GetInt64(1) == 0, @event);

    internal static string ReasonPlace(long delivery) => "delivery/" + delivery.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static EventRow Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Text(4), row.GetString(5), row.GetString(6), row.GetInt64(7),
        row.GetFieldValue<byte[]>(8), row.GetInt64(9) != 0, row.GetInt64(10) != 0, row.GetString(11));
}
