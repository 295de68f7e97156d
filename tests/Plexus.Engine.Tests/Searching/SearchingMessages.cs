using Microsoft.Extensions.Logging.Abstractions;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;
using Plexus.Engine.Queries;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Searching;

public sealed class SearchingMessages
{
    private static readonly Sql Insert = new(
        """
        INSERT INTO exchange (id, organisation, direction, state, outcome, channel, endpoint, workflow, conversation, size, sha256, patient_index, trace, at, business_at)
        VALUES ($1, $2, $3, $4, $5, 'mesh', 'X26ABC1', $6, $7, 1, '', $8, '', 1, 1)
        """);

    private static readonly OdsCode?[] Organisations = [null, OdsCode.Parse("A20047"), OdsCode.Parse("B81001"), OdsCode.Parse("C81002")];
    private static readonly string?[] Workflows = [null, "LETTER", "LETTER_ACK", "UNUSED"];
    private static readonly string?[] Directions = [null, "in", "out"];
    private static readonly string?[] Outcomes = [null, "accepted", "refused", "unreadable"];
    private static readonly NhsNumber?[] Patients = [null, NhsNumber.Parse("9990000018"), NhsNumber.Parse("9990000026")];
    private static readonly string?[] States = [null, .. ExchangeStates.All];

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_combination_of_conditions_finds_what_it_says_newest_first(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var messages = await FillAsync(test);
        var queries = new JournalQueries(Core(test));

        foreach (var search in Combinations())
        {
            var expected = messages.Where(m => Matches(m, search)).Select(m => m.Id).OrderDescending(StringComparer.Ordinal).ToList();

            var page = await queries.SearchAsync(search, default);

            page.Items.Select(m => m.Id.ToString()).ShouldBe(expected.Take(search.Limit), search.ToString());
            page.Next.ShouldBe(expected.Count > search.Limit ? expected[search.Limit - 1] : null, search.ToString());
        }
    }

    [Fact]
    public async Task No_search_on_SQLite_sorts_or_reads_the_whole_journal_where_something_rare_is_asked_for()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite");

        foreach (var search in Combinations())
        {
            if (ExchangeSearchStatement.Of(search, test.Database.Dialect, test.Keys, "*", 51) is not var (sql, values))
                continue;
            var plan = await PlanAsync(test.Database, sql, values);

            if (!plan.Contains("exchange_by_workflow_and_direction", StringComparison.Ordinal))
                plan.ShouldNotContain("TEMP B-TREE", Case.Sensitive, $"{search}: {sql}");
            Leading(search).ShouldBeOneOf([.. plan.Split('\n').SelectMany(Indexes), null], $"{search}: {plan}");
        }
    }

    /// <summary>The index that has to be used; null where any way is good.</summary>
    private static string? Leading(ExchangeSearch search) => search switch
    {
        { Patient: not null } => "exchange_by_patient",
        { State: not (null or "done" or "submitted" or "collected" or "discarded") } => "exchange_unsettled",
        { Outcome: not (null or "accepted") } => "exchange_by_outcome",
        { State: "submitted" or "collected" or "discarded" } => "exchange_by_end",
        { Workflow: not null, Organisation: not null } => "exchange_by_workflow",
        { Workflow: not null } => "exchange_by_workflow_and_direction",
        { Organisation: not null } => "exchange_by_organisation",
        _ => null,
    };

    private static IEnumerable<string> Indexes(string step) =>
        step.Split(' ').Where(word => word.StartsWith("exchange_", StringComparison.Ordinal));

    private static async Task<string> PlanAsync(Database database, string sql, Dapper.DynamicParameters values)
    {
        await using var connection = await database.OpenAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in values.ParameterNames)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@{name}", values.Get<object>(name));
            command.Parameters.Add(parameter);
        }

        await using var rows = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await rows.ReadAsync())
            plan.Add(rows.GetString(3));
        return string.Join('\n', plan);
    }

    private static IEnumerable<ExchangeSearch> Combinations() =>
        from organisation in Organisations
        from workflow in Workflows
        from direction in Directions
        from outcome in Outcomes
        from state in States
        from patient in Patients
        where new object?[] { organisation, workflow, direction, outcome, state, patient }.Count(c => c is not null) <= 3
        select new ExchangeSearch
        {
            Organisation = organisation, Workflow = workflow is null ? null : WorkflowId.Parse(workflow), Direction = direction, Outcome = outcome, State = state, Patient = patient, Limit = 5,
        };

    private static bool Matches(Message m, ExchangeSearch search) =>
        (search.Organisation is not { } ods || m.Organisation == ods.ToWire()) && (search.Workflow is not { } workflow || m.Workflow == workflow.ToWire())
        && (search.Direction is null || m.Direction == search.Direction) && (search.Outcome is null || m.Outcome == search.Outcome)
        && (search.State is null || m.State == search.State) && (search.Patient is not { } patient || m.Patient == patient);

    private static async Task<List<Message>> FillAsync(TestDatabase test)
    {
        var messages = Enumerable.Range(0, 400).Select(Message.Of).ToList();
        await test.Database.Writes.RunAsync(session =>
        {
            foreach (var m in messages)
                session.Execute(Insert, m.Id, m.Organisation, m.Direction, m.State, m.Outcome, m.Workflow, Guid.NewGuid().ToString("n"), test.Keys.IndexOf(m.Patient));
        });
        return messages;
    }

    private static EngineCore Core(TestDatabase test) => new()
    {
        Database = test.Database,
        Keys = test.Keys,
        Payloads = test.Payloads,
        Directory = new InMemoryDirectory(),
        Standards = new StandardsRegistry([]),
        Loggers = NullLoggerFactory.Instance,
    };

    private sealed record Message(string Id, string Organisation, string Direction, string State, string? Outcome, string Workflow, NhsNumber Patient)
    {
        private static readonly string[] In = [ExchangeStates.Received, ExchangeStates.Waiting, ExchangeStates.Done, ExchangeStates.Done, ExchangeStates.Parked, ExchangeStates.Discarded];

        private static readonly string[] Out =
            [.. ExchangeStates.All.Except(In)];

        internal static Message Of(int n)
        {
            var state = n % 2 == 0 ? In[n / 2 % In.Length] : Out[n / 2 % Out.Length];
            var outcome = state == ExchangeStates.Done ? new[] { "accepted", "refused", "unreadable" }[n / 7 % 3] : null;
            return new(
                new Guid(n, 0, 0x7000, new byte[8]).ToString("n"), n % 3 == 0 ? "B81001" : "A20047", n % 2 == 0 ? "in" : "out", state, outcome,
                n % 5 == 0 ? "LETTER_ACK" : "LETTER", n % 11 == 0 ? NhsNumber.Parse("9990000026") : NhsNumber.Parse("9990000018"));
        }
    }
}
