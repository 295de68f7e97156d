using System.CommandLine;
using System.Diagnostics;
using Plexus.Cli.Store;
using Plexus.Engine.Queries;
using Plexus.Primitives;

namespace Plexus.Cli.Bench.Search;

/// <summary>Every kind of search of messages that a page can make, on a journal of a million.</summary>
internal static class SearchBench
{
    private const double Bar = 100;
    private const int Rounds = 7;

    private static readonly WorkflowId Letters = WorkflowId.Parse(BenchMessage.Letters);
    private static readonly WorkflowId Rare = WorkflowId.Parse(BenchMessage.Rare);

    private static readonly (string Name, ExchangeSearch Search)[] Searches =
    [
        ("newest", new()),
        ("received", new() { Direction = "in" }),
        ("large-organisation", new() { Organisation = BenchMessage.Large }),
        ("small-organisation", new() { Organisation = BenchMessage.Small }),
        ("patient", new() { Patient = BenchMessage.NumberOf(77) }),
        ("patient-in-organisation", new() { Patient = BenchMessage.NumberOf(77), Organisation = BenchMessage.Large }),
        ("patient-nobody-knows", new() { Patient = BenchMessage.NumberOf(BenchMessage.Patients + 5) }),
        ("workflow", new() { Workflow = Letters }),
        ("rare-workflow", new() { Workflow = Rare }),
        ("unused-workflow", new() { Workflow = WorkflowId.Parse("PLEXUS_BENCH_UNUSED") }),
        ("workflow-never-sent", new() { Workflow = Letters, Direction = "out" }),
        ("workflow-in-organisation", new() { Workflow = Letters, Organisation = BenchMessage.Small }),
        ("rare-workflow-in-organisation", new() { Workflow = Rare, Organisation = BenchMessage.Large }),
        ("done", new() { State = "done" }),
        ("parked", new() { State = "parked" }),
        ("parked-in-organisation", new() { State = "parked", Organisation = BenchMessage.Large }),
        ("parked-workflow", new() { State = "parked", Workflow = Rare }),
        ("discarded", new() { State = "discarded" }),
        ("uncertain", new() { State = "uncertain" }),
        ("cancelled-none", new() { State = "cancelled" }),
        ("submitted", new() { State = "submitted" }),
        ("collected-in-organisation", new() { State = "collected", Organisation = BenchMessage.Small }),
        ("accepted", new() { Outcome = "accepted" }),
        ("refused", new() { Outcome = "refused" }),
        ("unreadable", new() { Outcome = "unreadable" }),
        ("unroutable-none", new() { Outcome = "unroutable" }),
        ("unreadable-in-organisation", new() { Outcome = "unreadable", Organisation = BenchMessage.Large }),
        ("refused-workflow", new() { Outcome = "refused", Workflow = Rare }),
        ("contradiction", new() { State = "collected", Direction = "in" }),
    ];

    internal static Command Create(Option<bool> quick)
    {
        var database = new Option<string?>("--database") { Description = "A PostgreSQL server to measure instead of SQLite, as a connection string or @FILE; a database is made on it and removed." };
        var messages = new Option<int?>("--messages") { Description = "Rows to search: a million, or 50,000 with --quick, unless said." };
        var command = new Command("search", "Searches of messages, as pages make them, on a million rows.") { database, messages };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(messages) is <= 0)
                throw new CommandException("--messages: 1 at least.", ExitCode.Misuse);
            var report = new BenchReport("search", parsed.InvocationConfiguration.Error);
            await RunAsync(report, parsed.GetValue(messages) ?? (parsed.GetValue(quick) ? 50_000 : 1_000_000), await StoreOptions.ReadAsync(parsed.GetValue(database), cancellation), cancellation);
            await report.WriteAsync(parsed.InvocationConfiguration.Output, parsed.GetValue(CommonOptions.Json));
            return report.IsOk ? ExitCode.Yes : ExitCode.No;
        });
        return command;
    }

    private static async Task RunAsync(BenchReport report, int messages, string? server, CancellationToken cancellation)
    {
        await report.DoingAsync($"{messages:N0} messages");
        await using var journal = await BenchJournal.CreateAsync(server, cancellation);
        await journal.FillAsync(messages, cancellation);
        await report.DoingAsync($"{Searches.Length} searches");
        report.Tell("messages", messages, "");
        foreach (var (name, search) in Searches)
            report.AtMost(name, await MeasureAsync(journal.Queries, search, cancellation), "ms", Bar);
        report.AtMost("page-in-the-middle", await MeasureAsync(journal.Queries, new() { Workflow = Letters, Before = await MiddleAsync(journal.Queries, cancellation) }, cancellation), "ms", Bar);
    }

    /// <summary>The median of some runs, in milliseconds; the first, which also compiles, is left out.</summary>
    private static async Task<double> MeasureAsync(JournalQueries queries, ExchangeSearch search, CancellationToken cancellation)
    {
        var times = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await queries.SearchAsync(search, cancellation);
            if (round > 0)
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return Samples.Median(times);
    }

    private static async Task<string> MiddleAsync(JournalQueries queries, CancellationToken cancellation)
    {
        var newest = (await queries.SearchAsync(new ExchangeSearch { Limit = 1 }, cancellation)).Items[0].At;
        return (newest - TimeSpan.FromDays(180)).ToUnixTimeMilliseconds().ToString("x12", System.Globalization.CultureInfo.InvariantCulture) + new string('0', 20);
    }
}
