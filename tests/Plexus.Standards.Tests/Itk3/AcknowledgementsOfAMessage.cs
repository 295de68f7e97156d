using System.Text;
using Plexus.Contracts;
using Plexus.Fhir;

namespace Plexus.Standards.Tests.Itk3;

public sealed class AcknowledgementsOfAMessage
{
    [Theory]
    [InlineData(true, true, new[] { "20013", "30001" })]
    [InlineData(true, false, new[] { "20013" })]
    [InlineData(false, true, new[] { "30001" })]
    [InlineData(false, false, new string[0])]
    public void The_sender_gets_the_answers_its_flags_ask_for(bool infrastructure, bool business, string[] codes)
    {
        var conversation = new World().Receive(new Letter { InfAck = Letter.Boolean(infrastructure), BusAck = Letter.Boolean(business) }.Message());

        conversation.Codes.ShouldBe(codes);
        conversation.Outcome.ShouldBe(Outcome.Accepted);
        conversation.Tasks.ShouldBe(["document"]);
    }

    [Theory]
    [InlineData(true, true, new[] { "20013", "30002" })]
    [InlineData(true, false, new[] { "20013" })]
    [InlineData(false, true, new[] { "30002" })]
    [InlineData(false, false, new string[0])]
    public void A_refusal_for_the_patient_is_told_by_the_flags_and_when_it_cannot_be_told_a_person_learns_of_it(bool infrastructure, bool business, string[] codes)
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.NotKnown, null, false, null, null) };

        var conversation = world.Receive(new Letter { InfAck = Letter.Boolean(infrastructure), BusAck = Letter.Boolean(business) }.Message());

        conversation.Codes.ShouldBe(codes);
        conversation.Outcome.ShouldBe(Outcome.Refused);
        conversation.Tasks.ShouldBe(business ? [] : ["unplaced"]);
    }

    [Theory]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 1)]
    [InlineData(false, false, 0)]
    public void A_technical_refusal_goes_to_whoever_asked_for_any_answer(bool infrastructure, bool business, int answers)
    {
        var conversation = new World().Receive(new Letter { Status = "preliminary", InfAck = Letter.Boolean(infrastructure), BusAck = Letter.Boolean(business) }.Message());

        conversation.Codes.Length.ShouldBe(answers);
        conversation.Codes.ShouldAllBe(code => code == "20009");
    }

    [Fact]
    public void Answers_go_back_where_the_message_came_from_one_behind_the_other()
    {
        var letter = new Letter();

        var sends = new World().Receive(letter.Message()).Sends;

        sends.ShouldAllBe(send => send.Workflow.ToWire() == "GPCONNECT_SEND_DOCUMENT_ACK" && send.To.Reveal() == World.SenderMailbox && send.Endpoint == World.PracticeMailbox);
        sends[0].OrderKey.ShouldNotBeNullOrEmpty();
        sends[1].OrderKey.ShouldBe(sends[0].OrderKey);
        sends.ShouldAllBe(send => send.LocalId == "A12345");
    }

    [Fact]
    public void A_positive_answer_is_written_as_the_guide_says() =>
        Golden.Check("response-20013.xml", new World().Receive(new Letter().Message()).Sends.Single(s => s.Label == "20013").Payload);

    [Fact]
    public void A_negative_answer_says_what_is_wrong_and_where() =>
        Golden.Check("response-20009.xml", new World().Receive(new Letter { Status = "preliminary" }.Message()).Sends.Single().Payload);

    [Fact]
    public void An_answer_carries_the_header_id_and_the_senders_reference_and_asks_for_nothing()
    {
        var letter = new Letter();

        var header = FhirXml.Read(new World().Receive(letter.Message()).Sends[0].Payload, FhirVersion.Stu3).Document!.Root["entry"]["resource"];

        header["response"]["identifier"].Value.ShouldBe(letter.HeaderId);
        var handling = header["extension"];
        handling.Extension("SenderReference")["valueString"].Value.ShouldBe("encounter-77");
        handling.Extension("InfAckRequested")["valueBoolean"].BooleanValue.ShouldBe(false);
        handling.Extension("BusAckRequested")["valueBoolean"].BooleanValue.ShouldBe(false);
    }

    [Theory]
    [InlineData("preliminary")]
    [InlineData("final")]
    public void No_answer_repeats_anything_about_the_patient(string status)
    {
        var conversation = new World().Receive(new Letter { Status = status }.Message());

        conversation.Sends.ShouldNotBeEmpty();
        foreach (var send in conversation.Sends)
        {
            var wire = Encoding.UTF8.GetString(send.Payload.Span) + send.Subject.Reveal();
            wire.ShouldNotContain("Holloway");
            wire.ShouldNotContain("9990000018");
            wire.ShouldNotContain("1961-03-04");
        }
    }

    [Fact]
    public void A_message_without_a_sender_cannot_be_answered_and_operations_hear_of_it()
    {
        var conversation = new World().Receive(new Letter { From = "" }.Message());

        conversation.Codes.ShouldBeEmpty();
        conversation.Alerts.ShouldContain("ITK3-NO-REPLY-ADDRESS");
    }

    [Fact]
    public void An_answer_that_does_not_reach_the_sender_alerts()
    {
        var world = new World();
        var conversation = world.Receive(new Letter().Message());

        world.Sent(conversation, "business-ack", SendStatus.Undeliverable, "14");

        conversation.Alerts.ShouldBe(["ITK3-ACK-NOT-SENT"]);
    }

    [Fact]
    public void A_response_on_a_payload_workflow_is_never_answered()
    {
        var conversation = new World().Receive(new Response { Code = "20013" }.Message("GPCONNECT_SEND_DOCUMENT"));

        conversation.Sends.ShouldBeEmpty();
        conversation.IsParked.ShouldBeTrue();
        conversation.Alerts.ShouldBe(["ITK3-ACK-ORPHAN"]);
    }

    [Fact]
    public void A_broken_message_on_an_acknowledgement_workflow_is_never_answered()
    {
        var conversation = new World().Receive(new Letter { Workflow = "GPCONNECT_SEND_DOCUMENT_ACK" }.Wrap("<Bundle"u8.ToArray()));

        conversation.Sends.ShouldBeEmpty();
        conversation.IsParked.ShouldBeTrue();
    }

    [Theory]
    [InlineData("preliminary")]
    [InlineData("final\"")]
    public void Not_even_when_the_receiver_is_given_it(string status)
    {
        var message = new Letter { Status = status, Workflow = "GPCONNECT_SEND_DOCUMENT_ACK" }.Message();

        var conversation = new World().ReceiveBy("generic-fhir-receiver.receive", message);

        conversation.Sends.ShouldBeEmpty();
        conversation.IsParked.ShouldBeTrue();
    }
}
