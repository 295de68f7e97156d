using System.Text.Json;
using Plexus.Engine.Commands;
using Plexus.Engine.Dispatching;
using Plexus.Engine.Journal;
using Plexus.Engine.Tests.Echo;
using Plexus.Storage;
using Plexus.Testing;

namespace Plexus.Engine.Tests;

public sealed class SharingTheWork
{
    [Theory, OnPostgres]
    public async Task Two_nodes_on_one_database_share_mailboxes_and_do_everything_once(string dialect)
    {
        string[] mailboxes = ["A", "B", "C", "D", "E", "F"];
        await using var gateway = await Gateway.StartAsync(dialect, before: g => g.Configure(mailboxes: mailboxes));
        await Gateway.Until(() => Task.FromResult(gateway.Node.MailboxesHeld == 6), "six mailboxes");
        var second = await gateway.AddNodeAsync(gateway.Test.Open());
        await Shared(gateway, mailboxes, second, 3);

        for (var n = 0; n < 120; n++)
            gateway.Put($"claim document d{n / 2}\ntask letter\nconclude Accepted\nsend ack{n / 2}\non sent ack{n / 2} Submitted: complete Completed", mailbox: mailboxes[n % 6]);
        await gateway.Counts(120, "exchange", "direction = 'in' AND state = 'done' AND acked_at IS NOT NULL");
        await gateway.Counts(60, "exchange", "direction = 'out' AND state = 'submitted'");

        gateway.Count("exchange", "outcome = 'duplicate'").ShouldBe(60);
        gateway.Count("task").ShouldBe(60);
        gateway.Sender.Attempts.Distinct().Count().ShouldBe(60);
        gateway.Sender.Attempts.Count.ShouldBe(60);
        (await new Storage.Audit.AuditChain(gateway.Database, gateway.Test.Keys).VerifyAsync(default)).Break.ShouldBeNull();
        gateway.Logs.Lines.ShouldBeEmpty();
    }

    [Theory, OnPostgres]
    public async Task A_mailbox_that_is_busy_when_a_node_joins_keeps_no_other_from_being_shared_out(string dialect)
    {
        string[] mailboxes = ["A", "B", "C", "D", "E", "F"];
        await using var gateway = await Gateway.StartAsync(dialect, before: g => g.Configure(mailboxes: mailboxes));
        using var gate = new ManualResetEventSlim();
        gateway.Mesh["A"].OnAcknowledge = _ => gate.Wait(TimeSpan.FromSeconds(30));
        await gateway.Exchange(gateway.Put("conclude Accepted", mailbox: "A"), e => e.State == ExchangeStates.Done);

        var second = await gateway.AddNodeAsync(gateway.Test.Open());
        await Shared(gateway, mailboxes, second, 3);

        gate.Set();
        foreach (var mailbox in mailboxes)
            await gateway.Exchange(gateway.Put("conclude Accepted", mailbox: mailbox), e => e.State == ExchangeStates.Done);
    }

