using System.Text;
using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;
using Plexus.Engine.Receiving;
using Plexus.Engine.Tests.Echo;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Testing;

namespace Plexus.Engine.Tests;

/// <summary>Messages of one mailbox take effect in the order in which MESH listed them, whatever happens to the gateway between.</summary>
public sealed class KeepingTheOrder : IDisposable
{
    private const string Original = "claim document d1\nconclude Accepted original";
    private const string Repeat = "claim document d1\nconclude Accepted repeat";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Sql SelectEffects = new("SELECT e.transport_id FROM exchange_event x JOIN exchange e ON e.id = x.exchange WHERE x.kind IN ('reacted', 'parked') AND e.direction = 'in' ORDER BY x.seq");

    private readonly ManualResetEventSlim _gate = new();

    public void Dispose() => _gate.Dispose();

    [Theory, OnSqlite, OnPostgres]
    public async Task A_repeat_whose_protocol_is_quicker_does_not_overtake_its_original(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        HoldUntil(gateway, Original, Repeat);

        await ShouldEndInOrder(gateway, gateway.Put(Original), gateway.Put(Repeat));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Messages_take_effect_as_they_were_listed_however_long_their_protocols_take(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        const string Last = "task letter\nconclude Accepted last";
        HoldUntil(gateway, "task letter\nconclude Accepted slow", Last);

        var listed = Enumerable.Range(0, 20).Select(n => n switch
        {
            4 or 11 => gateway.Put("task letter\nconclude Accepted slow"),
            7 => gateway.Put("nobody takes it", "OTHER"),
            19 => gateway.Put(Last),
            _ => gateway.Put($"claim document d{n / 2}\ntask letter\nconclude Accepted"),
        }).ToList();
        await gateway.Counts(20, "exchange", "state IN ('done', 'parked')");

        gateway.Database.Read(rows => rows.Query(SelectEffects, row => row.GetString(0))).ShouldBe(listed);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_mailbox_goes_on_meanwhile(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, before: g => g.Configure(mailboxes: ["A", "B"]));
        HoldUntil(gateway, Original, null);
        var slow = gateway.Put(Original, mailbox: "A");
        await gateway.Exchange(slow);

        (await gateway.Exchange(gateway.Put("conclude Accepted", mailbox: "B"), e => e.State == ExchangeStates.Done)).Outcome.ShouldBe("accepted");

        _gate.Set();
        await gateway.Exchange(slow, e => e.State == ExchangeStates.Done);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_original_that_runs_again_because_its_facts_changed_is_waited_for(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        const string Patient = "9990000018";
        const string Asking = $"known {Patient}\nclaim document d1";
        gateway.Patients.InProcess[Patient] = PatientStanding.NotKnown;
        gateway.Patients.AfterKnown = () => gateway.Patients.Change(Patient, PatientStanding.Registered);
        HoldUntil(gateway, Asking, Repeat);

        var (original, repeat) = (gateway.Put(Asking), gateway.Put(Repeat));

        (await gateway.Exchange(original, e => e.State == ExchangeStates.Done)).Code.ShouldBe("Registered");
        (await gateway.Exchange(repeat, e => e.State == ExchangeStates.Done)).Outcome.ShouldBe("duplicate");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_runs_again_as_a_duplicate_still_goes_before_the_next(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        const string Second = "claim document d1\non duplicate: claim document d2; conclude Accepted second";
        const string Third = "claim document d2\nconclude Accepted third";
        HoldUntil(gateway, Original, Third);

        var messages = new[] { Original, Second, Third }.Select(script => gateway.Put(script)).ToList();

        (await gateway.Exchange(messages[0], e => e.State == ExchangeStates.Done)).Code.ShouldBe("original");
        (await gateway.Exchange(messages[1], e => e.State == ExchangeStates.Done)).Code.ShouldBe("second");
        (await gateway.Exchange(messages[2], e => e.State == ExchangeStates.Done)).Outcome.ShouldBe("duplicate");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Answers_to_one_conversation_reach_it_in_their_order(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var opened = await gateway.Receives("claim sent letter-1\non arrived: alert HEARD");

        var answers = Enumerable.Range(0, 12).Select(_ => gateway.Put("reply letter-1", "ECHO_ACK")).ToList();
        await gateway.Counts(13, "exchange_event", "kind = 'reacted'");

        gateway.Database.Read(rows => rows.Query(SelectEffects, row => row.GetString(0))).ShouldBe([opened.TransportId!, .. answers]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_is_put_off_lets_the_others_pass(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { ReactionBackoff = TimeSpan.FromHours(1) });
        var poison = gateway.Put("throw\n" + Original);
        var next = gateway.Put(Repeat);

        (await gateway.Exchange(next, e => e.State == ExchangeStates.Done)).Code.ShouldBe("repeat");

        (await gateway.Exchange(poison)).State.ShouldBe(ExchangeStates.Received);
        gateway.Count("stimulus", "state = 'pending' AND mailbox IS NULL AND attempts = 1").ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_the_store_could_not_take_keeps_its_place(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { ReactionBackoff = TimeSpan.FromMilliseconds(200) });
        var failed = 0;
        gateway.Echo.OnRun = told =>
        {
            if (Text(told) == Original && Interlocked.Increment(ref failed) == 1)
                throw new StorageException("The store could not be read.") { IsOutage = true };
        };

        await ShouldEndInOrder(gateway, gateway.Put(Original), gateway.Put(Repeat));
        failed.ShouldBeGreaterThan(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_an_earlier_run_left_is_taken_up_in_its_order(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Core.Inbox = _ => { };
        var messages = Enumerable.Range(0, 100).Select(n => gateway.Put($"claim document d{n / 2}\nconclude Accepted")).ToList();
        await gateway.Counts(100, "exchange", "acked_at IS NOT NULL");
        await gateway.Node.DisposeAsync();
        gateway.Count("stimulus", "state = 'pending'").ShouldBe(100);

        await gateway.AddNodeAsync();
        await gateway.Counts(100, "exchange", "state = 'done'");

        gateway.Database.Read(rows => rows.Query(SelectEffects, row => row.GetString(0))).ShouldBe(messages);
        gateway.Count("exchange", "outcome = 'duplicate'").ShouldBe(50);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_node_that_stops_gives_back_what_it_had_not_begun_without_counting_an_attempt(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { ReactionsAtOnce = 1 });
        HoldUntil(gateway, Original, null);
        var messages = new[] { Original, Repeat, Repeat, Repeat }.Select(script => gateway.Put(script)).ToList();
        await gateway.Counts(4, "exchange", "acked_at IS NOT NULL");

        var stopped = gateway.Node.DisposeAsync().AsTask();
        await gateway.Counts(3, "stimulus", "state = 'pending' AND owner IS NULL AND attempts = 0");
        _gate.Set();
        await stopped;
        gateway.Count("exchange", "state = 'done'").ShouldBe(1);
        await gateway.AddNodeAsync();

        foreach (var message in messages)
            (await gateway.Exchange(message, e => e.State == ExchangeStates.Done)).Outcome.ShouldBe(message == messages[0] ? "accepted" : "duplicate");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_waits_for_an_earlier_one_that_a_dead_node_holds(string dialect)
    {
        var wall = new ManualTime();
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { LookEvery = TimeSpan.FromSeconds(1), PollEvery = TimeSpan.FromDays(1) }, wall);
        await Gateway.Until(() => Task.FromResult(gateway.Inbox.Listings > 0), "a listing");
        var dead = gateway.NewCore(gateway.Test.Open(wall));
        dead.Inbox = _ => { };
        await new Leases(dead.Database, wall, dead.Node).RenewAsync(default);
        await Write(dead, "M0", Original, null);

        var repeat = gateway.Put(Repeat);
        gateway.Node.Nudge(Gateway.Mailbox);
        await gateway.Exchange(repeat);
        for (var second = 0; second < 29; second++)
        {
            wall.Advance(TimeSpan.FromSeconds(1));
            gateway.Count("stimulus", "state = 'done'").ShouldBe(0);
        }

        await Gateway.Until(() =>
        {
            wall.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(gateway.Count("exchange", "state = 'done'") == 2);
        }, "both messages");
        await ShouldEndInOrder(gateway, "M0", repeat);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_what_a_dead_node_held_only_what_is_begun_again_counts_an_attempt(string dialect)
    {
        var wall = new ManualTime();
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { LookEvery = TimeSpan.FromSeconds(1), PollEvery = TimeSpan.FromDays(1) }, wall);
        HoldUntil(gateway, Original, null);
        await LeaveBehind(gateway, wall, attempts: 0);

        await gateway.Counts(1, "stimulus", "attempts = 1");
        gateway.Count("stimulus", "attempts = 0 AND owner IS NOT NULL").ShouldBe(1);
        _gate.Set();

        await ShouldEndInOrder(gateway, "M0", "M1");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_was_begun_too_often_is_parked_and_the_next_goes_on(string dialect)
    {
        var wall = new ManualTime();
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { LookEvery = TimeSpan.FromSeconds(1), PollEvery = TimeSpan.FromDays(1) }, wall);
        await LeaveBehind(gateway, wall, attempts: gateway.Options.ReactionDeaths);

        (await gateway.Exchange("M0", e => e.State == ExchangeStates.Parked)).Reason.ShouldBe(ParkReasons.ProtocolFailed);
        (await gateway.Exchange("M1", e => e.State == ExchangeStates.Done)).Code.ShouldBe("repeat");
    }

    [Theory, OnPostgres]
    public async Task A_message_waits_for_an_earlier_one_that_another_node_works_on(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        HoldUntil(gateway, Original, null);
        var original = gateway.Put(Original);
        await gateway.Exchange(original);
        var second = gateway.NewCore(gateway.Test.Open());
        await using var node = new EngineNode(second, null, []);
        await node.StartAsync(default);

        // The mailbox has moved to the second node while the first still works on what it took.
        await Write(second, "M2", Repeat, original);
        await gateway.Counts(1, "stimulus", "state = 'pending' AND owner IS NULL");
        gateway.Count("exchange", "state = 'done'").ShouldBe(0);
        _gate.Set();

        await ShouldEndInOrder(gateway, original, "M2");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_is_not_written_before_the_one_ahead_of_it(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);

        await Should.ThrowAsync<InvalidOperationException>(() => Write(gateway.Core, "M2", Repeat, "M1"));
        gateway.Count("exchange").ShouldBe(0);
        await Write(gateway.Core, "M1", Original, null);
        await Write(gateway.Core, "M2", Repeat, "M1");

        await ShouldEndInOrder(gateway, "M1", "M2");
    }

    private static async Task ShouldEndInOrder(Gateway gateway, string original, string repeat)
    {
        (await gateway.Exchange(original, e => e.State == ExchangeStates.Done)).Code.ShouldBe("original");
        (await gateway.Exchange(repeat, e => e.State == ExchangeStates.Done)).Outcome.ShouldBe("duplicate");
    }

    /// <summary>A node takes an original, tried so often, and its repeat, and dies; its lease runs out, and the living node takes both.</summary>
    private static async Task LeaveBehind(Gateway gateway, ManualTime wall, int attempts)
    {
        var dead = gateway.NewCore(gateway.Test.Open(wall));
        dead.Inbox = _ => { };
        await new Leases(dead.Database, wall, dead.Node).RenewAsync(default);
        await Write(dead, "M0", Original, null);
        await dead.Database.Writes.RunAsync(session => session.Post(new Sql("UPDATE stimulus SET attempts = $1"), (long)attempts));
        await Write(dead, "M1", Repeat, "M0");
        await Gateway.Until(() =>
        {
            wall.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(gateway.Count("stimulus", $"owner = '{dead.Node}'") == 0);
        }, "the take-over");
    }

    private static string? Text(Stimulus told) => told is Arrived { Message.Payload: var payload } ? Encoding.UTF8.GetString(payload.Span) : null;

    private static async Task Write(EngineCore core, string transportId, string script, string? ahead)
    {
        var exchange = core.Ids.Next();
        var download = new MeshDownload
        {
            MessageId = transportId,
            From = "X26OT999",
            Workflow = WorkflowId.Parse("ECHO"),
            Content = new MemoryStream(Encoding.UTF8.GetBytes(script)),
        };
        var payload = await core.Payloads.StoreAsync(exchange, Gateway.Practice.ToWire(), download.Content, default);
        (await new ArrivalWriter(core).WriteAsync(new DirectoryEndpoint("mesh", Gateway.Mailbox, Gateway.Practice, []), download, exchange, payload, ahead, default)).ShouldBeTrue();
    }

    /// <summary>Keeps the protocol on one message from ending before it has been run on another, or before the gate is opened.</summary>
    private void HoldUntil(Gateway gateway, string held, string? until) => gateway.Echo.OnRun = told =>
    {
        if (Text(told) == until)
            _gate.Set();
        else if (Text(told) == held)
            _gate.Wait(Patience).ShouldBeTrue();
    };
}
