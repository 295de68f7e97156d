using System.Data.Common;
using Plexus.Contracts;
using Plexus.Engine.Reacting;
using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Journal;

/// <summary>One row of the durable inbox of conversations.</summary>
internal sealed record StimulusRow(string Id, string Organisation, string? Conversation, string? Exchange, string Kind, byte[]? Body, long Attempts, long BusinessAt)
{
    /// <summary>The message at hand, so that it need not be read again from the store.</summary>
    public InboundMessage? Message { get; init; }

    /// <summary>Set for an arrived message that keeps its place among those of its mailbox.</summary>
    public string? Mailbox { get; init; }

    /// <summary>A node died while it held it: perhaps of it.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>Its place in the inbox; null when it was added by this process and never read back.</summary>
    public long? Seq { get; init; }

    internal static string Place(string id) => "stimulus/" + id;
}

/// <summary>Kinds of stimuli in rows.</summary>
internal static class StimulusKinds
{
    internal const string Arrived = "arrived";
    internal const string Answered = "answered";
    internal const string Decided = "decided";
    internal const string Delivery = "delivery";
    internal const string Sent = "sent";
    internal const string Timer = "timer";
    internal const string Job = "job";
    internal const string Command = "command";
}

internal static class StimulusRows
{
    private static readonly Sql Insert = new(
        """
        INSERT INTO stimulus (id, organisation, conversation, exchange, kind, body, state, attempts, due, owner, business_at, at, mailbox)
        VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, 0, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING
        """);

    // The order is kept here and nowhere else: whatever nodes have in memory, a message cannot be finished before the earlier ones of its mailbox.
    private static readonly Sql FinishRow = new(
        """
        UPDATE stimulus SET state = 'done', body = NULL, owner = NULL WHERE id = $1 AND state = 'pending' AND owner = $2
        AND NOT EXISTS (SELECT 1 FROM stimulus earlier WHERE earlier.mailbox = stimulus.mailbox AND earlier.state = 'pending' AND earlier.seq < stimulus.seq)
        """);

    private static readonly Sql SelectHeld = new("SELECT 1 FROM stimulus WHERE id = $1 AND state = 'pending' AND owner = $2");

    private static readonly Sql SelectFirstOf = new("SELECT id FROM stimulus WHERE conversation = $1 AND state = 'pending' ORDER BY seq LIMIT 1");

    private static readonly Sql SelectPending = new(
        $$$"""
        SELECT id, organisation, conversation, exchange, kind, body, attempts, business_at, owner, mailbox, seq FROM stimulus
        WHERE state = 'pending' AND due <= $1 AND {{{Leases.Free("stimulus")}}}
        AND NOT EXISTS (SELECT 1 FROM stimulus earlier WHERE earlier.conversation = stimulus.conversation AND earlier.state = 'pending' AND earlier.seq < stimulus.seq)
        AND NOT EXISTS (SELECT 1 FROM stimulus earlier WHERE earlier.mailbox = stimulus.mailbox AND earlier.state = 'pending' AND earlier.seq < stimulus.seq
        AND (earlier.due > $1 OR (earlier.owner <> $3 AND NOT {{{Leases.Free("earlier")}}})))
        ORDER BY seq LIMIT $2 {{skip_locked}}
        """);

    private static readonly Sql DeleteOld = new(
        "DELETE FROM stimulus WHERE seq IN (SELECT seq FROM stimulus WHERE seq < (SELECT coalesce(min(seq), 0) + 100000 FROM stimulus) AND state = 'done' AND at < $1 ORDER BY seq LIMIT 1000)");

    private static readonly Sql Own = new("UPDATE stimulus SET owner = $2 WHERE id = $1");

    private static readonly Sql CountAttempt = new("UPDATE stimulus SET attempts = $3 WHERE id = $1 AND state = 'pending' AND owner = $2");

    private static readonly Sql GiveBack = new("UPDATE stimulus SET owner = NULL, attempts = $3, due = $4, error = $5 WHERE id = $1 AND state = 'pending' AND owner = $2");

    private static readonly Sql PutOffRow = new("UPDATE stimulus SET owner = NULL, mailbox = NULL, attempts = $3, due = $4, error = $5 WHERE id = $1 AND state = 'pending' AND owner = $2");

    private static readonly Sql ParkRow = new("UPDATE stimulus SET state = 'parked', owner = NULL, attempts = $3, error = $4 WHERE id = $1 AND state = 'pending' AND owner = $2");