    [Theory, OnPostgres]
    public async Task Mailboxes_that_are_all_busy_are_shared_out_as_they_come_to_rest(string dialect)
    {
        string[] mailboxes = ["A", "B", "C", "D"];
        await using var gateway = await Gateway.StartAsync(dialect, before: g => g.Configure(mailboxes: mailboxes));
        using var gate = new ManualResetEventSlim();
        foreach (var mailbox in mailboxes)
        {
            gateway.Mesh[mailbox].OnAcknowledge = _ => gate.Wait(TimeSpan.FromSeconds(30));
            gateway.Put("conclude Accepted", mailbox: mailbox);
        }

        await gateway.Counts(4, "exchange", "state = 'done'");
        var second = await gateway.AddNodeAsync(gateway.Test.Open());
        await Shared(gateway, mailboxes, second, 0);
        gate.Set();

        await Shared(gateway, mailboxes, second, 2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_mailbox_that_is_paused_is_given_back_and_taken_again_when_it_is_wanted(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, before: g => g.Configure(mailboxes: ["A", "B"]));
        await gateway.Counts(2, "lease", "name LIKE 'mailbox:%' AND owner <> ''");

        gateway.Configure(mailboxes: ["B"]);
        await gateway.Counts(1, "lease", "name = 'mailbox:A' AND owner = ''");
        gateway.Configure(mailboxes: ["A", "B"]);

        await gateway.Exchange(gateway.Put("conclude Accepted", mailbox: "A"), e => e.State == ExchangeStates.Done);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_dead_node_held_is_taken_over_after_thirty_seconds(string dialect)
    {
        var wall = new ManualTime();
        // On SQLite a starting node frees what earlier runs held, so the dead one must die after the living one has started.
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { LookEvery = TimeSpan.FromSeconds(1), PollEvery = TimeSpan.FromDays(1) }, wall);
        var dead = gateway.NewCore(gateway.Test.Open(wall));
        var held = new List<StimulusRow>();
        dead.Inbox = held.Add;
        await new Leases(dead.Database, wall, dead.Node).RenewAsync(default);
        var conversation = await new EngineCommands(dead).StartAsync(new StartRequest(Gateway.Practice, "Echo", "sender", "start", JsonSerializer.SerializeToElement(new { script = "send letter" }), "ann"), null, default);
        held.Count.ShouldBe(1);

        for (var second = 0; second < 29; second++)
        {
            wall.Advance(TimeSpan.FromSeconds(1));
            gateway.Count("stimulus", "state = 'done'").ShouldBe(0);
        }

        await Gateway.Until(() =>
        {
            wall.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(gateway.Count("exchange", "state = 'submitted'") == 1);
        }, "the send");
        gateway.Count("stimulus", "kind = 'command' AND attempts = 1").ShouldBe(1);
        (await gateway.Queries.ConversationAsync(conversation, default)).ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_send_that_a_dead_node_left_half_way_is_looked_up_not_sent_again(string dialect)
    {
        var wall = new ManualTime();
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { LookEvery = TimeSpan.FromSeconds(1) }, wall);
        gateway.Sender.Answers.Enqueue(new SendReport.NotTaken("503", TimeSpan.FromSeconds(5)));
        gateway.Sender.LookUpAnswers.Enqueue(new LookupReport.Found("FOUND1"));
        await gateway.Commands.StartAsync(new StartRequest(Gateway.Practice, "Echo", "sender", "start", JsonSerializer.SerializeToElement(new { script = "send letter after=Lookup" }), "ann"), null, default);
        await gateway.Counts(1, "outbox", "attempts = 1 AND state = 'queued'");
        var dead = gateway.NewCore(gateway.Test.Open(wall));
        await new Leases(dead.Database, wall, dead.Node).RenewAsync(default);
        (await dead.Database.Writes.RunAsync(session => OutboxRow.Take(session, dead.Node, dead.Clocks.WallNow + 10_000, 10))).Count.ShouldBe(1);

        await Gateway.Until(() =>
        {
            wall.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(gateway.Count("exchange", "state = 'submitted' AND transport_id = 'FOUND1'") == 1);
        }, "the look-up");

        gateway.Sender.Attempts.ShouldHaveSingleItem();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_node_holds_without_knowing_is_let_go(string dialect)
    {
        var wall = new ManualTime();
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { LookEvery = TimeSpan.FromSeconds(1), PollEvery = TimeSpan.FromDays(1) }, wall);
        var inbox = gateway.Core.Inbox;
        gateway.Core.Inbox = _ => { };
        await gateway.Commands.StartAsync(new StartRequest(Gateway.Practice, "Echo", "sender", "start", JsonSerializer.SerializeToElement(new { script = "send letter" }), "ann"), null, default);
        gateway.Core.Inbox = inbox;

        await Live(20);
        gateway.Count("stimulus", "state = 'done'").ShouldBe(0);
        await Live(120);
        // The clock moves on: a look that fell between two of its steps comes at a later one.
        await Gateway.Until(
            async () =>
            {
                await Live(5);
                return gateway.Count("exchange", "state = 'submitted'") == 1;
            },
            "the document sent");

        // The node lives on: its lease is renewed as the clock moves.
        async Task Live(int seconds)
        {
            for (var second = 0; second < seconds; second += 5)
            {
                wall.Advance(TimeSpan.FromSeconds(5));
                var now = wall.GetUtcNow().ToUnixTimeMilliseconds();
                await gateway.Counts(1, "lease", $"name LIKE 'node:%' AND until > {now + 15_000}");
            }
        }
    }

    /// <summary>Waits until the second node has its share and the first one the rest.</summary>
    private static async Task Shared(Gateway gateway, string[] mailboxes, EngineNode second, int share)
    {
        var turn = 0;
        await Gateway.Until(() =>
        {
            // Nodes share out at each change of the configuration, and every ten seconds.
            if (turn++ % 20 == 0)
                gateway.Configure(mailboxes: mailboxes);
            return Task.FromResult(turn > 40 && gateway.Node.MailboxesHeld == mailboxes.Length - share && second.MailboxesHeld == share);
        }, $"{share} mailboxes of {mailboxes.Length} for the second node");
    }

    [Fact]
    public async Task A_second_process_is_kept_away_from_an_SQLite_file()
    {
        await using var gateway = await Gateway.StartAsync("sqlite");

        (await Should.ThrowAsync<StorageException>(() => gateway.AddNodeAsync(gateway.Test.Open()))).Message.ShouldContain("PostgreSQL");
    }
}
