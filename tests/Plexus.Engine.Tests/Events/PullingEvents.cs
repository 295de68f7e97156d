using Plexus.Engine.Events;
using Plexus.Primitives;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Events;

public sealed class PullingEvents
{
    private static readonly OdsCode Practice = OdsCode.Parse("A20047");

    [Theory, OnSqlite, OnPostgres]
    public async Task Pages_follow_each_other_without_a_gap_and_hold_the_organisations_own_events_only(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        for (var n = 1; n <= 5; n++)
        {
            await stage.PublishAsync(n);
            await stage.PublishAsync(100 + n, organisation: "B81001");
        }

        var log = new EventLog(stage.Core);
        var first = log.ReadAfter(Practice, 0, 3);
        var second = log.ReadAfter(Practice, first.Cursor, 3);
        var third = log.ReadAfter(Practice, second.Cursor, 3);

        first.Events.Concat(second.Events).Select(e => e.Data.GetProperty("number").GetInt32()).ShouldBe([1, 2, 3, 4, 5]);
        (third.Events.Count, third.Cursor).ShouldBe((0, second.Cursor));
        await stage.PublishAsync(6);
        log.ReadAfter(Practice, third.Cursor, 3).Events.ShouldHaveSingleItem().Id.ShouldBe(EventStage.Id(6));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reader_beside_busy_writers_misses_nothing(string dialect)
    {
        await using var stage = await EventStage.SetAsync(dialect);
        var log = new EventLog(stage.Core);
        var seen = new List<string>();
        long cursor = 0;

        var writing = Task.WhenAll(Enumerable.Range(1, 200).Select(n => stage.PublishAsync(n, conversation: n)));
        while (!writing.IsCompleted || log.ReadAfter(Practice, cursor, 1).Events.Count > 0)
        {
            var page = log.ReadAfter(Practice, cursor, 7);
            seen.AddRange(page.Events.Select(e => e.Id));
            cursor = page.Cursor;
        }

        await writing;
        seen.Order().ShouldBe(Enumerable.Range(1, 200).Select(EventStage.Id).Order());
    }
}