    /// <summary>Removes finished stimuli of long ago: their ids kept them from happening twice.</summary>
    internal static async Task ForgetAsync(Database database, DateTimeOffset before, CancellationToken cancellation)
    {
        // In portions, so that no transaction is long.
        while (await database.Writes.RunAsync(session => session.Execute(DeleteOld, before.ToUnixTimeMilliseconds()), cancellation: cancellation) > 0)
            cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Adds it to the inbox, already held by the node that will react; a second time is a no-op.</summary>
    internal static void Add(WriteSession session, StimulusRow row, string? owner) =>
        session.Post(Insert, row.Id, row.Organisation, row.Conversation, row.Exchange, row.Kind, row.Body, owner, row.BusinessAt, session.Now, row.Mailbox);

    internal static StimulusRow Make<T>(KeyRing keys, string id, string organisation, string conversation, string kind, T body, long businessAt, string? exchange = null) =>
        new(id, organisation, conversation, exchange, kind, JournalJson.Seal(keys, body, StimulusRow.Place(id)), 0, businessAt);

    /// <summary>Takes it off the inbox within the unit that holds its reaction.</summary>
    /// <exception cref="ReactionUndoneException">It is not ours any more, or not its turn.</exception>
    internal static void Finish(WriteSession session, string id, string node)
    {
        if (session.Execute(FinishRow, id, node) == 0)
            throw new ReactionUndoneException(session.First(SelectHeld, row => row.GetInt64(0), id, node) == 1 ? Verdict.OutOfTurn : Verdict.NotOurs);
    }

    /// <summary>The stimulus that is next in the conversation.</summary>
    internal static string? FirstOf(Session rows, string conversation) => rows.First(SelectFirstOf, row => row.GetString(0), conversation);

    /// <summary>Takes rows that nobody living holds. One that a dead node held is suspect.</summary>
    internal static List<StimulusRow> Take(WriteSession session, string node, long now, int most)
    {
        var rows = session.Query(SelectPending, Read, now, (long)most, node);
        foreach (var row in rows)
            session.Post(Own, row.Id, node);
        return rows;
    }

    /// <summary>Counts an attempt before it is made: whoever dies of it leaves that much behind.</summary>
    internal static void NoteAttempt(WriteSession session, StimulusRow row, string node) => session.Post(CountAttempt, row.Id, node, row.Attempts + 1);

    /// <summary>Gives it back; an arrived message keeps its place, so that the later ones of its mailbox wait for it.</summary>
    internal static void Release(WriteSession session, StimulusRow row, string node, long attempts, long due, string? error) =>
        session.Post(GiveBack, row.Id, node, attempts, due, error);

    /// <summary>Gives it back until its next attempt; an arrived message loses its place, so that the later ones of its mailbox pass it.</summary>
    internal static void PutOff(WriteSession session, StimulusRow row, string node, long attempts, long due, string error) =>
        session.Post(PutOffRow, row.Id, node, attempts, due, error);

    internal static bool TryPark(WriteSession session, StimulusRow row, string node, long attempts, string error) =>
        session.Execute(ParkRow, row.Id, node, attempts, error) == 1;

    /// <summary>The stimulus as a protocol sees it; an arrived message is not read here.</summary>
    internal static Stimulus Restore(StimulusRow row, KeyRing keys)
    {
        var (id, at) = (StimulusId.Parse(row.Id), DateTimeOffset.FromUnixTimeMilliseconds(row.BusinessAt));
        T Body<T>() => JournalJson.Open<T>(keys, row.Body!, StimulusRow.Place(row.Id));
        switch (row.Kind)
        {
            case StimulusKinds.Answered when Body<AnsweredBody>() is var b:
                return new Answered(b.Question, b.Answer) { Id = id, At = at };
            case StimulusKinds.Decided when Body<DecidedBody>() is var b:
                return new Decided(b.Task, b.Decision, b.By, b.Note) { Id = id, At = at, Patient = b.Patient };
            case StimulusKinds.Delivery when Body<DeliveryBody>() is var b:
                return new DeliveryOutcome(b.Event, b.Accepted, b.Reason) { Id = id, At = at };
            case StimulusKinds.Sent when Body<SentBody>() is var b:
                return new SendOutcome(b.Send, b.Status, b.Code, b.Description) { Id = id, At = at };
            case StimulusKinds.Timer when Body<TimerBody>() is var b:
                return new TimerFired(b.Name) { Id = id, At = at };
            case StimulusKinds.Job when Body<JobBody>() is var b:
                return new JobFinished(b.Job, b.Succeeded, b.Result) { Id = id, At = at };
            case StimulusKinds.Command when Body<CommandBody>() is var b:
                return new Commanded(b.Command, b.By, b.Arguments) { Id = id, At = at };
            default:
                throw new StorageException($"A stimulus of the unknown kind {row.Kind} is in the inbox.");
        }
    }

    private static StimulusRow Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.GetString(4), row.Bytes(5), row.GetInt64(6), row.GetInt64(7))
        {
            IsSuspect = !row.IsDBNull(8),
            Mailbox = row.Text(9),
            Seq = row.GetInt64(10),
        };
}
