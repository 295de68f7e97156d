using System.Text;
using System.Text.Json;
using Dapper;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Primitives;

namespace Plexus.Engine.Queries;

/// <summary>Work: conversations, tasks, alerts, what is parked, and counters.</summary>
public sealed partial class JournalQueries
{
    private const string TaskColumns = "id, organisation, conversation, exchange, kind, urgency, state, title, details, decisions, decision, taken_by, due, at, closed_at";

    private const string ConversationColumns = "id, organisation, protocol, standard, role, status, result, sensitive, exchange, at, changed_at, ended_at";

    /// <summary>Tasks newest first.</summary>
    public async Task<Page<TaskView>> SearchTasksAsync(TaskSearch search, CancellationToken cancellation)
    {
        var limit = Math.Clamp(search.Limit, 1, MostRows);
        var sql = new StringBuilder($"SELECT {TaskColumns} FROM task WHERE 1 = 1");
        var values = new DynamicParameters();
        Where(sql, values, "organisation", search.Organisation?.ToWire());
        Where(sql, values, "conversation", search.Conversation?.ToString());
        Where(sql, values, "patient_index", search.Patient is { } patient ? core.Keys.IndexOf(patient) : null);
        if (search.State == TaskStates.Open)
            sql.Append(" AND state = 'open'");
        else
            Where(sql, values, "state", search.State);
        if (search.RaisedBefore is { } moment)
        {
            sql.Append(" AND at < @raised");
            values.Add("raised", moment.ToUnixTimeMilliseconds());
        }

        Before(sql, values, search.Before);
        sql.Append(" ORDER BY id DESC LIMIT @limit");
        values.Add("limit", limit + 1);
        return Page(await QueryAsync<TaskRecord>(sql.ToString(), values, cancellation), limit, r => r.Id, Task);
    }

    /// <summary>One task with its history; null when there is none.</summary>
    public async Task<TaskWithHistory?> TaskAsync(TaskId task, CancellationToken cancellation)
    {
        var values = new DynamicParameters(new { id = task.ToString() });
        var row = (await QueryAsync<TaskRecord>($"SELECT {TaskColumns} FROM task WHERE id = @id", values, cancellation)).SingleOrDefault();
        if (row is null)
            return null;
        var history = await QueryAsync<TaskEventRecord>("SELECT at, kind, actor, detail, note FROM task_event WHERE task = @id ORDER BY id", values, cancellation);
        return new TaskWithHistory(Task(row), [.. history.Select(h => new TaskHistory(Moment(h.At), h.Kind, h.Actor, h.Detail, core.Keys.DecryptText(h.Note, "task/" + row.Id)))]);
    }

    /// <summary>Conversations newest first.</summary>
    public async Task<Page<ConversationView>> SearchConversationsAsync(ConversationSearch search, CancellationToken cancellation)
    {
        var limit = Math.Clamp(search.Limit, 1, MostRows);
        var sql = new StringBuilder($"SELECT {ConversationColumns} FROM conversation WHERE 1 = 1");
        var values = new DynamicParameters();
        Where(sql, values, "organisation", search.Organisation?.ToWire());
        Where(sql, values, "standard", search.Standard);
        Where(sql, values, "patient_index", search.Patient is { } patient ? core.Keys.IndexOf(patient) : null);
        if (search.Status == ConversationStates.Open)
            sql.Append(" AND status = 'open'");
        else
            Where(sql, values, "status", search.Status);
        Before(sql, values, search.Before);
        sql.Append(" ORDER BY id DESC LIMIT @limit");
        values.Add("limit", limit + 1);
        return Page(await QueryAsync<ConversationRecord>(sql.ToString(), values, cancellation), limit, r => r.Id, Conversation);
    }

