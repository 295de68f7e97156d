using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dapper;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Primitives;

namespace Plexus.Engine.Queries;

/// <summary>What people can see of the journal. Reads only; the caller decides who may see which organisation.</summary>
/// <remarks>The parts: exchanges and the live feed here, work (conversations, tasks, alerts, counters) beside.</remarks>
public sealed partial class JournalQueries(EngineCore core)
{
    /// <summary>The most rows one page may hold.</summary>
    public const int MostRows = 200;

    private const string SummaryColumns =
        "id, organisation, direction, state, outcome, code, place, channel, endpoint, counterparty, transport_id, workflow, conversation, business_id, sender_organisation, label, content_type, size, sha256, sensitive, reason, at, business_at, acked_at, settled_at";

    /// <summary>Exchanges newest first.</summary>
    public async Task<Page<ExchangeSummary>> SearchAsync(ExchangeSearch search, CancellationToken cancellation)
    {
        var limit = Math.Clamp(search.Limit, 1, MostRows);
        if (ExchangeSearchStatement.Of(search, core.Database.Dialect, core.Keys, SummaryColumns, limit + 1) is not var (sql, values))
            return new([], null);
        var rows = await QueryAsync<ExchangeRecord>(sql, values, cancellation);
        return Page(rows, limit, r => r.Id, Summary);
    }

    /// <summary>One exchange with everything that belongs to it; null when there is none.</summary>
    public async Task<ExchangeDetail?> ExchangeAsync(ExchangeId exchange, CancellationToken cancellation)
    {
        var values = new DynamicParameters(new { id = exchange.ToString() });
        var row = (await QueryAsync<ExchangeRecord>($"SELECT {SummaryColumns} FROM exchange WHERE id = @id", values, cancellation)).SingleOrDefault();
        if (row is null)
            return null;
        var timeline = await QueryAsync<EventRecord>("SELECT seq, organisation, exchange, conversation, at, kind, detail FROM exchange_event WHERE exchange = @id ORDER BY seq", values, cancellation);
        var findings = await QueryAsync<FindingRecord>("SELECT severity, code, message, path, line, col FROM finding WHERE exchange = @id ORDER BY ordinal", values, cancellation);
        var related = row.Conversation is null
            ? []
            : await QueryAsync<ExchangeRecord>($"SELECT {SummaryColumns} FROM exchange WHERE conversation = @conversation AND id <> @id ORDER BY id LIMIT {MostRows}", new DynamicParameters(new { conversation = row.Conversation, id = row.Id }), cancellation);
        var tasks = row.Conversation is null
            ? []
            : await QueryAsync<TaskRecord>($"SELECT {TaskColumns} FROM task WHERE conversation = @conversation ORDER BY id", new DynamicParameters(new { conversation = row.Conversation }), cancellation);
        return new ExchangeDetail(
            Summary(row),
            [.. timeline.Select(Event)],
            [.. findings.Select(f => new Finding(f.Severity, f.Code, f.Message, f.Path, (int)f.Line, (int)f.Col))],
            [.. related.Select(Summary)],
            [.. tasks.Select(Task)]);
    }

    /// <summary>The payload's plain bytes; null when there is none. The caller writes the audit row.</summary>
    public Stream? OpenPayload(ExchangeId exchange) => core.Payloads.Open(exchange.ToString());

    /// <summary>What happens from now on, or after a number seen before, on every node; each event once and in the order of commits.</summary>
    /// <param name="after">The last number seen; null begins with the next event.</param>
    /// <param name="organisation">Null means every organisation.</param>
    public async IAsyncEnumerable<JournalEvent> FeedAsync(long? after, OdsCode? organisation, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pulse = new Pulse();
        core.Database.Writes.JournalAdvanced += pulse.Give;
        try
        {
            var last = after ?? await LastEventAsync(cancellation);
            while (true)
            {
                var rows = await QueryAsync<EventRecord>(
                    "SELECT seq, organisation, exchange, conversation, at, kind, detail FROM exchange_event WHERE seq > @last ORDER BY seq LIMIT 200",
                    new DynamicParameters(new { last }), cancellation);
                foreach (var row in rows)
                {
                    last = row.Seq;
                    if (organisation is null || row.Organisation == organisation.Value.ToWire())
                        yield return Event(row);
                }

                if (rows.Count == 0)
                    await pulse.WaitAsync(core.Options.LookEvery, core.Clocks.Wall, cancellation);
            }
        }
        finally
        {
            core.Database.Writes.JournalAdvanced -= pulse.Give;
        }
    }

