using Plexus.Contracts;

namespace Plexus.Standards.Tests.GenericFhirReceiver;

/// <summary>A sender must not believe that the practice has a letter which its system refused.</summary>
public sealed class WhenTheSenderMayKnow
{
    [Fact]
    public void Committed_answers_at_once_and_asks_for_no_receipt()
    {
        var conversation = new World().Receive(new Letter().Message());

        conversation.Codes.ShouldBe(["20013", "30001"]);
        conversation.Effects.OfType<Deliver>().Single().RequireReceipt.ShouldBeFalse();
    }

    [Fact]
    public void Delivered_holds_both_answers_until_the_systems_receipt()
    {
        var (world, conversation) = Receive(AckAfter.DeliveredToSupplier);
        conversation.Codes.ShouldBeEmpty();
        conversation.Outcome.ShouldBeNull();
        conversation.Effects.OfType<Deliver>().Single().RequireReceipt.ShouldBeTrue();

        world.Deliver(conversation, "received", accepted: true);

        conversation.Codes.ShouldBe(["20013", "30001"]);
        conversation.Outcome.ShouldBe(Outcome.Accepted);
    }

    [Fact]
    public void Delivered_and_refused_asks_a_person_and_says_nothing_positive()
    {
        var (world, conversation) = Receive(AckAfter.DeliveredToSupplier);

        world.Deliver(conversation, "received", accepted: false, "no such patient");

        conversation.Codes.ShouldBeEmpty();
        conversation.Tasks.ShouldBe(["document", "refused-by-system"]);
    }

    [Theory]
    [InlineData("accepted", new[] { "20013", "30001" }, Outcome.Accepted)]
    [InlineData("not-ours", new[] { "20013", "30002" }, Outcome.Refused)]
    [InlineData("left", new[] { "20013", "30003" }, Outcome.Refused)]
    [InlineData("unusable", new[] { "20009" }, Outcome.Refused)]
    public void What_the_person_then_decides_is_what_the_sender_hears(string decision, string[] codes, Outcome outcome)
    {
        var (world, conversation) = Receive(AckAfter.DeliveredToSupplier);
        world.Deliver(conversation, "received", accepted: false);

        world.Decide(conversation, "refused-by-system", decision);

        conversation.Codes.ShouldBe(codes);
        conversation.Outcome.ShouldBe(outcome);
        conversation.Tasks.ShouldBe(outcome == Outcome.Accepted ? ["document"] : []);
    }

    [Theory]
    [InlineData("30002", new[] { "20013", "30002" })]
    [InlineData("30003", new[] { "20013", "30003" })]
    [InlineData("20009", new[] { "20009" })]
    public void The_system_may_name_the_code_or_the_organisation_may_choose_one(string code, string[] codes)
    {
        var (world, byReason) = Receive(AckAfter.DeliveredToSupplier);
        world.Deliver(byReason, "received", accepted: false, code);

        var (other, byOption) = Receive(AckAfter.DeliveredToSupplier);
        other.Option("SendDocument", "receiver", "when-refused", code);
        other.Deliver(byOption, "received", accepted: false, "a reason");

        byReason.Codes.ShouldBe(codes);
        byOption.Codes.ShouldBe(codes);
        byOption.Tasks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("accepted", new[] { "20013", "30001" })]
    [InlineData("not-ours", new[] { "20013", "30002" })]
    [InlineData("left", new[] { "20013", "30003" })]
    [InlineData("unusable", new[] { "20009" })]
    public void Decided_holds_both_answers_until_somebody_decides(string decision, string[] codes)
    {
        var (world, conversation) = Receive(AckAfter.DecidedBySupplier);
        world.Deliver(conversation, "received", accepted: true);
        conversation.Codes.ShouldBeEmpty();

        world.Decide(conversation, "document", decision);

        conversation.Codes.ShouldBe(codes);
        conversation.End.ShouldBe(ConversationEnd.Completed);
        conversation.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_refusal_after_the_sender_was_told_otherwise_becomes_work_for_a_person()
    {
        var world = new World();
        var conversation = world.Receive(new Letter().Message());

        world.Deliver(conversation, "received", accepted: false);

        conversation.Codes.ShouldBe(["20013", "30001"]);
        conversation.Tasks.ShouldBe(["document", "refused-by-system"]);
        conversation.Alerts.ShouldBe(["GFR-DELIVERY-REFUSED"]);
    }

    [Fact]
    public void Negative_answers_never_wait()
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.NotKnown, null, false, null, null) };
        world.AnswerAfter(AckAfter.DecidedBySupplier);

        world.Receive(new Letter().Message()).Codes.ShouldBe(["20013", "30002"]);
    }

    [Fact]
    public void A_match_by_hand_still_waits_for_the_systems_receipt()
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.Registered, "1", false, null, null) };
        world.AnswerAfter(AckAfter.DeliveredToSupplier);
        var conversation = world.Receive(new Letter().Message());

        world.Decide(conversation, "match", "matched");
        conversation.Codes.ShouldBeEmpty();
        world.Deliver(conversation, "received", accepted: true);

        conversation.Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void A_task_done_before_the_receipt_does_not_answer_for_the_system()
    {
        var (world, conversation) = Receive(AckAfter.DeliveredToSupplier);

        world.Decide(conversation, "document", "done");
        conversation.Codes.ShouldBeEmpty();
        world.Deliver(conversation, "received", accepted: true);

        conversation.Codes.ShouldBe(["20013", "30001"]);
        conversation.Ends.ShouldBe([ConversationEnd.Completed]);
    }

    [Fact]
    public void A_document_dealt_with_ends_its_conversation_once()
    {
        var world = new World();
        var conversation = world.Receive(new Letter().Message());

        world.Decide(conversation, "document", "done");

        conversation.Ends.ShouldBe([ConversationEnd.Completed]);
    }

    private static (World World, Conversation Conversation) Receive(AckAfter when)
    {
        var world = new World();
        world.AnswerAfter(when);
        return (world, world.Receive(new Letter().Message()));
    }
}
