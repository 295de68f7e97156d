using Plexus.Storage.Audit;

namespace Plexus.Storage;

/// <summary>One line of what happened to an exchange or a conversation.</summary>
/// <param name="Detail">JSON, never patient data.</param>
public sealed record TimelineEntry(string Organisation, string? Exchange, string? Conversation, string Kind, string? Detail);

/// <summary>A CloudEvent for the supplier's system.</summary>
/// <param name="Data">The event's JSON, encrypted.</param>
public sealed record PublishedEvent(string Id, string Organisation, string Conversation, string? Exchange, string Name, string Type, long At, byte[] Data, bool RequireReceipt, string? PatientIndex, bool PayloadReference);

/// <summary>Rows that are numbered in the order of commits. They are written last in a transaction, so that the rows that hand out numbers are locked only for the moment of the commit.</summary>
internal sealed class JournalTail
{
    private static readonly Sql NextNumbers = new("UPDATE sequence SET value = value + $1 WHERE name = 'journal' RETURNING value");

    private static readonly Sql InsertTimeline = new(
        "INSERT INTO exchange_event (seq, organisation, exchange, conversation, at, kind, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)");

    private static readonly Sql InsertEvent = new(
        """
        INSERT INTO event (seq, id, organisation, conversation, exchange, name, type, at, data, require_receipt, patient_index, payload_reference)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """);

    internal List<AuditEntry> Audit { get; } = [];

    internal List<TimelineEntry> Timeline { get; } = [];

    internal List<PublishedEvent> Events { get; } = [];

    internal void Clear()
    {
        Audit.Clear();
        Timeline.Clear();
        Events.Clear();
    }

    internal bool Write(Session rows, long now)
    {
        AuditChain.Append(rows, Audit, now);
        var count = Timeline.Count + Events.Count;
        if (count == 0)
            return false;

        var next = rows.First(NextNumbers, row => row.GetInt64(0), (long)count) - count;
        foreach (var e in Timeline)
            rows.Post(InsertTimeline, ++next, e.Organisation, e.Exchange, e.Conversation, now, e.Kind, e.Detail);
        foreach (var e in Events)
            rows.Post(InsertEvent, ++next, e.Id, e.Organisation, e.Conversation, e.Exchange, e.Name, e.Type, e.At, e.Data, e.RequireReceipt ? 1L : 0L, e.PatientIndex, e.PayloadReference ? 1L : 0L);
        return true;
    }
}
