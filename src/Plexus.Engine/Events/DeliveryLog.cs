using System.Data.Common;
using Plexus.Contracts;
using Plexus.Storage;
using Plexus.Storage.Audit;

namespace Plexus.Engine.Events;

/// <summary>What operators see of deliveries, and how they send one again.</summary>
public sealed class DeliveryLog(EngineCore core)
{
    private const string Columns =
        """
        SELECT d.id, d.event, d.organisation, d.subscription, d.state, d.attempts, d.due, d.status, d.reason, d.delivered_at, e.type, e.conversation
        FROM delivery d JOIN event e ON e.id = d.event
        """;

    private static readonly Sql SelectNewest = new($"{Columns} WHERE ($1 = '' OR d.organisation = $1) AND ($2 = '' OR d.state = $2) AND d.id < $3 ORDER BY d.id DESC LIMIT $4");
    private static readonly Sql SelectByEvent = new($"{Columns} WHERE d.event = $1 ORDER BY d.id");
    private static readonly Sql SelectByConversation = new($"{Columns} WHERE e.conversation = $1 ORDER BY d.id");

    private static readonly Sql Again = new(
        "UPDATE delivery SET state = 'queued', attempts = 0, due = 0, owner = NULL, first_at = NULL WHERE id = $1 AND state IN ('refused', 'failed', 'delivered')");

    private static readonly Sql AllAgain = new(
        "UPDATE delivery SET state = 'queued', attempts = 0, due = 0, owner = NULL, first_at = NULL WHERE organisation = $1 AND subscription = $2 AND state IN ('refused', 'failed')");

    private static readonly Sql SelectOrganisation = new("SELECT organisation FROM delivery WHERE id = $1");

    /// <summary>Newest first.</summary>
    /// <param name="organisation">Null for all.</param>
    /// <param name="state">One of <see cref="DeliveryStates"/>; null for all.</param>
    /// <param name="before">The last row's id of the page before; null for the first page.</param>
    /// <param name="limit">1 to 500.</param>
    public IReadOnlyList<DeliveryView> List(string? organisation, string? state, long? before, int limit) =>
        core.Database.Read(rows => rows.Query(SelectNewest, Read, organisation ?? "", state ?? "", before ?? long.MaxValue, (long)Math.Clamp(limit, 1, 500)));

    public IReadOnlyList<DeliveryView> OfEvent(string @event) => core.Database.Read(rows => rows.Query(SelectByEvent, Read, @event));

    public IReadOnlyList<DeliveryView> OfConversation(ConversationId conversation) => core.Database.Read(rows => rows.Query(SelectByConversation, Read, conversation.ToString()));

    /// <summary>Sends it again, under the same id, with all its time before it; false when there is no such delivery or it is queued already.</summary>
    public Task<bool> ReplayAsync(long delivery, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session =>
            {
                if (session.Execute(Again, delivery) == 0)
                    return false;
                var organisation = session.First(SelectOrganisation, row => row.GetString(0), delivery)!;
                session.Audit(new AuditEntry(organisation, by, "delivery.replayed", EventRows.ReasonPlace(delivery)));
                return true;
            },
            cancellation: cancellation);

    /// <summary>Sends everything again that the endpoint refused or did not take; says how many.</summary>
    public Task<int> ReplayAllAsync(string organisation, string endpoint, string by, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session =>
            {
                var count = session.Execute(AllAgain, organisation, endpoint);
                if (count > 0)
                    session.Audit(new AuditEntry(organisation, by, "delivery.replayed", $"deliveryEndpoints/{endpoint}", $"{count} deliveries"));
                return count;
            },
            cancellation: cancellation);

    private DeliveryView Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetInt64(6) is > 0 and var due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null,
        row.Text(7), core.Keys.DecryptText(row.Bytes(8), EventRows.ReasonPlace(row.GetInt64(0))), row.TimeOrNull(9), row.GetString(10), ConversationId.Parse(row.GetString(11)));
}

/// <param name="Endpoint">Id of the delivery endpoint.</param>
/// <param name="Due">When it is tried next, or was last to be; null when it is new.</param>
/// <param name="Status">What the last attempt met, such as <c>HTTP 503</c>.</param>
/// <param name="Reason">Why the supplier's system refused it, in its own words: may name a patient.</param>
public sealed record DeliveryView(
    long Id, string Event, string Organisation, string Endpoint, string State, long Attempts, DateTimeOffset? Due, string? Status, SensitiveText Reason, DateTimeOffset? DeliveredAt, string Type, ConversationId Conversation);
