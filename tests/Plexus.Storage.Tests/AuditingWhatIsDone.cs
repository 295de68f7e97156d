using Plexus.Storage.Audit;
using Plexus.Testing;

namespace Plexus.Storage.Tests;

public sealed class AuditingWhatIsDone
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_chain_written_by_many_at_once_is_whole(string dialect)
    {
        var time = new ManualTime();
        await using var test = await TestDatabase.CreateAsync(dialect, time);

        for (var day = 0; day < 3; day++)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(n => test.Database.Writes.RunAsync(s => s.Audit(new AuditEntry($"A{n % 3}", "me", "did", $"thing/{n}")))));
            time.Advance(TimeSpan.FromDays(1));
        }

        (await Chain(test).AnchorAsync(DateOnly.FromDateTime(time.GetUtcNow().DateTime), default)).ShouldBe(9);
        var verdict = await Chain(test).VerifyAsync(default);
        verdict.Break.ShouldBeNull();
        verdict.Rows.ShouldBe(300);
        verdict.Days.ShouldBe(9);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_chain_that_grows_while_it_is_checked_is_whole(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect, new ManualTime());
        var verdicts = new List<AuditVerdict>();

        var writing = Task.Run(async () =>
        {
            for (var n = 0; n < 1500; n++)
                await Did(test, $"thing/{n}");
        });
        while (!writing.IsCompleted)
            verdicts.Add(await Chain(test).VerifyAsync(default));
        await writing;

        verdicts.ShouldAllBe(v => v.Intact);
        verdicts.Count(v => v.Rows is > 0 and < 1500).ShouldBeGreaterThan(0, "no check ran beside the writing");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_clock_set_back_does_not_break_the_chain(string dialect)
    {
        var time = new ManualTime();
        await using var test = await TestDatabase.CreateAsync(dialect, time);
        await Did(test, "one");
        time.Advance(TimeSpan.FromDays(-2));
        await Did(test, "two");
        time.Advance(TimeSpan.FromDays(3));
        await Did(test, "three");

        (await Chain(test).VerifyAsync(default)).ShouldBe(new AuditVerdict(3, 2, null));
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'other' WHERE seq = 2 AND day = '2026-11-20'", "row 2 was changed")]
    [InlineData("DELETE FROM audit WHERE seq = 2 AND day = '2026-11-20'", "row 2 is missing")]
    [InlineData("DELETE FROM audit WHERE seq = 3 AND day = '2026-11-21'", "missing at the end")]
    [InlineData("DELETE FROM audit WHERE seq = 3 AND day = '2026-11-21'; UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2 AND day = '2026-11-21')", "differs from its anchor")]
    [InlineData("DELETE FROM audit_anchor WHERE day = '2026-11-20'", "no anchor")]
    [InlineData("UPDATE audit_anchor SET seq = 2", "anchor was changed")]
    public async Task Tampering_shows(string tampering, string verdict)
    {
        var time = new ManualTime();
        await using var test = await TestDatabase.CreateAsync("sqlite", time);
        for (var n = 0; n < 6; n++)
        {
            await Did(test, "thing");
            if (n == 2)
                time.Advance(TimeSpan.FromDays(1));
        }

        time.Advance(TimeSpan.FromDays(1));
        await Chain(test).AnchorAsync(DateOnly.FromDateTime(time.GetUtcNow().DateTime), default);
        (await Chain(test).VerifyAsync(default)).Intact.ShouldBeTrue();

        await test.Database.Writes.RunAsync(s =>
        {
            foreach (var statement in tampering.Split("; "))
                s.Execute(new Sql(statement));
        });

        (await Chain(test).VerifyAsync(default)).Break.ShouldNotBeNull().ShouldContain(verdict);
    }

    private static AuditChain Chain(TestDatabase test) => new(test.Database, test.Keys);

    private static Task Did(TestDatabase test, string what) => test.Database.Writes.RunAsync(s => s.Audit(new AuditEntry("A82", "me", "did", what)));
}