    /// <summary>One conversation with its exchanges, tasks, timeline and what it waits for; null when there is none.</summary>
    public async Task<ConversationDetail?> ConversationAsync(ConversationId conversation, CancellationToken cancellation)
    {
        var values = new DynamicParameters(new { id = conversation.ToString() });
        var row = (await QueryAsync<ConversationRecord>($"SELECT {ConversationColumns} FROM conversation WHERE id = @id", values, cancellation)).SingleOrDefault();
        if (row is null)
            return null;
        var exchanges = await QueryAsync<ExchangeRecord>($"SELECT {SummaryColumns} FROM exchange WHERE conversation = @id ORDER BY id LIMIT {MostRows}", values, cancellation);
        var tasks = await QueryAsync<TaskRecord>($"SELECT {TaskColumns} FROM task WHERE conversation = @id ORDER BY id", values, cancellation);
        var timeline = await QueryAsync<EventRecord>(
            """
            SELECT seq, organisation, exchange, conversation, at, kind, detail FROM exchange_event WHERE exchange IN (SELECT id FROM exchange WHERE conversation = @id)
            UNION ALL SELECT seq, organisation, exchange, conversation, at, kind, detail FROM exchange_event WHERE conversation = @id AND exchange IS NULL ORDER BY seq
            """,
            values, cancellation);
        var waits = await QueryAsync<WaitRecord>(
            """
            SELECT 'timer' AS kind, name, due FROM timer WHERE conversation = @id
            UNION ALL SELECT 'question' AS kind, name, deadline AS due FROM ask WHERE conversation = @id
            UNION ALL SELECT 'expectation' AS kind, kind AS name, NULL AS due FROM expectation WHERE conversation = @id
            """,
            values, cancellation);
        return new ConversationDetail(
            Conversation(row), [.. exchanges.Select(Summary)], [.. tasks.Select(Task)], [.. timeline.Select(Event)], [.. waits.Select(w => new Wait(w.Kind, w.Name, MomentOrNull(w.Due)))]);
    }

    /// <summary>Alerts newest first.</summary>
    /// <param name="unseen">Only those that nobody has seen.</param>
    /// <param name="before">The cursor of the page before.</param>
    public async Task<Page<AlertView>> AlertsAsync(OdsCode? organisation, bool unseen, string? before, int limit, CancellationToken cancellation)
    {
        limit = Math.Clamp(limit, 1, MostRows);
        var sql = new StringBuilder("SELECT id, organisation, code, message, exchange, conversation, at, seen_by, seen_at FROM alert WHERE 1 = 1");
        var values = new DynamicParameters();
        Where(sql, values, "organisation", organisation?.ToWire());
        if (unseen)
            sql.Append(" AND seen_at IS NULL");
        Before(sql, values, before);
        sql.Append(" ORDER BY id DESC LIMIT @limit");
        values.Add("limit", limit + 1);
        return Page(await QueryAsync<AlertRecord>(sql.ToString(), values, cancellation), limit, r => r.Id, a => new AlertView(
            a.Id, OdsCode.Parse(a.Organisation), a.Code, a.Message, ExchangeOrNull(a.Exchange), ConversationOrNull(a.Conversation), Moment(a.At), a.Seen_By, MomentOrNull(a.Seen_At)));
    }

    /// <summary>Stimuli that are parked, newest first, at most <see cref="MostRows"/>.</summary>
    public async Task<IReadOnlyList<ParkedStimulus>> ParkedStimuliAsync(OdsCode? organisation, CancellationToken cancellation)
    {
        var sql = new StringBuilder("SELECT id, organisation, kind, exchange, conversation, attempts, error, at FROM stimulus WHERE state = 'parked'");
        var values = new DynamicParameters();
        Where(sql, values, "organisation", organisation?.ToWire());
        sql.Append(System.Globalization.CultureInfo.InvariantCulture, $" ORDER BY seq DESC LIMIT {MostRows}");
        var rows = await QueryAsync<StimulusRecord>(sql.ToString(), values, cancellation);
        return [.. rows.Select(r => new ParkedStimulus(StimulusId.Parse(r.Id), OdsCode.Parse(r.Organisation), r.Kind, ExchangeOrNull(r.Exchange), ConversationOrNull(r.Conversation), r.Attempts, r.Error, Moment(r.At)))];
    }

