using System.Collections.Concurrent;
using System.Text.Json;
using Plexus.Contracts;
using Plexus.Engine.Commands;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;
using Plexus.Engine.Tests.Echo;
using Plexus.Engine.Waiting;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Storage.Audit;
using Plexus.Testing;

namespace Plexus.Engine.Tests;

public sealed class ReactingToWhatHappens
{
    private const string Patient = "9990000018";

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_messages_with_one_key_the_second_is_a_duplicate_and_leaves_nothing_of_its_own(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        const string Script = "task letter\nsend inf\nclaim document d1\nconclude Accepted 20013";

        for (var n = 0; n < 8; n++)
            gateway.Put(Script);
        await gateway.Counts(8, "exchange", "direction = 'in' AND state = 'done'");

        gateway.Count("exchange", "outcome = 'accepted'").ShouldBe(1);
        gateway.Count("exchange", "outcome = 'duplicate' AND code = '20007'").ShouldBe(7);
        gateway.Count("task").ShouldBe(1);
        gateway.Count("exchange", "direction = 'out'").ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_expectation_is_met_whichever_side_comes_first_and_however_close(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);

        for (var n = 0; n < 30; n++)
        {
            gateway.Put($"expect-unless-claimed document o{n}\non answered document: conclude Accepted met; complete Completed");
            gateway.Put($"claim document o{n}\nsatisfy-if-expected document o{n}\nconclude Accepted original");
        }

        await gateway.Counts(60, "exchange", "state = 'done' AND outcome = 'accepted'");
        gateway.Count("exchange", "code = 'original'").ShouldBe(30);
        gateway.Count("expectation").ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_conversation_that_stops_expecting_is_not_woken(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var waiting = await gateway.Receives("expect document d1\ntimer enough 5\non timer enough: stop-expecting document; conclude Refused 20014; complete Failed\non answered document: alert WOKEN");
        waiting.State.ShouldBe(ExchangeStates.Waiting);

        gateway.Business.Advance(TimeSpan.FromMinutes(5));
        await gateway.Exchange(waiting, e => e.State == ExchangeStates.Done);
        (await gateway.Receives("satisfy document d1\nconclude Accepted")).State.ShouldBe(ExchangeStates.Done);

        gateway.Count("stimulus", "kind = 'answered'").ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_conversation_can_tell_another(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var first = await gateway.Receives("claim document d1\ntask letter\nconclude Accepted\non command superseded: close-task letter; complete Completed");

        await gateway.Receives("tell document d1 superseded\nconclude Accepted");

        var told = await gateway.Conversation(first.Conversation!.Value, c => c.Conversation.Status == "completed");
        told.Tasks.ShouldHaveSingleItem().State.ShouldBe(TaskStates.Withdrawn);
        gateway.Log(first.Conversation.Value).ShouldBe(["arrived", "command superseded"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_timer_fires_on_the_business_clock_and_a_late_answer_completes_what_expired(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var conversation = await gateway.Commands.StartAsync(Start("claim sent letter-1\nsend letter\ntimer deadline 60\non timer deadline: alert ACK-MISSING; complete Expired\non arrived: complete Completed"), null, default);
        await gateway.Sent("letter", ExchangeStates.Submitted);

        gateway.Business.Advance(TimeSpan.FromMinutes(59));
        (await gateway.Queries.ConversationAsync(conversation, default))!.Conversation.Status.ShouldBe("open");
        gateway.Business.Advance(TimeSpan.FromMinutes(1));
        await gateway.Conversation(conversation, c => c.Conversation.Status == "expired");
        await gateway.Alert("ACK-MISSING");

        await gateway.Receives("reply letter-1", "ECHO_ACK");
        await gateway.Conversation(conversation, c => c.Conversation.Status == "completed");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_timer_that_is_moved_fires_once_and_one_that_is_cancelled_not_at_all(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var exchange = await gateway.Receives("timer a 10\ntimer b 10\ntimer c 5\non timer c: timer a 20; cancel-timer b\non timer a: alert A\non timer b: alert B");

        gateway.Business.Advance(TimeSpan.FromMinutes(5));
        await gateway.Saw(exchange.Conversation!.Value, "timer c");
        gateway.Business.Advance(TimeSpan.FromMinutes(20));
        await gateway.Saw(exchange.Conversation.Value, "timer a");

        gateway.Log(exchange.Conversation.Value).ShouldBe(["arrived", "timer c", "timer a"]);
        gateway.Count("timer").ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_conversation_that_has_ended_waits_for_nothing_more(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Patients.Gate = new TaskCompletionSource().Task;
        var exchange = await gateway.Receives($"task letter\ntimer late 60\nexpect document d1\nask patient {Patient}\non timer late: alert LATE\non decided letter completed: conclude Accepted; complete Completed");
        (await gateway.Queries.ConversationAsync(exchange.Conversation!.Value, default))!.Waits.Select(w => w.Kind).ShouldBe(["timer", "question", "expectation"], ignoreOrder: true);

        await gateway.Commands.CompleteTaskAsync(Gateway.Practice, (await gateway.Tasks()).Single().Id, default, "ann", default);

        (await gateway.Conversation(exchange.Conversation.Value, c => c.Conversation.Status == "completed")).Waits.ShouldBeEmpty();
        (gateway.Count("timer"), gateway.Count("expectation"), gateway.Count("ask")).ShouldBe((0, 0, 0));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_question_is_answered_from_memory_or_asked_once_for_all_and_again_after_failures(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Patients.InProcess[Patient] = PatientStanding.Registered;
        (await gateway.Receives($"known {Patient}")).Code.ShouldBe("Registered");

        var gate = new TaskCompletionSource();
        gateway.Patients.Gate = gate.Task;
        gateway.Patients.Outside["9990000026"] = PatientStanding.Deducted;
        for (var n = 0; n < 5; n++)
            gateway.Put("ask patient 9990000026\non answered patient Deducted: conclude Refused 30003; complete Completed");
        await gateway.Counts(5, "ask");
        gateway.Patients.Failures = 2;
        gate.SetResult();
        await gateway.Counts(5, "exchange", "code = '30003' AND state = 'done'");

        gateway.Patients.Asked.ShouldBeLessThan(10);
        gateway.Count("ask").ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_question_without_an_answer_by_its_deadline_comes_back_empty(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Patients.Failures = int.MaxValue;
        var exchange = await gateway.Receives($"ask patient {Patient}\non answered patient none: conclude Refused 30002; complete Failed");
        exchange.State.ShouldBe(ExchangeStates.Waiting);

        gateway.Business.Advance(TimeSpan.FromHours(1));

        (await gateway.Exchange(exchange, e => e.State == ExchangeStates.Done)).Code.ShouldBe("30002");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reaction_whose_facts_changed_before_its_commit_runs_again(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Patients.InProcess[Patient] = PatientStanding.NotKnown;
        gateway.Patients.AfterKnown = () => gateway.Patients.Change(Patient, PatientStanding.Registered);

        var exchange = await gateway.Receives($"known {Patient}\ntask letter");

        exchange.Code.ShouldBe("Registered");
        (await gateway.Tasks()).ShouldHaveSingleItem();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_decision_comes_back_once_however_many_take_it(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var exchange = await gateway.Receives("task match yes,no\non decided match yes: conclude Accepted 30001; complete Completed; send bus");
        exchange.State.ShouldBe(ExchangeStates.Waiting);
        var task = (await gateway.Tasks()).Single();

        await gateway.Commands.TakeTaskAsync(Gateway.Practice, task.Id, "ann", default);
        await gateway.Commands.NoteTaskAsync(Gateway.Practice, task.Id, "rang the patient", "ann", default);
        (await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.DecideTaskAsync(Gateway.Practice, task.Id, "perhaps", null, default, "ann", default))).Code.ShouldBe(CommandRefusedException.UnknownDecision);
        (await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.CompleteTaskAsync(Gateway.Practice, task.Id, default, "ann", default))).Code.ShouldBe(CommandRefusedException.UnknownDecision);
        (await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.TakeTaskAsync(OdsCode.Parse("B99999"), task.Id, "eve", default))).Code.ShouldBe(CommandRefusedException.NotFound);
        var decided = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Outcome(gateway.Commands.DecideTaskAsync(Gateway.Practice, task.Id, "yes", null, "sure", $"user{n}", default))));

        decided.Count(d => d is null).ShouldBe(1);
        decided.Where(d => d is not null).ShouldAllBe(d => d == CommandRefusedException.WrongState);
        (await gateway.Exchange(exchange, e => e.State == ExchangeStates.Done)).Code.ShouldBe("30001");
        await gateway.Sent("bus", ExchangeStates.Submitted);
        var history = (await gateway.Queries.TaskAsync(task.Id, default))!;
        history.Task.State.ShouldBe(TaskStates.Done);
        history.History.Select(h => h.What).ShouldBe(["raised", "taken", "noted", "decided yes"]);
        history.History[2].Note.Reveal().ShouldBe("rang the patient");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_chosen_patient_comes_back_with_the_decision_and_again_when_it_is_tried_again(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var told = new ConcurrentQueue<ChosenPatient?>();
        gateway.Echo.OnRun = stimulus =>
        {
            if (stimulus is Decided decided)
                told.Enqueue(decided.Patient);
        };
        var exchange = await gateway.Receives("task match yes@,no\non decided match yes: throw; conclude Accepted 30001");
        var task = (await gateway.Tasks()).Single();
        var chosen = new ChosenPatient("P-17", NhsNumber.Parse(Patient));

        (await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.DecideTaskAsync(Gateway.Practice, task.Id, "yes", null, default, "ann", default))).Code.ShouldBe(CommandRefusedException.PatientRequired);
        (await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.DecideTaskAsync(Gateway.Practice, task.Id, "no", chosen, default, "ann", default))).Code.ShouldBe(CommandRefusedException.PatientNotWanted);
        await gateway.Commands.DecideTaskAsync(Gateway.Practice, task.Id, "yes", chosen, default, "ann", default);
        await gateway.Alert("REACTION-FAILED");
        gateway.Echo.Broken = false;
        await gateway.Commands.ReplayStimulusAsync(Gateway.Practice, (await gateway.Queries.ParkedStimuliAsync(null, default)).Single().Id, "operator", default);

        (await gateway.Exchange(exchange, e => e.State == ExchangeStates.Done)).Code.ShouldBe("30001");
        told.Count.ShouldBeGreaterThan(1);
        told.ShouldAllBe(patient => patient == chosen);
        (await gateway.Queries.TaskAsync(task.Id, default))!.History[^1].What.ShouldBe("decided yes for a patient chosen");
        gateway.Count("audit", "action = 'task decided yes' AND detail = 'patient chosen by a person' AND patient_index IS NOT NULL").ShouldBe(1);
        gateway.Logs.Lines.ShouldNotContain(l => l.Contains("P-17") || l.Contains(Patient));
    }

    [Fact]
    public void A_decision_stored_before_decisions_named_patients_is_still_read()
    {
        var stored = JsonSerializer.Deserialize<DecidedBody>("""{ "task": "match", "decision": "matched", "by": "ann", "note": "rang" }""", JournalJson.Options)!;

        (stored.Decision, stored.By, stored.Note.Reveal(), stored.Patient).ShouldBe(("matched", "ann", "rang", null));
    }

    [Fact]
    public void A_task_stored_before_decisions_named_patients_asks_for_none()
    {
        var stored = JsonSerializer.Deserialize<TaskDecision>("""{ "name": "matched", "caption": "It is our patient", "closes": true }""", JournalJson.Options)!;

        stored.ShouldBe(new TaskDecision("matched", "It is our patient"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_task_that_wants_no_decision_is_completed(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var exchange = await gateway.Receives("task letter\nconclude Accepted\non decided letter completed: complete Completed");

        await gateway.Commands.CompleteTaskAsync(Gateway.Practice, (await gateway.Tasks()).Single().Id, "filed", "ann", default);

        await gateway.Conversation(exchange.Conversation!.Value, c => c.Conversation.Status == "completed");
        (await gateway.Tasks()).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Starting_twice_with_one_key_starts_one_conversation(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);

        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => gateway.Commands.StartAsync(Start("send letter"), "key-1", default)));
        await gateway.Sent("letter", ExchangeStates.Submitted);

        ids.Distinct().ShouldHaveSingleItem();
        gateway.Count("conversation").ShouldBe(1);
        await Should.ThrowAsync<IdempotencyConflictException>(gateway.Commands.StartAsync(Start("send other"), "key-1", default));
        (await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.StartAsync(Start("x") with { Command = "stop" }, null, default))).Code.ShouldBe(CommandRefusedException.UnknownCommand);
        (await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.StartAsync(Start("x") with { Role = "other" }, null, default))).Code.ShouldBe(CommandRefusedException.CapabilityOff);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_message_that_breaks_its_protocol_is_parked_and_the_next_goes_on(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var poison = gateway.Put("throw\nconclude Accepted");
        (await gateway.Receives("conclude Accepted")).State.ShouldBe(ExchangeStates.Done);

        var parked = await gateway.Exchange(poison, e => e.State == ExchangeStates.Parked);
        parked.Reason.ShouldBe(ParkReasons.ProtocolFailed);
        (await gateway.Alert("REACTION-FAILED")).Exchange.ShouldBe(parked.Id);
        (await gateway.Queries.ParkedStimuliAsync(Gateway.Practice, default)).ShouldHaveSingleItem().Attempts.ShouldBe(gateway.Options.ReactionAttempts);
        gateway.Logs.Lines.ShouldNotContain(l => l.Contains("Example"));

        gateway.Echo.Broken = false;
        await gateway.Commands.ReplayAsync(Gateway.Practice, parked.Id, "operator", default);
        (await gateway.Exchange(parked, e => e.State == ExchangeStates.Done)).Outcome.ShouldBe("accepted");
        (await gateway.Queries.ParkedStimuliAsync(null, default)).ShouldBeEmpty();
        (await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.ReplayAsync(Gateway.Practice, parked.Id, "operator", default))).Code.ShouldBe(CommandRefusedException.WrongState);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_decision_that_breaks_its_protocol_waits_parked_and_holds_up_nobody_else(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var exchange = await gateway.Receives("task match yes\ntask other yes\non decided match yes: throw; conclude Accepted 30001\non decided other yes: alert OTHER");
        foreach (var task in (await gateway.Tasks()).OrderBy(t => t.Kind))
            await gateway.Commands.DecideTaskAsync(Gateway.Practice, task.Id, "yes", null, default, "ann", default);

        await gateway.Alert("REACTION-FAILED");
        await gateway.Alert("OTHER");
        gateway.Echo.Broken = false;
        var parked = (await gateway.Queries.ParkedStimuliAsync(null, default)).ShouldHaveSingleItem();
        await gateway.Commands.ReplayStimulusAsync(Gateway.Practice, parked.Id, "operator", default);

        (await gateway.Exchange(exchange, e => e.State == ExchangeStates.Done)).Code.ShouldBe("30001");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_parked_message_starts_over_when_replayed_and_is_over_when_discarded(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var first = await gateway.Receives("claim document d1\ntask letter\ntimer t 5\nconclude Unreadable 10009\npark unreadable\ncomplete Failed");
        (first.State, first.Code).ShouldBe((ExchangeStates.Parked, "10009"));

        await gateway.Commands.ReplayAsync(Gateway.Practice, first.Id, "operator", default);
        await gateway.Counts(2, "exchange_event", "kind = 'reacted'");
        var again = await gateway.Exchange(first, e => e.State == ExchangeStates.Parked);
        again.Conversation.ShouldBe(first.Conversation);
        (await gateway.Tasks()).ShouldHaveSingleItem();
        gateway.Count("task", "state = 'withdrawn'").ShouldBe(1);
        gateway.Count("exchange", "outcome = 'duplicate'").ShouldBe(0);

        await gateway.Commands.DiscardAsync(Gateway.Practice, first.Id, "known to be broken", "operator", default);
        (await gateway.Exchange(first, e => e.State == ExchangeStates.Discarded)).Reason.ShouldBe("known to be broken");
        await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.ReplayAsync(Gateway.Practice, first.Id, "operator", default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_is_published_for_each_subscription_and_its_receipt_comes_back_once(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, before: g => g.Configure(subscriptions:
            [new DirectorySubscription("all", []), new DirectorySubscription("documents", ["uk.plexus.document.*"]), new DirectorySubscription("other", ["uk.plexus.other.v1"])]));
        var exchange = await gateway.Receives("deliver letter uk.plexus.document.received.v1\non delivered letter accepted: conclude Accepted 20013; complete Completed");
        exchange.State.ShouldBe(ExchangeStates.Waiting);
        gateway.Count("delivery").ShouldBe(2);
        var id = gateway.Database.Read(rows => rows.First(new Sql("SELECT id FROM event"), row => row.GetString(0)))!;

        (await gateway.Commands.SettleDeliveryAsync(Gateway.Practice, id, true, null, "supplier", default)).ShouldBeTrue();
        (await gateway.Commands.SettleDeliveryAsync(Gateway.Practice, id, false, "too late", "supplier", default)).ShouldBeFalse();

        (await gateway.Exchange(exchange, e => e.State == ExchangeStates.Done)).Code.ShouldBe("20013");
        gateway.Count("stimulus", "kind = 'delivery'").ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_job_goes_on_from_its_checkpoint_after_a_failure(string dialect)
    {
        var job = new CountingJob();
        await using var gateway = await Gateway.StartAsync(dialect, before: g => g.Jobs.Add(job));

        var exchange = await gateway.Receives("job count\njob unknown\non job count ok: conclude Accepted\non job unknown failed: alert NO-JOB");

        await gateway.Exchange(exchange, e => e.State == ExchangeStates.Done);
        await gateway.Alert("NO-JOB");
        job.Steps.ShouldBe([0, 1, 2, 3, 4]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_feed_tells_everything_once_in_order(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var reading = Task.Run(async () =>
        {
            var events = new List<Queries.JournalEvent>();
            await foreach (var e in gateway.Queries.FeedAsync(0, Gateway.Practice, enough.Token))
            {
                events.Add(e);
                if (events.Count == 40)
                    break;
            }

            return events;
        });

        for (var n = 0; n < 20; n++)
            gateway.Put("conclude Accepted");
        var events = await reading;

        events.Select(e => e.Number).ShouldBe(Enumerable.Range(1, 40).Select(n => (long)n));
        events.Count(e => e.Kind == "received").ShouldBe(20);
        var overview = await gateway.Queries.OverviewAsync(Gateway.Practice, default);
        (overview.ReceivedToday, overview.OpenTasks, overview.PendingStimuli).ShouldBe((20, 0, 0));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Everything_is_audited_in_an_unbroken_chain_and_nothing_readable_is_logged_or_stored(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        await gateway.Receives($"describe CANARYTITLE {Patient}\ntask letter\nconclude Accepted\nsend inf\nalert LOOK");
        await gateway.Sent("inf", ExchangeStates.Submitted);

        var verdict = await new AuditChain(gateway.Database, gateway.Test.Keys).VerifyAsync(default);
        verdict.Intact.ShouldBeTrue();
        verdict.Rows.ShouldBeGreaterThanOrEqualTo(3);
        foreach (var line in gateway.Logs.Lines)
            line.ShouldNotContain("CANARY");
        if (dialect == "sqlite")
            foreach (var file in System.IO.Directory.EnumerateFiles(gateway.Test.Folder, "plexus.db*").Where(f => !f.EndsWith(".working", StringComparison.Ordinal)))
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var copy = new MemoryStream();
                await stream.CopyToAsync(copy);
                copy.ToArray().AsSpan().IndexOf("CANARYTITLE"u8).ShouldBe(-1);
                copy.ToArray().AsSpan().IndexOf("9990000018"u8).ShouldBe(-1);
            }
    }

    private static StartRequest Start(string script) => new(Gateway.Practice, "Echo", "sender", "start", JsonSerializer.SerializeToElement(new { script }), "ann");

    private static async Task<string?> Outcome(Task command)
    {
        try
        {
            await command;
            return null;
        }
        catch (CommandRefusedException e)
        {
            return e.Code;
        }
    }

    private sealed class CountingJob : IJob
    {
        public string Name => "count";

        public List<int> Steps { get; } = [];

        public async Task<JobEnd> RunAsync(JobRun run, CancellationToken cancellation)
        {
            var step = run.Checkpoint is null ? 0 : int.Parse(run.Checkpoint, System.Globalization.CultureInfo.InvariantCulture);
            while (step < 5)
            {
                Steps.Add(step++);
                await run.KeepAsync(step * 20, step.ToString(System.Globalization.CultureInfo.InvariantCulture), cancellation);
                if (step == 2 && run.Checkpoint is null)
                    throw new InvalidOperationException("the power went");
            }

            return new JobEnd(true, JsonSerializer.SerializeToElement(step));
        }
    }
}
