using Plexus.Contracts;

namespace Plexus.Standards.Tests.GenericFhirReceiver;

public sealed class ReplacingADocument
{
    private static readonly Letter First = new("first");

    private static readonly Letter Second = new("second") { RelatesTo = Letter.Replaces(First.DocumentId) };

    [Fact]
    public void A_replacement_supersedes_the_earlier_task_and_is_accepted()
    {
        var world = new World();
        var first = world.Receive(First.Message());

        var second = world.Receive(Second.Message());

        second.Codes.ShouldBe(["20013", "30001"]);
        second.Tasks.ShouldBe(["document"]);
        first.Tasks.ShouldBeEmpty();
        first.Effects.OfType<CloseTask>().Single().Closure.ShouldBe(TaskClosure.Superseded);
        first.Effects.OfType<Deliver>().Last().Type.ShouldBe("uk.plexus.document.superseded.v1");
        first.Ends.ShouldBe([ConversationEnd.Completed]);
    }

    public static TheoryData<string> WaysToNameTheOriginal => new()
    {
        Letter.Replaces(First.CompositionId),
        Letter.Replaces($"urn:uuid:{First.DocumentId}"),
        Letter.Replaces(First.DocumentId.ToUpperInvariant()),
        $"<relatesTo><code value=\"replaces\"/><targetReference><reference value=\"urn:uuid:{First.CompositionId}\"/></targetReference></relatesTo>",
    };

    [Theory]
    [MemberData(nameof(WaysToNameTheOriginal))]
    public void The_original_may_be_named_in_any_way_it_is_known_by(string relation)
    {
        var world = new World();
        var first = world.Receive(First.Message());

        world.Receive((Second with { RelatesTo = relation }).Message()).Codes.ShouldBe(["20013", "30001"]);

        first.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_replacement_that_keeps_the_compositions_identifier_is_no_duplicate()
    {
        var world = new World();
        world.Receive(First.Message());

        world.Receive((Second with { CompositionId = First.CompositionId }).Message()).Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void A_replacement_whose_original_never_comes_waits_an_hour_and_is_answered_20014_only()
    {
        var world = new World();
        var conversation = world.Receive(Second.Message());
        conversation.Codes.ShouldBeEmpty();
        conversation.Outcome.ShouldBeNull();

        world.Wait(TimeSpan.FromMinutes(59));
        conversation.Codes.ShouldBeEmpty();
        world.Wait(TimeSpan.FromMinutes(1));

        conversation.Codes.ShouldBe(["20014"]);
        conversation.Outcome.ShouldBe(Outcome.Refused);
        conversation.Tasks.ShouldBe(["void-replacement"]);
        conversation.Expects.ShouldBeEmpty();
    }

    [Fact]
    public void The_wait_is_the_organisations_to_set()
    {
        var world = new World();
        world.Option("SendDocument", "receiver", "replacement-wait", "PT10M");

        var conversation = world.Receive(Second.Message());
        world.Wait(TimeSpan.FromMinutes(10));

        conversation.Codes.ShouldBe(["20014"]);
    }

    [Fact]
    public void An_original_that_comes_late_lets_the_replacement_go_on()
    {
        var world = new World();
        var second = world.Receive(Second.Message());
        world.Wait(TimeSpan.FromMinutes(30));

        var first = world.Receive(First.Message());

        first.Codes.ShouldBe(["20013", "30001"]);
        first.Tasks.ShouldBeEmpty();
        second.Codes.ShouldBe(["20013", "30001"]);
        second.Tasks.ShouldBe(["document"]);
        world.Wait(TimeSpan.FromHours(5));
        second.Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void An_original_that_comes_after_its_replacement_was_refused_is_void_as_well()
    {
        var world = new World();
        world.Receive(Second.Message());
        world.Wait(TimeSpan.FromHours(2));

        var first = world.Receive(First.Message());

        first.Codes.ShouldBe(["20014"]);
        first.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_second_replacement_of_a_void_document_is_refused_at_once()
    {
        var world = new World();
        world.Receive(Second.Message());
        world.Wait(TimeSpan.FromHours(2));

        world.Receive((new Letter("third") with { RelatesTo = Letter.Replaces(First.DocumentId) }).Message()).Codes.ShouldBe(["20014"]);
    }

    [Fact]
    public void Each_replacement_of_several_refers_to_the_one_before()
    {
        var world = new World();
        var first = world.Receive(First.Message());
        var second = world.Receive(Second.Message());

        var third = world.Receive((new Letter("third") with { RelatesTo = Letter.Replaces(Second.DocumentId) }).Message());

        (first.Tasks.Length, second.Tasks.Length, third.Tasks.Length).ShouldBe((0, 0, 1));
        third.Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void A_replacement_about_another_patient_leaves_the_earlier_document_alone()
    {
        var world = new World();
        var first = world.Receive(First.Message());

        world.Receive((Second with { NhsNumber = "9990000026" }).Message());

        first.Tasks.ShouldBe(["document"]);
        first.Alerts.ShouldBe(["GFR-REPLACEMENT-PATIENT"]);
    }

    [Fact]
    public void A_document_superseded_while_its_match_waits_is_answered_and_put_before_nobody()
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.Registered, "1", false, null, null) };
        var first = world.Receive(First.Message());
        world.Receive(Second.Message());

        world.Decide(first, "match", "matched");

        first.Codes.ShouldBe(["20013", "30001"]);
        first.Tasks.ShouldBeEmpty();
        first.Effects.OfType<Deliver>().ShouldBeEmpty();
    }

    [Fact]
    public void A_waiting_replacement_that_is_repeated_is_a_duplicate()
    {
        var world = new World();
        world.Receive(Second.Message());

        world.Receive((Second with { Exchange = "again" }).Message()).Codes.ShouldBe(["20007"]);
    }

    [Fact]
    public void A_document_superseded_before_its_receipt_is_still_answered_when_the_receipt_comes()
    {
        var world = new World();
        world.AnswerAfter(AckAfter.DeliveredToSupplier);
        var first = world.Receive(First.Message());
        world.Receive(Second.Message());

        world.Deliver(first, "received", accepted: true);

        first.Codes.ShouldBe(["20013", "30001"]);
        first.Ends.ShouldBe([ConversationEnd.Completed]);
    }
}