    /// <summary>Counters for the first page.</summary>
    public async Task<Overview> OverviewAsync(OdsCode? organisation, CancellationToken cancellation)
    {
        var scope = organisation is null ? "" : " AND organisation = @organisation";
        var values = new DynamicParameters(new { organisation = organisation?.ToWire(), today = IdSource.FirstOf(new DateTimeOffset(core.Clocks.Wall.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero)) });
        var unsettled = await QueryAsync<CountRecord>($"SELECT state, count(*) AS count FROM exchange WHERE state NOT IN ('done', 'submitted', 'collected', 'discarded'){scope} GROUP BY state", values, cancellation);
        var today = await QueryAsync<CountRecord>($"SELECT direction AS state, count(*) AS count FROM exchange WHERE id >= @today{scope} GROUP BY direction", values, cancellation);
        var work = await QueryAsync<CountRecord>(
            $"""
            SELECT 'tasks' AS state, count(*) AS count FROM task WHERE state = 'open'{scope}
            UNION ALL SELECT 'conversations', count(*) FROM conversation WHERE status = 'open'{scope}
            UNION ALL SELECT 'alerts', count(*) FROM alert WHERE seen_at IS NULL{scope}
            UNION ALL SELECT 'parked', count(*) FROM stimulus WHERE state = 'parked'{scope}
            UNION ALL SELECT 'pending', count(*) FROM stimulus WHERE state = 'pending'{scope}
            UNION ALL SELECT 'outbox', count(*) FROM outbox WHERE 1 = 1{scope}
            """,
            values, cancellation);
        long Count(List<CountRecord> rows, string name) => rows.FirstOrDefault(r => r.State == name)?.Count ?? 0;
        return new Overview(
            unsettled.ToDictionary(r => r.State, r => r.Count), Count(today, "in"), Count(today, "out"), Count(work, "tasks"), Count(work, "conversations"),
            Count(work, "alerts"), Count(work, "parked"), Count(work, "outbox"), Count(work, "pending"));
    }

    private TaskView Task(TaskRecord r)
    {
        var place = "task/" + r.Id;
        return new TaskView(
            TaskId.Parse(r.Id), OdsCode.Parse(r.Organisation), ConversationId.Parse(r.Conversation), ExchangeOrNull(r.Exchange), r.Kind, r.Urgency, r.State,
            core.Keys.DecryptText(r.Title, place), JournalJson.Open<List<TaskDetail>>(core.Keys, r.Details, place),
            JsonSerializer.Deserialize<List<TaskDecision>>(r.Decisions, JournalJson.Options)!, r.Decision, r.Taken_By, MomentOrNull(r.Due), Moment(r.At), MomentOrNull(r.Closed_At));
    }

    private ConversationView Conversation(ConversationRecord r)
    {
        var sensitive = r.Sensitive is null ? new ConversationSensitive(null, null) : JournalJson.Open<ConversationSensitive>(core.Keys, r.Sensitive, ConversationSensitive.Place(r.Id));
        return new ConversationView(
            ConversationId.Parse(r.Id), OdsCode.Parse(r.Organisation), r.Protocol, r.Standard, r.Role, r.Status, r.Result, sensitive.Title,
            sensitive.Patient is { } digits && NhsNumber.TryParse(digits, out var number) ? number : null, ExchangeOrNull(r.Exchange), Moment(r.At), Moment(r.Changed_At), MomentOrNull(r.Ended_At));
    }

    private static ExchangeId? ExchangeOrNull(string? id) => id is null ? null : ExchangeId.Parse(id);

    private static ConversationId? ConversationOrNull(string? id) => id is null ? null : ConversationId.Parse(id);
}
