using Plexus.Testing;

namespace Plexus.Storage.Tests;

public sealed class HoldingLeases
{
    private readonly ManualTime _time = new();

    [Theory, OnSqlite, OnPostgres]
    public async Task A_dead_nodes_lease_is_taken_over_after_thirty_seconds_and_not_before(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var (first, second) = (Node(test, "one"), Node(test, "two"));
        await first.RenewAsync(default);
        await second.RenewAsync(default);
        (await first.TryTakeAsync("mailbox:X26", default)).ShouldBeTrue();

        _time.Advance(TimeSpan.FromSeconds(29));
        await second.RenewAsync(default);
        (await second.TryTakeAsync("mailbox:X26", default)).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        (await second.TryTakeAsync("mailbox:X26", default)).ShouldBeTrue();

        (await first.RenewAsync(default)).ShouldBeFalse();
        (await first.TryTakeAsync("mailbox:X26", default)).ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_node_that_renews_keeps_what_it_holds(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var (first, second) = (Node(test, "one"), Node(test, "two"));
        await first.RenewAsync(default);
        await first.TryTakeAsync("mailbox:X26", default);

        for (var n = 0; n < 10; n++)
        {
            _time.Advance(Leases.Renewal);
            (await first.RenewAsync(default)).ShouldBeTrue();
            (await second.TryTakeAsync("mailbox:X26", default)).ShouldBeFalse();
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_given_back_can_be_taken_at_once(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var (first, second) = (Node(test, "one"), Node(test, "two"));
        await first.RenewAsync(default);
        await second.RenewAsync(default);
        (await first.TakeAsync(["a", "b", "c"], default)).ShouldBe(["a", "b", "c"]);

        await first.GiveBackAsync("a", default);
        (await second.TakeAsync(["a", "b"], default)).ShouldBe(["a"]);
        (await first.CountNodesAsync(default)).ShouldBe(2);
        await first.LeaveAsync(default);
        (await second.TakeAsync(["b", "c"], default)).ShouldBe(["b", "c"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Only_one_of_many_takes_a_lease(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var nodes = Enumerable.Range(0, 8).Select(n => Node(test, $"n{n}")).ToList();
        foreach (var node in nodes)
            await node.RenewAsync(default);

        var won = await Task.WhenAll(nodes.Select(n => n.TryTakeAsync("mailbox:X26", default)));

        won.Count(w => w).ShouldBe(1);
    }

    private Leases Node(TestDatabase test, string name) => new(test.Database, _time, name);
}
