using System.Globalization;
using System.Text;
using Dapper;
using Plexus.Engine.Journal;
using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Queries;

/// <summary>The statement of a search of messages, such that an index leads to them whatever is asked for.</summary>
/// <remarks>
/// PostgreSQL knows how rare each value is and chooses by itself. SQLite does not: there one condition, the rarest by nature, leads,
/// and the others are written so that they cannot. What stands in the text rather than in a parameter lets both see that a partial index serves.
/// </remarks>
internal sealed class ExchangeSearchStatement
{
    private static readonly string[] Ends = [ExchangeStates.Submitted, ExchangeStates.Collected, ExchangeStates.Discarded];

    private readonly StringBuilder _conditions = new();
    private readonly DynamicParameters _values = new();
    private readonly bool _chooses;
    private bool _leads;

    private ExchangeSearchStatement(Dialect dialect) => _chooses = dialect != Dialect.Sqlite;

    /// <summary>Null when the search contradicts itself: nothing that arrived is in a state of what is sent.</summary>
    /// <param name="columns">What is read of each message.</param>
    /// <param name="rows">The most rows.</param>
    /// <exception cref="ArgumentException">There is no such state or outcome.</exception>
    internal static (string Sql, DynamicParameters Values)? Of(ExchangeSearch search, Dialect dialect, KeyRing keys, string columns, int rows)
    {
        var direction = search.Direction ?? (search.State is { } state ? DirectionOf(state) : search.Outcome is null ? null : "in");
        if ((search.State is { } of && DirectionOf(of) != direction) || (search.Outcome is not null && direction != "in"))
            return null;
        var statement = new ExchangeSearchStatement(dialect);
        statement._values.Add("limit", rows);
        var byWorkflow = statement.Add(search, keys);
        var sql = byWorkflow && direction is null ? statement.BothDirections(columns) : statement.One(columns, direction, byWorkflow);
        return (sql, statement._values);
    }

    /// <summary>Adds the conditions, the rarest first. True when the workflow leads: its index goes on with the direction.</summary>
    private bool Add(ExchangeSearch search, KeyRing keys)
    {
        Equal("patient_index", search.Patient is { } patient ? keys.IndexOf(patient) : null);
        Equal("conversation", search.Conversation?.ToString());
        var state = search.State;
        var isUnsettled = state is not (null or ExchangeStates.Done) && !Ends.Contains(state);
        if (state is not null && isUnsettled)
            Literal("state", state, ExchangeStates.All, " AND state NOT IN ('done', 'submitted', 'collected', 'discarded')");
        if (search.Outcome is { } outcome && outcome != ExchangeOutcomes.Accepted)
            Literal("outcome", outcome, ExchangeOutcomes.All, " AND outcome <> 'accepted'");
        if (state is not null && Ends.Contains(state))
            Literal("state", state, Ends, " AND state IN ('submitted', 'collected', 'discarded')");

        var byWorkflow = search is { Workflow: not null, Organisation: null } && !_leads;
        // With an organisation its index goes on with the workflow: both lead together.
        var together = search is { Workflow: not null, Organisation: not null } && !_leads;
        Equal("organisation", search.Organisation?.ToWire());
        if (together)
            _leads = false;
        Equal("workflow", search.Workflow?.ToWire());

        if (search.Outcome == ExchangeOutcomes.Accepted)
            Literal("outcome", ExchangeOutcomes.Accepted, ExchangeOutcomes.All, "");
        if (state == ExchangeStates.Done)
            Literal("state", state, ExchangeStates.All, "");
        if (search.Before is { } before)
        {
            _conditions.Append(" AND id < @before");
            _values.Add("before", before);
        }

        return byWorkflow;
    }

    private string One(string columns, string? direction, bool leads)
    {
        if (direction is not null)
            _conditions.Append(CultureInfo.InvariantCulture, $" AND {(leads ? "direction" : Weak("direction"))} = '{(direction == "in" ? "in" : "out")}'");
        return $"SELECT {columns} FROM exchange WHERE 1 = 1{_conditions} ORDER BY id DESC LIMIT @limit";
    }

    // Each direction is in the order of ids by itself: the newest of both are among the newest of each.
    private string BothDirections(string columns) =>
        $"""
        SELECT {columns} FROM exchange WHERE id IN (
            SELECT id FROM (SELECT id FROM exchange WHERE direction = 'in'{_conditions} ORDER BY id DESC LIMIT @limit) AS arrived
            UNION ALL SELECT id FROM (SELECT id FROM exchange WHERE direction = 'out'{_conditions} ORDER BY id DESC LIMIT @limit) AS sent)
        ORDER BY id DESC LIMIT @limit
        """;

    private void Equal(string column, string? value)
    {
        if (value is null)
            return;
        _conditions.Append(CultureInfo.InvariantCulture, $" AND {Lead(column)} = @{column}");
        _values.Add(column, value);
    }

    private void Literal(string column, string value, IReadOnlyList<string> known, string also)
    {
        if (!known.Contains(value))
            throw new ArgumentException($"There is no such {column}.", nameof(value));
        _conditions.Append(CultureInfo.InvariantCulture, $" AND {Lead(column)} = '{value}'{also}");
    }

    private string Lead(string column)
    {
        var name = _leads ? Weak(column) : column;
        _leads = true;
        return name;
    }

    /// <summary>So written, SQLite uses no index of the column.</summary>
    private string Weak(string column) => _chooses ? column : $"+{column}";

    private static string DirectionOf(string state) =>
        state is ExchangeStates.Received or ExchangeStates.Waiting or ExchangeStates.Done or ExchangeStates.Parked or ExchangeStates.Discarded ? "in" : "out";
}
