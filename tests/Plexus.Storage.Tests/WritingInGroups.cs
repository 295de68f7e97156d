using Plexus.Storage.Audit;
using Plexus.Testing;

namespace Plexus.Storage.Tests;

public sealed class WritingInGroups
{
    private static readonly Sql Insert = new("INSERT INTO claim (organisation, scope, key, conversation) VALUES ('A82', 'test', $1, $2)");
    private static readonly Sql Count = new("SELECT count(*) FROM claim");

    [Theory, OnSqlite, OnPostgres]
    public async Task Units_that_wait_together_are_committed_together(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        using var gate = new ManualResetEventSlim();
        var writers = test.Database.Writers;
        var blockers = Enumerable.Range(0, writers).Select(_ => test.Database.Writes.RunAsync(_ => gate.Wait())).ToList();

        var units = Enumerable.Range(0, 40).Select(n => test.Database.Writes.RunAsync(s => s.Post(Insert, $"k{n}", "c"))).ToList();
        gate.Set();
        await Task.WhenAll([.. blockers, .. units]);

        Read(test, Count).ShouldBe(40);
        test.Database.Writes.Units.ShouldBe(40 + writers);
        test.Database.Writes.Batches.ShouldBeLessThanOrEqualTo(writers + writers + 1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_unit_that_fails_undoes_only_itself(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        await test.Database.Writes.RunAsync(s => s.Post(Insert, "taken", "c"));
        using var gate = new ManualResetEventSlim();
        var blockers = Enumerable.Range(0, test.Database.Writers).Select(_ => test.Database.Writes.RunAsync(_ => gate.Wait())).ToList();

        var good = test.Database.Writes.RunAsync(s => s.Post(Insert, "before", "c"));
        var bad = test.Database.Writes.RunAsync(s =>
        {
            s.Audit(new AuditEntry("A82", "test", "lost", "x"));
            s.Timeline(new TimelineEntry("A82", null, "c", "lost", null));
            s.Post(Insert, "undone", "c");
            s.Post(Insert, "taken", "c");
        });
        var after = test.Database.Writes.RunAsync(s => s.Post(Insert, "after", "c"));
        gate.Set();
        await Task.WhenAll([.. blockers, good, after]);

        await Should.ThrowAsync<System.Data.Common.DbException>(bad);
        Read(test, Count).ShouldBe(3);
        Read(test, new Sql("SELECT count(*) FROM exchange_event")).ShouldBe(0);
        Read(test, new Sql("SELECT count(*) FROM audit")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_unit_posted_before_it_gave_up_never_runs(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        await test.Database.Writes.RunAsync(s => s.Post(Insert, "taken", "c"));
        using var gate = new ManualResetEventSlim();
        var blockers = Enumerable.Range(0, test.Database.Writers).Select(_ => test.Database.Writes.RunAsync(_ => gate.Wait())).ToList();

        var units = Enumerable.Range(0, 12).Select(n => test.Database.Writes.RunAsync(s =>
        {
            s.Post(Insert, $"k{n}", "c");
            if (n % 3 == 1)
                s.Post(Insert, dialect == "sqlite" ? $"other{n}" : "taken", "c");
            if (n % 3 == 1)
                throw new InvalidOperationException("gave up");
        }, lane: "A82")).ToList();
        gate.Set();
        await Task.WhenAll(blockers);

        for (var n = 0; n < 12; n++)
            if (n % 3 == 1)
                await Should.ThrowAsync<InvalidOperationException>(units[n]);
            else
                await units[n];
        Read(test, Count).ShouldBe(9);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_timeline_is_numbered_in_the_order_of_commits_without_gaps(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => test.Database.Writes.RunAsync(s =>
        {
            s.Timeline(new TimelineEntry("A82", $"e{n}", null, "received", null));
            if (n % 7 == 0)
                throw new InvalidOperationException("undone");
        }).ContinueWith(t => t.Exception, TaskScheduler.Default)));

        var numbers = test.Database.Read(rows => rows.Query(new Sql("SELECT seq FROM exchange_event ORDER BY seq"), row => row.GetInt64(0)));
        numbers.ShouldBe(Enumerable.Range(1, numbers.Count).Select(n => (long)n));
        numbers.Count.ShouldBe(200 - 29);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cancelled_unit_writes_nothing(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        using var cancelled = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var blockers = Enumerable.Range(0, test.Database.Writers).Select(_ => test.Database.Writes.RunAsync(_ => gate.Wait())).ToList();

        var unit = test.Database.Writes.RunAsync(s => s.Post(Insert, "k", "c"), cancellation: cancelled.Token);
        await cancelled.CancelAsync();
        gate.Set();

        await Should.ThrowAsync<OperationCanceledException>(unit);
        await Task.WhenAll(blockers);
        Read(test, Count).ShouldBe(0);
    }

    [Theory, OnPostgres]
    public async Task A_deadlock_between_writers_is_run_again_until_both_are_written(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var insert = new Sql("INSERT INTO claim (organisation, scope, key, conversation) VALUES ('A82', 'test', $1, 'c') ON CONFLICT DO NOTHING");
        using var holdsA = new ManualResetEventSlim();
        using var holdsB = new ManualResetEventSlim();
        var runs = 0;

        var first = Cross("a", "b", holdsA, holdsB);
        holdsA.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        await Task.WhenAll(first, Cross("b", "a", holdsB, holdsA));

        runs.ShouldBeGreaterThan(2);
        Read(test, Count).ShouldBe(2);

        Task Cross(string one, string other, ManualResetEventSlim mine, ManualResetEventSlim theirs) => test.Database.Writes.RunAsync(s =>
        {
            Interlocked.Increment(ref runs);
            s.Execute(insert, one);
            mine.Set();
            theirs.Wait(TimeSpan.FromSeconds(20));
            s.Execute(insert, other);
        });
    }

    private static long Read(TestDatabase test, Sql sql) => test.Database.Read(rows => rows.First(sql, row => row.GetInt64(0)));
}
