using System.Text;
using System.Text.Json.Nodes;
using Plexus.Contracts;
using Plexus.Standards.SendDocument;

namespace Plexus.Standards.Tests.SendDocument;

public sealed class FollowingASentDocument
{
    [Fact]
    public void A_version_2_message_is_written_as_the_guide_says() => Golden.Check("send-document-v2.xml", Send(out _).Sends.Single().Payload);

    [Fact]
    public void A_version_1_message_is_written_as_the_guide_says() =>
        Golden.Check("send-document-v1.xml", Send(out _, root => { root["guide"] = "v1"; root["title"] = null; root["type"] = null; root["careSetting"] = null; root["text"] = null; }).Sends.Single().Payload);

    [Fact]
    public void A_replacement_names_what_it_replaces_and_counts_its_version()
    {
        var conversation = Send(out _, root => root["replaces"] = "AAAAAAAA-0000-4000-8000-00000000000A");

        Golden.Check("send-document-replacement.xml", conversation.Sends.Single().Payload);
        conversation.Sends.Single().Subject.Reveal().ShouldEndWith("version 2");
    }

    [Fact]
    public void What_we_send_our_own_receiver_accepts()
    {
        var sent = Send(out var world).Sends.Single();

        var received = world.Receive(new Letter { Workflow = "GPCONNECT_SEND_DOCUMENT", From = "PRACTICE1" }.Wrap(sent.Payload.ToArray()));

        received.Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void What_we_send_carries_no_finding_even_for_the_strict_reader()
    {
        var world = new World();
        world.Option("SendDocument", "receiver", "strict", "true");
        var sent = world.Command("SendDocument", "sender", "send", Requests.Good()).Sends.Single();

        var received = world.Receive(new Letter { From = "PRACTICE1" }.Wrap(sent.Payload.ToArray()));

        received.Codes.ShouldBe(["20013", "30001"]);
        received.Effects.OfType<RecordFindings>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("YYYYMMDD", "GPPROVIDER_9990000018_19610304_Holloway")]
    [InlineData("DDMMYYYY", "GPPROVIDER_9990000018_04031961_Holloway")]
    public void By_default_MESH_finds_the_practice_by_the_patient(string form, string address)
    {
        var world = new World();
        world.Option("SendDocument", "sender", "birth-date-form", form);

        var send = world.Command("SendDocument", "sender", "send", Requests.Good()).Sends.Single();

        send.To.Reveal().ShouldBe(address);
        send.To.ToString().ShouldNotContain("Holloway");
        send.LocalId.ShouldBe("A12345");
        send.Workflow.ToWire().ShouldBe("GPCONNECT_SEND_DOCUMENT");
        send.AfterUncertain.ShouldBe(AfterUncertain.ResendSameBytes);
        send.Subject.Reveal().ShouldBe("Clinic letter for Amira Holloway, NHS Number: 9990000018, seen at Harbour Clinic, ODS code: A12345, version 1");
    }

    [Fact]
    public void A_mailbox_may_be_named_instead() =>
        Send(out _, root => root["recipient"] = new JsonObject { ["mailbox"] = "x26ot999" }).Sends.Single().To.Reveal().ShouldBe("X26OT999");

    [Fact]
    public void A_bad_request_fails_with_its_problems_and_sends_nothing()
    {
        var conversation = Send(out _, root => root["title"] = null);

        conversation.Sends.ShouldBeEmpty();
        conversation.End.ShouldBe(ConversationEnd.Failed);
        ((SentDocument)conversation.ReadState()!).Problems.Single().Field.ShouldBe("title");
    }

    [Fact]
    public void An_organisation_without_a_mailbox_cannot_send()
    {
        var world = new World();
        world.Organisation = world.Organisation with { Endpoints = [] };

        var conversation = world.Command("SendDocument", "sender", "send", Requests.Good());

        conversation.End.ShouldBe(ConversationEnd.Failed);
        ((SentDocument)conversation.ReadState()!).Problems.Single().Field.ShouldBe("sender");
    }

    [Fact]
    public void Both_acknowledgements_close_the_conversation()
    {
        var conversation = Send(out var world);

        Answer(world, conversation, "20013").ShouldBeSameAs(conversation);
        conversation.End.ShouldBeNull();
        Answer(world, conversation, "30001");

        conversation.End.ShouldBe(ConversationEnd.Completed);
        conversation.Codes.ShouldBeEmpty();
        conversation.Timers.ShouldBeEmpty();
        conversation.Expects.ShouldBeEmpty();
        conversation.Effects.OfType<Deliver>().Single().Type.ShouldBe("uk.plexus.document.delivered.v1");
        conversation.Effects.OfType<Conclude>().Select(c => c.Code).ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void A_business_answer_that_overtakes_the_infrastructure_one_closes_it_too()
    {
        var conversation = Send(out var world);

        Answer(world, conversation, "30001");

        conversation.End.ShouldBe(ConversationEnd.Completed);
    }

    [Theory]
    [InlineData("41001", ConversationEnd.Completed)]
    [InlineData("41002", ConversationEnd.Failed)]
    [InlineData("51010", ConversationEnd.Failed)]
    public void The_superseded_vocabulary_is_understood(string code, ConversationEnd end)
    {
        var conversation = Send(out var world);

        world.Receive(new Response { Answers = HeaderId(conversation), Code = code, System = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-Acknowledgement-1", ResponseCode = end == ConversationEnd.Completed ? "ok" : "fatal-error" }.Message());

        conversation.End.ShouldBe(end);
    }

    [Theory]
    [InlineData("39999", "ok", ConversationEnd.Completed)]
    [InlineData("39999", "fatal-error", ConversationEnd.Failed)]
    [InlineData("51012", "fatal-error", ConversationEnd.Failed)]
    [InlineData("29999", "ok", null)]
    public void A_code_in_no_list_is_judged_by_its_response_code_and_alerts(string code, string response, ConversationEnd? end)
    {
        var conversation = Send(out var world);

        world.Receive(new Response { Answers = HeaderId(conversation), Code = code, ResponseCode = response }.Message());

        conversation.End.ShouldBe(end);
        conversation.Alerts.ShouldContain("ITK3-CODE-UNKNOWN");
    }

    [Theory]
    [InlineData("20009")]
    [InlineData("30002")]
    [InlineData("30003")]
    public void A_negative_answer_fails_it_and_tells_a_person(string code)
    {
        var conversation = Send(out var world);

        Answer(world, conversation, code, "fatal-error");

        conversation.End.ShouldBe(ConversationEnd.Failed);
        conversation.Tasks.ShouldBe(["not-received"]);
        conversation.Alerts.ShouldBe(["SEND-DOCUMENT-REFUSED"]);
        conversation.Timers.ShouldBeEmpty();
        conversation.Effects.OfType<Deliver>().Single().Type.ShouldBe("uk.plexus.document.undelivered.v1");
    }

    [Fact]
    public void A_replacement_refused_20014_makes_both_documents_void()
    {
        var world = new World();
        var first = world.Command("SendDocument", "sender", "send", Requests.Good());
        var original = ((SentDocument)first.ReadState()!).DocumentId;
        var second = world.Command("SendDocument", "sender", "send", Requests.Good(root => { root["replaces"] = original; root["encounter"] = null; }));

        Answer(world, second, "20014", "fatal-error");

        ((SentDocument)second.ReadState()!).IsVoid.ShouldBeTrue();
        ((SentDocument)first.ReadState()!).IsVoid.ShouldBeTrue();
    }

    [Fact]
    public void A_missing_infrastructure_answer_alerts_after_a_day_and_a_missing_business_answer_expires_it_after_five()
    {
        var conversation = Send(out var world);

        world.Wait(TimeSpan.FromHours(24));
        conversation.Alerts.ShouldBe(["SEND-DOCUMENT-NO-INFRASTRUCTURE-ACK"]);
        conversation.Tasks.ShouldBe(["not-received"]);
        conversation.End.ShouldBeNull();
        world.Wait(TimeSpan.FromDays(4));

        conversation.Alerts.ShouldBe(["SEND-DOCUMENT-NO-INFRASTRUCTURE-ACK", "SEND-DOCUMENT-NO-BUSINESS-ACK"]);
        conversation.Tasks.ShouldBe(["not-received"]);
        conversation.End.ShouldBe(ConversationEnd.Expired);
    }

    [Fact]
    public void After_20013_only_the_business_deadline_remains()
    {
        var conversation = Send(out var world);
        Answer(world, conversation, "20013");

        world.Wait(TimeSpan.FromDays(6));

        conversation.Alerts.ShouldBe(["SEND-DOCUMENT-NO-BUSINESS-ACK"]);
        conversation.End.ShouldBe(ConversationEnd.Expired);
    }

    [Fact]
    public void A_late_answer_turns_an_expired_conversation_completed()
    {
        var conversation = Send(out var world);
        Answer(world, conversation, "20013");
        world.Wait(TimeSpan.FromDays(9));

        Answer(world, conversation, "30001");

        conversation.Ends.ShouldBe([ConversationEnd.Expired, ConversationEnd.Completed]);
        conversation.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_late_refusal_leaves_it_expired_and_tells_a_person_why()
    {
        var conversation = Send(out var world);
        world.Wait(TimeSpan.FromDays(9));

        Answer(world, conversation, "30003", "fatal-error");

        conversation.End.ShouldBe(ConversationEnd.Expired);
        ((SentDocument)conversation.ReadState()!).Phase.ShouldBe(SentPhase.Failed);
        conversation.OpenTasks.Single().Details[0].Value.Reveal().ShouldStartWith("Patient no longer at this clinical setting");
        conversation.Expects.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(SendStatus.Refused, "12")]
    [InlineData(SendStatus.Failed, null)]
    [InlineData(SendStatus.Undeliverable, "EPL-153")]
    [InlineData(SendStatus.Undeliverable, "14")]
    public void A_failure_of_the_transport_fails_it_and_says_what_to_do(SendStatus status, string? code)
    {
        var conversation = Send(out var world);

        world.Sent(conversation, "document", status, code);

        conversation.End.ShouldBe(ConversationEnd.Failed);
        conversation.Tasks.ShouldBe(["not-received"]);
        conversation.OpenTasks.Single().Details[0].Value.Reveal().ShouldBe(MeshFailures.Explain(code));
        conversation.Alerts.ShouldBe(["SEND-DOCUMENT-UNDELIVERED"]);
    }

    [Fact]
    public void When_nobody_knew_whether_it_arrived_a_duplicate_means_that_it_had()
    {
        var conversation = Send(out var world);
        world.Sent(conversation, "document", SendStatus.Uncertain);
        Answer(world, conversation, "20007", "fatal-error");
        conversation.End.ShouldBeNull();

        Answer(world, conversation, "20013");
        Answer(world, conversation, "30001");

        conversation.End.ShouldBe(ConversationEnd.Completed);
    }

    [Fact]
    public void An_answer_that_lost_the_header_id_is_placed_by_the_senders_reference_when_only_one_waits()
    {
        var conversation = Send(out var world);

        world.Receive(new Response { Answers = "UNREADABLE-IN-ORIGINAL-MESSAGE", SenderReference = "encounter-77", Code = "20009", ResponseCode = "fatal-error" }.Message());

        conversation.End.ShouldBe(ConversationEnd.Failed);
    }

    [Fact]
    public void With_two_waiting_under_one_reference_it_is_placed_nowhere()
    {
        var first = Send(out var world);
        var second = world.Command("SendDocument", "sender", "send", Requests.Good());

        var orphan = world.Receive(new Response { Answers = null, SenderReference = "encounter-77" }.Message());

        orphan.IsParked.ShouldBeTrue();
        orphan.Alerts.ShouldBe(["ITK3-ACK-ORPHAN"]);
        (first.End, second.End).ShouldBe((null, null));
    }

    [Fact]
    public void The_reference_None_places_nothing()
    {
        Send(out var world, root => root["encounter"]!["id"] = "None");

        world.Receive(new Response { Answers = null, SenderReference = "None" }.Message()).IsParked.ShouldBeTrue();
    }

    [Fact]
    public void A_business_answer_that_asks_is_answered_once_and_an_answer_to_that_is_not()
    {
        var conversation = Send(out var world);
        world.Receive(new Response { Answers = HeaderId(conversation), Code = "30001", AsksInfAck = true }.Message());

        var answer = conversation.Sends.Single(send => send.Workflow.IsAck);

        answer.Label.ShouldBe("20013");
        answer.Workflow.ToWire().ShouldBe("GPCONNECT_SEND_DOCUMENT_ACK");
        answer.To.Reveal().ShouldBe("RECEIVER1");
        Encoding.UTF8.GetString(answer.Payload.Span).ShouldContain(Ids.Text("response30001header"));
        world.Receive(new Letter { Workflow = "GPCONNECT_SEND_DOCUMENT_ACK" }.Wrap(answer.Payload.ToArray())).Sends.ShouldBeEmpty();
    }

    [Fact]
    public void An_infrastructure_answer_is_never_answered()
    {
        var conversation = Send(out var world);

        world.Receive(new Response { Answers = HeaderId(conversation), Code = "20013", AsksInfAck = true }.Message());

        conversation.Codes.ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_on_the_payload_workflow_still_finds_its_conversation()
    {
        var conversation = Send(out var world);

        var carrier = world.Receive(new Response { Answers = HeaderId(conversation), Code = "30001" }.Message("GPCONNECT_SEND_DOCUMENT"));

        carrier.Sends.ShouldBeEmpty();
        carrier.IsParked.ShouldBeFalse();
        conversation.End.ShouldBe(ConversationEnd.Completed);
    }

    [Fact]
    public void An_answer_after_the_end_changes_nothing()
    {
        var conversation = Send(out var world);
        Answer(world, conversation, "30001");

        Answer(world, conversation, "30002", "fatal-error").IsParked.ShouldBeTrue();

        conversation.Ends.ShouldBe([ConversationEnd.Completed]);
    }

    [Theory]
    [InlineData("GPCONNECT_SEND_DOCUMENT_ACK")]
    [InlineData("GPCONNECT_SEND_DOCUMENT")]
    public void The_duplicate_that_answers_our_own_repeat_is_let_go_when_the_document_is_long_acknowledged(string workflow)
    {
        var conversation = Send(out var world);
        world.Sent(conversation, "document", SendStatus.Uncertain);
        Answer(world, conversation, "20013");
        Answer(world, conversation, "30001");

        var echo = world.Receive(new Response { Answers = HeaderId(conversation), Code = "20007", ResponseCode = "fatal-error" }.Message(workflow));

        (echo.Outcome, echo.End).ShouldBe((Contracts.Outcome.Ignored, ConversationEnd.Completed));
        (echo.IsParked, echo.Alerts.Length, echo.Sends.Count).ShouldBe((false, 0, 0));
        conversation.Ends.ShouldBe([ConversationEnd.Completed]);
        conversation.Tasks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GPCONNECT_SEND_DOCUMENT_ACK")]
    [InlineData("GPCONNECT_SEND_DOCUMENT")]
    public void It_does_not_fail_another_document_that_waits_under_the_same_reference(string workflow)
    {
        var acknowledged = Send(out var world);
        Answer(world, acknowledged, "30001");
        var waiting = world.Command("SendDocument", "sender", "send", Requests.Good());

        world.Receive(new Response { Answers = HeaderId(acknowledged), SenderReference = "encounter-77", Code = "20007", ResponseCode = "fatal-error" }.Message(workflow));

        waiting.End.ShouldBeNull();
        waiting.Alerts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GPCONNECT_SEND_DOCUMENT_ACK")]
    [InlineData("GPCONNECT_SEND_DOCUMENT")]
    public void A_duplicate_that_answers_nothing_of_ours_is_parked(string workflow)
    {
        Send(out var world);

        var stray = world.Receive(new Response { Answers = Ids.Text("nobody"), SenderReference = "None", Code = "20007", ResponseCode = "fatal-error" }.Message(workflow));

        stray.IsParked.ShouldBeTrue();
        stray.Alerts.ShouldBe(["ITK3-ACK-ORPHAN"]);
    }

    [Fact]
    public void A_whole_conversation_between_two_organisations_closes_itself()
    {
        var sender = Send(out var clinic);
        var practice = new World();
        var letter = new Letter { From = World.PracticeMailbox }.Wrap(sender.Sends.Single().Payload.ToArray());

        foreach (var answer in practice.Receive(letter).Sends)
            clinic.Receive(new Letter { Workflow = answer.Workflow.ToWire(), From = answer.Endpoint, Exchange = answer.Name }.Wrap(answer.Payload.ToArray())).ShouldBeSameAs(sender);

        sender.End.ShouldBe(ConversationEnd.Completed);
    }

    private static Conversation Send(out World world, Action<JsonObject>? change = null)
    {
        world = new World();
        return world.Command("SendDocument", "sender", "send", Requests.Good(change));
    }

    private static string HeaderId(Conversation conversation) => ((SentDocument)conversation.ReadState()!).HeaderId;

    private static Conversation Answer(World world, Conversation conversation, string code, string response = "ok") =>
        world.Receive(new Response { Answers = HeaderId(conversation), Code = code, ResponseCode = response }.Message());
}
