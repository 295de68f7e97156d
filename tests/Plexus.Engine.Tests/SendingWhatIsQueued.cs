using System.Text.Json;
using Plexus.Contracts;
using Plexus.Engine.Commands;
using Plexus.Engine.Dispatching;
using Plexus.Engine.Journal;
using Plexus.Engine.Tests.Echo;
using Plexus.Testing;

namespace Plexus.Engine.Tests;

public sealed class SendingWhatIsQueued
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_not_taken_is_sent_again_until_it_is(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        for (var n = 0; n < 3; n++)
            gateway.Sender.Answers.Enqueue(new SendReport.NotTaken("503"));

        var conversation = await Start(gateway, "send letter\non sent letter Submitted: complete Completed");

        await gateway.Conversation(conversation, c => c.Conversation.Status == "completed");
        (await gateway.Sent("letter", ExchangeStates.Submitted)).TransportId.ShouldBe("SENT1");
        gateway.Sender.Attempts.Count.ShouldBe(4);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_the_transport_refuses_is_not_sent_again(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Sender.Answers.Enqueue(new SendReport.Refused("12", "unregistered"));

        var conversation = await Start(gateway, "send letter\non sent letter Refused: complete Failed");

        await gateway.Conversation(conversation, c => c.Conversation.Status == "failed");
        (await gateway.Sent("letter", ExchangeStates.Rejected)).Code.ShouldBe("12");
        gateway.Sender.Attempts.ShouldHaveSingleItem();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Attempts_run_out(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { SendAttempts = 3 });
        for (var n = 0; n < 3; n++)
            gateway.Sender.Answers.Enqueue(new SendReport.NotTaken("503"));

        var conversation = await Start(gateway, "send letter\non sent letter Failed: complete Failed");

        await gateway.Conversation(conversation, c => c.Conversation.Status == "failed");
        await gateway.Sent("letter", ExchangeStates.Failed);
        gateway.Sender.Attempts.Count.ShouldBe(3);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_uncertain_send_is_looked_up_by_our_own_id(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Sender.Answers.Enqueue(new SendReport.Uncertain("timeout"));
        gateway.Sender.LookUpAnswers.Enqueue(new LookupReport.Unknown("busy"));
        gateway.Sender.LookUpAnswers.Enqueue(new LookupReport.Found("FOUND1"));

        await Start(gateway, "send letter after=Lookup");

        var sent = await gateway.Sent("letter", ExchangeStates.Submitted);
        sent.TransportId.ShouldBe("FOUND1");
        gateway.Sender.Attempts.ShouldHaveSingleItem();
        gateway.Sender.LookUps.ShouldAllBe(id => id == sent.Id.ToString());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_uncertain_send_that_never_arrived_is_sent_again(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Sender.Answers.Enqueue(new SendReport.Uncertain("timeout"));

        await Start(gateway, "send letter after=Lookup");

        await gateway.Sent("letter", ExchangeStates.Submitted);
        gateway.Sender.Attempts.ShouldBe(["ack letter", "ack letter"]);
        gateway.Sender.Messages.Select(m => m.MayHaveArrived).ShouldBe([false, true]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Where_the_receiver_knows_duplicates_the_same_bytes_are_sent_again(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        gateway.Sender.Answers.Enqueue(new SendReport.Uncertain("timeout"));

        await Start(gateway, "send letter after=ResendSameBytes");

        await gateway.Sent("letter", ExchangeStates.Submitted);
        gateway.Sender.Attempts.ShouldBe(["ack letter", "ack letter"]);
        gateway.Sender.Messages.Last().MayHaveArrived.ShouldBeTrue();
        gateway.Sender.LookUps.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Otherwise_a_person_decides(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        foreach (var (decision, state, attempts) in new[] { (UncertainDecision.Arrived, ExchangeStates.Submitted, 1), (UncertainDecision.SendAgain, ExchangeStates.Submitted, 2), (UncertainDecision.GiveUp, ExchangeStates.Failed, 1) })
        {
            gateway.Sender.Attempts.Clear();
            gateway.Sender.Answers.Enqueue(new SendReport.Uncertain("timeout"));
            var label = "letter-" + decision;
            var conversation = await Start(gateway, $"send {label}\non sent {label} Uncertain: task look\non sent {label} Submitted: complete Completed\non sent {label} Failed: complete Failed");
            var uncertain = await gateway.Sent(label, ExchangeStates.Uncertain);
            await gateway.Conversation(conversation, c => c.Tasks.Count == 1);
            await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.CancelSendAsync(Gateway.Practice, uncertain.Id, "operator", default));

            await gateway.Commands.ResolveUncertainAsync(Gateway.Practice, uncertain.Id, decision, "operator", default);

            await gateway.Sent(label, state);
            await gateway.Conversation(conversation, c => c.Conversation.Status != "open");
            gateway.Sender.Attempts.Count.ShouldBe(attempts);
            await Should.ThrowAsync<CommandRefusedException>(gateway.Commands.ResolveUncertainAsync(Gateway.Practice, uncertain.Id, decision, "operator", default));
        }

        gateway.Count("alert", "code = 'SEND-UNCERTAIN'").ShouldBe(3);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_has_expired_does_not_leave(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { SendBackoff = TimeSpan.FromMilliseconds(50) });
        gateway.Sender.OnSend = _ =>
        {
            gateway.Business.Advance(TimeSpan.FromMinutes(10));
            return Task.CompletedTask;
        };
        gateway.Sender.Answers.Enqueue(new SendReport.NotTaken("503"));

        await Start(gateway, "send letter expires=10");

        await gateway.Sent("letter", ExchangeStates.Expired);
        gateway.Sender.Attempts.ShouldHaveSingleItem();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Sends_with_one_order_key_leave_in_order_even_after_failures_and_others_pass_them(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);
        var held = new TaskCompletionSource();
        gateway.Sender.OnSend = text => text == "ack a" ? held.Task : Task.CompletedTask;

        await Start(gateway, "send a order=k\nsend b order=k\nsend c order=k\nsend free");
        await gateway.Sent("free", ExchangeStates.Submitted);
        gateway.Sender.Attempts.ShouldBe(["ack a", "ack free"], ignoreOrder: true);
        gateway.Sender.Answers.Enqueue(new SendReport.NotTaken("503"));
        held.SetResult();

        await gateway.Sent("c", ExchangeStates.Submitted);
        gateway.Sender.Attempts.Where(a => a != "ack free").ShouldBe(["ack a", "ack a", "ack b", "ack c"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_queued_send_can_be_cancelled(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { SendBackoff = TimeSpan.FromMinutes(1) });
        gateway.Sender.Answers.Enqueue(new SendReport.NotTaken("503"));
        var conversation = await Start(gateway, "send letter\non sent letter Failed: complete Cancelled");
        await gateway.Counts(1, "outbox", "attempts = 1 AND state = 'queued'");
        var queued = await gateway.Sent("letter", ExchangeStates.Queued);

        await gateway.Commands.CancelSendAsync(Gateway.Practice, queued.Id, "operator", default);

        await gateway.Sent("letter", ExchangeStates.Cancelled);
        await gateway.Conversation(conversation, c => c.Conversation.Status == "cancelled");
        gateway.Count("outbox").ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_destination_that_keeps_failing_is_left_alone_for_a_while(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect, Gateway.QuickOptions with { CircuitFailures = 3, CircuitRest = TimeSpan.FromMinutes(1), SendAttempts = 1000 });
        for (var n = 0; n < 500; n++)
            gateway.Sender.Answers.Enqueue(new SendReport.NotTaken("503"));

        await Start(gateway, "send letter");

        await gateway.Counts(1, "outbox", "error LIKE 'The destination keeps failing%'");
        gateway.Sender.Attempts.Count.ShouldBe(3);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_large_payload_leaves_as_it_was_made(string dialect)
    {
        await using var gateway = await Gateway.StartAsync(dialect);

        await Start(gateway, "big letter 300000");

        (await gateway.Sent("letter", ExchangeStates.Submitted)).Size.ShouldBe(300_000);
        gateway.Sender.Attempts.ShouldHaveSingleItem().Length.ShouldBe(300_000);
    }

    private static Task<ConversationId> Start(Gateway gateway, string script) =>
        gateway.Commands.StartAsync(new StartRequest(Gateway.Practice, "Echo", "sender", "start", JsonSerializer.SerializeToElement(new { script }), "ann"), null, default);
}
