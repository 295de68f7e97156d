using System.Text;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Engine.Queries;
using Plexus.Engine.Receiving;
using Plexus.Engine.Tests.Echo;
using Plexus.Primitives;
using Plexus.Testing;

namespace Plexus.Engine.Tests;

public sealed class ReceivingFromMesh
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_becomes_acknowledged_work(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);

        var exchange = await gateway.Receives("claim header h1\nclaim document d1\ndescribe Letter 9990000018\nfinding E1\ntask letter\nconclude Accepted 20013\nsend inf order=k\nsend bus order=k");
        await gateway.Sent("inf", ExchangeStates.Submitted);
        await gateway.Sent("bus", ExchangeStates.Submitted);

        exchange.State.ShouldBe(ExchangeStates.Done);
        (exchange.Outcome, exchange.Code, exchange.Place).ShouldBe(("accepted", "20013", "MessageHeader.event"));
        exchange.Title.Reveal().ShouldBe("Letter");
        exchange.Subject.Reveal().ShouldBe("About Example");
        exchange.Patient.ShouldBe(NhsNumber.Parse("9990000018"));
        gateway.Sender.Attempts.ShouldBe(["ack inf", "ack bus"]);
        gateway.Inbox.Acknowledged.ShouldBe(["M000001"]);
        var task = (await gateway.Tasks()).ShouldHaveSingleItem();
        task.Title.Reveal().ShouldBe("Task about Example");
        task.Details.Single().Value.Reveal().ShouldBe("X26");

        await gateway.Exchange(exchange, e => e.AckedAt is not null);
        var detail = (await gateway.Queries.ExchangeAsync(exchange.Id, default))!;
        detail.Timeline.Select(e => e.Kind).Take(2).ShouldBe(["received", "reacted"]);
        detail.Findings.ShouldHaveSingleItem().Code.ShouldBe("E1");
        detail.Related.Select(e => e.Label).ShouldBe(["inf", "bus"], ignoreOrder: true);
        using var payload = new StreamReader(gateway.Queries.OpenPayload(exchange.Id)!);
        (await payload.ReadToEndAsync()).ShouldStartWith("claim header h1");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_seen_before_is_acknowledged_without_being_downloaded(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        await gateway.Receives("conclude Accepted");

        gateway.Inbox.Put(new MemoryMessage("M000001", "ECHO", "conclude Accepted"u8.ToArray()));
        await Gateway.Until(() => Task.FromResult(gateway.Inbox.Acknowledged.Count == 2), "second acknowledgement");

        gateway.Inbox.Downloads.ShouldHaveSingleItem();
        gateway.Count("exchange").ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_is_acknowledged_before_it_is_in_the_journal(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, before: g =>
            g.Inbox.OnAcknowledge = id => g.Count("exchange", $"transport_id = '{id}'").ShouldBe(1));

        for (var n = 0; n < 40; n++)
            gateway.Put("conclude Accepted");

        await Gateway.Until(() => Task.FromResult(gateway.Inbox.Acknowledged.Count == 40), "40 acknowledgements");
        gateway.Logs.Lines.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Messages_of_a_mailbox_enter_the_journal_in_their_order(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, before: g =>
        {
            for (var n = 0; n < 60; n++)
                g.Put(n % 7 == 0 ? "conclude Accepted\n" + new string('x', 100_000).Insert(0, "on never: ") : "conclude Accepted");
        });

        await gateway.Counts(60, "stimulus", "state = 'done' AND kind = 'arrived'");

        var order = gateway.Database.Read(rows => rows.Query(new Storage.Sql("SELECT e.transport_id FROM stimulus s JOIN exchange e ON e.id = s.exchange ORDER BY s.seq"), row => row.GetString(0)));
        order.ShouldBe(order.Order());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_above_the_limit_is_known_by_its_head_until_the_limit_is_raised(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, before: g => g.Configure(new Dictionary<string, string> { ["max-size"] = "200000" }));
        var script = "on too-large: conclude Refused 20015; park too-large\nconclude Accepted\non never: " + new string('x', 250_000);

        var parked = await gateway.Receives(script);
        parked.State.ShouldBe(ExchangeStates.Parked);
        (parked.Outcome, parked.Code, parked.Reason, parked.Size).ShouldBe(("refused", "20015", "too-large", Encoding.UTF8.GetByteCount(script)));

        gateway.Configure(new Dictionary<string, string> { ["max-size"] = "200000" }, maxSize: 1_000_000);
        await gateway.Commands.ReplayAsync(Gateway.Practice, parked.Id, "operator", default);
        (await gateway.Exchange(parked, e => e.State == ExchangeStates.Done)).Outcome.ShouldBe("accepted");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_nobody_takes_is_parked_with_an_alert(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);

        var exchange = await gateway.Receives("whatever", "NOBODY_TAKES_THIS");

        (exchange.State, exchange.Outcome, exchange.Reason).ShouldBe((ExchangeStates.Parked, "unroutable", ParkReasons.Unroutable));
        (await gateway.Alert("EXCHANGE-UNROUTABLE")).Exchange.ShouldBe(exchange.Id);
        gateway.Inbox.Acknowledged.Count.ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_report_tells_the_conversation_that_sent_the_message(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var exchange = await gateway.Receives("conclude Accepted\nsend letter\non sent letter Undeliverable: complete Failed");
        var sent = await gateway.Sent("letter", ExchangeStates.Submitted);

        gateway.Inbox.Put(new MemoryMessage("R1", "ANYTHING", []) { Report = new MeshReportFacts(sent.TransportId, false, "EPL-151", "no mailbox") });

        (await gateway.Exchange("R1")).State.ShouldBe(ExchangeStates.Done);
        (await gateway.Sent("letter", ExchangeStates.Undeliverable)).Code.ShouldBe("EPL-151");
        (await gateway.Alert("MESH-UNDELIVERABLE")).Exchange.ShouldBe(sent.Id);
        (await gateway.Conversation(exchange.Conversation!.Value, c => c.Conversation.Status == "failed")).Exchanges.Select(e => e.Label).ShouldBe([null, "letter", "report"], ignoreOrder: true);
        gateway.Inbox.Acknowledged.Count.ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_report_on_a_message_we_do_not_know_is_done_with_an_alert(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);

        gateway.Inbox.Put(new MemoryMessage("R1", "ECHO", []) { Report = new MeshReportFacts("SOMEBODY-ELSES", false, "14", null) });

        (await gateway.Exchange("R1")).State.ShouldBe(ExchangeStates.Done);
        await gateway.Alert("MESH-REPORT-UNKNOWN");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_failing_mailbox_alerts_and_leaves_the_others_alone(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, before: g =>
        {
            g.Configure(mailboxes: ["BAD", Gateway.Mailbox]);
            g.Mesh["BAD"].Failure = new HttpRequestException("no route");
        });

        (await gateway.Receives("conclude Accepted")).State.ShouldBe(ExchangeStates.Done);
        await gateway.Alert("MAILBOX-FAILING");

        gateway.Mesh["BAD"].Failure = null;
        var late = gateway.Put("conclude Accepted", mailbox: "BAD");
        await gateway.Exchange(late, e => e.State == ExchangeStates.Done);
        gateway.Count("alert").ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_cannot_be_downloaded_is_left_alerts_once_and_holds_up_nobody(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Inbox.Put(new MemoryMessage("BROKEN", "ECHO", []) { IsBroken = true });

        (await gateway.Receives("conclude Accepted")).State.ShouldBe(ExchangeStates.Done);
        await gateway.Alert("MESH-MESSAGE-BROKEN");
        (await gateway.Receives("conclude Accepted")).State.ShouldBe(ExchangeStates.Done);

        gateway.Inbox.Acknowledged.ShouldNotContain("BROKEN");
        gateway.Inbox.Waiting.ShouldBe(1);
        gateway.Count("alert").ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_grows_too_large_is_kept_as_it_came_and_leaves_nothing_else_on_the_disk(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var script = Encoding.UTF8.GetBytes("conclude Accepted\non never: " + new string('x', 100_000));

        gateway.Inbox.Put(new MemoryMessage("BOMB", "ECHO", script) { GrowsBeyond = 5_000_000 });

        var kept = await gateway.Exchange("BOMB", e => e.State == ExchangeStates.Done);
        kept.Size.ShouldBe(script.Length);
        (await gateway.Core.Payloads.ReadAsync(kept.Id.ToString(), int.MaxValue, default)).ToArray().ShouldBe(script);
        (await gateway.Alert("MESH-MESSAGE-TOO-LARGE")).Exchange.ShouldBe(kept.Id);
        gateway.Inbox.Downloads.ShouldBe(["BOMB", "BOMB"]);
        gateway.Inbox.Acknowledged.ShouldBe(["BOMB"]);
        gateway.Count("payload_chunk").ShouldBe(dialect == "sqlite" ? 0 : 1);
        if (dialect == "sqlite")
            Directory.EnumerateFiles(Path.Combine(gateway.Test.Folder, "payloads"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldBe([kept.Id.ToString()]);
    }

    [Fact]
    public async Task Many_broken_messages_hold_up_nobody_either_and_without_a_good_one_the_mailbox_has_failed()
    {
        await using var gateway = await Gateway.StartAsync("sqlite");
        for (var i = 0; i < 2 * BrokenMessages.MostAlone; i++)
            gateway.Inbox.Put(new MemoryMessage($"BROKEN{i}", "ECHO", []) { IsBroken = true });

        await gateway.Alert("MAILBOX-FAILING");

        (await gateway.Receives("conclude Accepted")).State.ShouldBe(ExchangeStates.Done);
    }

    [Fact]
    public async Task A_mailbox_is_listed_every_five_minutes_and_again_at_once_while_more_waits()
    {
        var wall = new ManualTime();
        await using var gateway = await Gateway.StartAsync("sqlite", new EngineOptions { ListingSize = 10 }, wall, g =>
        {
            for (var n = 0; n < 25; n++)
                g.Put("conclude Accepted");
        });

        await Gateway.Until(() => Task.FromResult(gateway.Inbox.Waiting == 0 && gateway.Inbox.Listings == 3), "three listings");
        await gateway.Counts(25, "exchange", "acked_at IS NOT NULL");
        wall.Advance(TimeSpan.FromMinutes(4.5));
        gateway.Inbox.Listings.ShouldBe(3);
        wall.Advance(TimeSpan.FromSeconds(29));
        gateway.Inbox.Listings.ShouldBe(3);
        await Gateway.Until(() => Task.FromResult(Moved(wall) && gateway.Inbox.Listings == 4), "fourth listing");
        gateway.Inbox.Handshakes.ShouldBe(1);

        gateway.Node.Nudge(Gateway.Mailbox);
        await Gateway.Until(() => Task.FromResult(gateway.Inbox.Listings == 5), "nudged listing");
    }

    private static bool Moved(ManualTime wall)
    {
        wall.Advance(TimeSpan.FromSeconds(1));
        return true;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Searches_find_by_state_workflow_direction_and_patient_page_by_page(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        for (var n = 0; n < 7; n++)
            await gateway.Receives("describe Letter 9990000018\nconclude Accepted\nsend inf");
        await gateway.Receives("park later");
        await gateway.Counts(7, "exchange", "state = 'submitted'");

        async Task<int> Find(ExchangeSearch search) => (await gateway.Queries.SearchAsync(search, default)).Items.Count;
        (await Find(new() { State = "parked" })).ShouldBe(1);
        (await Find(new() { Workflow = WorkflowId.Parse("ECHO_ACK"), Organisation = Gateway.Practice })).ShouldBe(7);
        (await Find(new() { Direction = "in" })).ShouldBe(8);
        (await Find(new() { Patient = NhsNumber.Parse("9990000018") })).ShouldBe(7);
        (await Find(new() { Organisation = OdsCode.Parse("B99999") })).ShouldBe(0);
        await Should.ThrowAsync<ArgumentException>(Find(new() { State = "x' OR '1' = '1" }));

        var seen = new List<ExchangeId>();
        string? next = null;
        do
        {
            var page = await gateway.Queries.SearchAsync(new() { Limit = 4, Before = next }, default);
            seen.AddRange(page.Items.Select(e => e.Id));
            next = page.Next;
        }
        while (next is not null);
        seen.Count.ShouldBe(15);
        seen.ShouldBe(seen.OrderByDescending(id => id.ToString(), StringComparer.Ordinal));
    }
}