    /// <summary>The number of the latest event.</summary>
    public async Task<long> LastEventAsync(CancellationToken cancellation) =>
        (await QueryAsync<long>("SELECT value FROM sequence WHERE name = 'journal'", new DynamicParameters(), cancellation)).Single();

    private async Task<List<T>> QueryAsync<T>(string sql, DynamicParameters values, CancellationToken cancellation)
    {
        await using var connection = await core.Database.OpenAsync(cancellation);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: cancellation))).AsList();
    }

    private static void Where(StringBuilder sql, DynamicParameters values, string column, string? value)
    {
        if (value is null)
            return;
        sql.Append(System.Globalization.CultureInfo.InvariantCulture, $" AND {column} = @{column}");
        values.Add(column, value);
    }

    private static void Before(StringBuilder sql, DynamicParameters values, string? cursor)
    {
        if (cursor is null)
            return;
        sql.Append(" AND id < @before");
        values.Add("before", cursor);
    }

    private static Page<TView> Page<TRow, TView>(List<TRow> rows, int limit, Func<TRow, string> cursor, Func<TRow, TView> view) =>
        new([.. rows.Take(limit).Select(view)], rows.Count > limit ? cursor(rows[limit - 1]) : null);

    private ExchangeSummary Summary(ExchangeRecord r)
    {
        var sensitive = r.Sensitive is null ? new ExchangeSensitive() : JournalJson.Open<ExchangeSensitive>(core.Keys, r.Sensitive, ExchangeSensitive.Place(r.Id));
        return new ExchangeSummary
        {
            Id = ExchangeId.Parse(r.Id),
            Organisation = OdsCode.Parse(r.Organisation),
            Direction = r.Direction,
            State = r.State,
            Outcome = r.Outcome,
            Code = r.Code,
            Place = r.Place,
            Channel = r.Channel,
            Endpoint = r.Endpoint,
            Counterparty = r.Direction == "out" ? sensitive.To : r.Counterparty,
            TransportId = r.Transport_Id,
            Workflow = r.Workflow,
            Conversation = r.Conversation is null ? null : ConversationId.Parse(r.Conversation),
            BusinessId = r.Business_Id,
            SenderOrganisation = r.Sender_Organisation,
            Label = r.Label,
            ContentType = r.Content_Type,
            Size = r.Size,
            Sha256 = r.Sha256,
            Title = sensitive.Title,
            Subject = sensitive.Subject,
            FileName = sensitive.FileName,
            Patient = sensitive.Patient is { } digits && NhsNumber.TryParse(digits, out var number) ? number : null,
            Reason = r.Reason,
            At = Moment(r.At),
            BusinessAt = Moment(r.Business_At),
            AckedAt = MomentOrNull(r.Acked_At),
            SettledAt = MomentOrNull(r.Settled_At),
        };
    }

    private static JournalEvent Event(EventRecord r) => new(
        r.Seq, OdsCode.Parse(r.Organisation), r.Exchange is null ? null : ExchangeId.Parse(r.Exchange), r.Conversation is null ? null : ConversationId.Parse(r.Conversation),
        Moment(r.At), r.Kind, r.Detail is null ? null : JsonSerializer.Deserialize<JsonElement>(r.Detail));

    private static DateTimeOffset Moment(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

    private static DateTimeOffset? MomentOrNull(long? at) => at is { } value ? Moment(value) : null;
}
