using System.Text;
using Plexus.Contracts;
using Plexus.Standards.GenericFhirReceiver;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.Tests.GenericFhirReceiver;

/// <summary>Every row of the step table, with the code that comes back.</summary>
public sealed class TheSteps
{
    [Fact]
    public void Every_code_a_step_may_give_is_negative_and_no_step_is_without()
    {
        foreach (var step in ReceiverSteps.All)
        {
            step.Codes.ShouldNotBeEmpty();
            step.Codes.Select(code => ResponseCodes.All.GetValueOrDefault(code)).ShouldAllBe(code => code != null && !code.Positive && !code.IsBusiness);
        }
    }

    [Fact]
    public void Above_the_size_limit_the_sender_is_told_by_what_the_head_says_and_the_message_is_set_aside()
    {
        var letter = new Letter();

        var conversation = new World().Receive(letter.TooLarge());

        conversation.Codes.ShouldBe(["20015"]);
        conversation.IsParked.ShouldBeTrue();
        conversation.Wire("infrastructure-ack").ShouldContain(letter.HeaderId);
        conversation.Wire("infrastructure-ack").ShouldContain("encounter-77");
        conversation.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void Above_the_size_limit_with_no_readable_head_the_placeholder_stands_for_the_id()
    {
        var message = new Letter().Wrap([]) with { AboveLimit = true, Size = 9_000_000, Head = Encoding.UTF8.GetBytes(new string(' ', 65_536)) };

        var conversation = new World().Receive(message);

        conversation.Codes.ShouldBe(["20015"]);
        conversation.Wire("infrastructure-ack").ShouldContain("UNREADABLE-IN-ORIGINAL-MESSAGE");
    }

    [Fact]
    public void Above_the_size_limit_a_message_that_wants_no_answer_gets_none()
    {
        var conversation = new World().Receive(new Letter { InfAck = Letter.Boolean(false), BusAck = Letter.Boolean(false) }.TooLarge());

        conversation.Codes.ShouldBeEmpty();
        conversation.IsParked.ShouldBeTrue();
    }

    public static TheoryData<string, byte[]> UnreadableMessages => new()
    {
        { "no XML", "this is not a message"u8.ToArray() },
        { "nothing at all", [] },
        { "bytes that are no text", [0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28] },
        { "a document type", "<!DOCTYPE Bundle [<!ENTITY a \"b\">]><Bundle xmlns=\"http://hl7.org/fhir\"/>"u8.ToArray() },
        { "another namespace", "<Bundle xmlns=\"http://example.org/not-fhir\"><type value=\"message\"/></Bundle>"u8.ToArray() },
        { "another resource", "<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/></Patient>"u8.ToArray() },
        { "a message nested a hundred thousand deep", Encoding.UTF8.GetBytes("<Bundle xmlns=\"http://hl7.org/fhir\">" + string.Concat(Enumerable.Repeat("<extension>", 100_000))) },
    };

    [Theory]
    [MemberData(nameof(UnreadableMessages))]
    public void What_cannot_be_read_is_answered_10009_and_set_aside(string what, byte[] bytes)
    {
        var conversation = new World().Receive(new Letter().Wrap(bytes));

        conversation.Codes.ShouldBe(["10009"], what);
        conversation.IsParked.ShouldBeTrue();
        conversation.Outcome.ShouldBe(Outcome.Unreadable);
        conversation.Wire("infrastructure-ack").ShouldContain("UNREADABLE-IN-ORIGINAL-MESSAGE");
        conversation.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_message_cut_short_is_unreadable_and_answered_by_the_header_id_it_still_shows()
    {
        var letter = new Letter();
        var bytes = Encoding.UTF8.GetBytes(letter.Text());

        var conversation = new World().Receive(letter.Wrap(bytes[..(bytes.Length / 2)]));

        conversation.Codes.ShouldBe(["10009"]);
        conversation.Wire("infrastructure-ack").ShouldContain(letter.HeaderId);
    }

    public static TheoryData<string, string, string> HeaderDefects => new()
    {
        { "another type of bundle", "<type value=\"message\"/>", "<type value=\"collection\"/>" },
        { "no sender", "<sender><reference value=\"urn:uuid:11111111-0000-4000-8000-000000000001\"/></sender>", "" },
        { "a sender outside the message", "<sender><reference value=\"urn:uuid:11111111", "<sender><reference value=\"urn:uuid:99999999" },
        { "no timestamp", "<timestamp value=\"2026-11-20T08:59:00.000+00:00\"/>", "" },
        { "no source", "<source><endpoint value=\"SENDER1\"/></source>", "" },
        { "no event code", "<code value=\"ITK007C\"/>", "" },
        { "an element FHIR does not know", "<timestamp", "<moment value=\"x\"/><timestamp" },
    };

    [Theory]
    [MemberData(nameof(HeaderDefects))]
    public void A_broken_header_is_answered_20006(string what, string from, string to) =>
        Codes(new Letter { Spoil = text => Once(text, from, to) }).ShouldBe(["20006"], what);

    [Fact]
    public void A_message_without_focus_is_answered_20006()
    {
        var letter = new Letter();

        Codes(letter with { Spoil = text => Once(text, $"<focus><reference value=\"urn:uuid:{letter.DocumentId}\"/></focus>", "") }).ShouldBe(["20006"]);
    }

    [Fact]
    public void A_bundle_whose_first_entry_is_no_header_is_answered_20006() =>
        Codes(new Letter { Spoil = text => text.Replace("MessageHeader>", "Basic>", StringComparison.Ordinal) }).ShouldBe(["20006"]);

    [Theory]
    [InlineData("ITK999X")]
    [InlineData("ITK014M")]
    public void An_event_that_is_unknown_or_taken_by_nobody_is_answered_10004(string eventCode) =>
        Codes(new Letter { Event = eventCode }).ShouldBe(["10004"]);

    [Fact]
    public void An_event_whose_standard_is_switched_off_is_answered_10004()
    {
        var world = new World(("SendDocument", "receiver"));

        world.Receive(new Letter { Event = "ITK003D", Definition = "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-EDIS-MessageDefinition-1" }.Message()).Codes.ShouldBe(["10004"]);
    }

    [Fact]
    public void The_event_decides_who_takes_a_message_not_the_workflow()
    {
        var world = new World();

        var conversation = world.Receive(new Letter { Workflow = "TOC_FHIR_OP_ATTEN" }.Message());

        conversation.Codes.ShouldBe(["20013", "30001"]);
        conversation.Sends.ShouldAllBe(send => send.Workflow.ToWire() == "TOC_FHIR_OP_ATTEN_ACK");
    }

    [Fact]
    public void A_bad_handling_key_is_answered_by_its_own_code() => Codes(new Letter { InfAck = null }).ShouldBe(["10001"]);

    [Fact]
    public void The_same_header_id_from_the_same_sender_is_answered_20007_and_files_nothing()
    {
        var world = new World();
        world.Receive(new Letter().Message());

        var second = world.Receive(new Letter { Exchange = "again" }.Message());

        second.Codes.ShouldBe(["20007"]);
        second.Outcome.ShouldBe(Outcome.Duplicate);
        second.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void The_same_header_id_from_another_sender_is_another_message()
    {
        var world = new World();
        world.Receive(new Letter().Message());

        var other = new Letter("other") { HeaderId = new Letter().HeaderId, From = "SENDER2", Exchange = "other" };

        world.Receive(other.Message()).Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void A_sender_that_repeats_itself_can_be_given_its_answers_again()
    {
        var world = new World();
        world.Option("SendDocument", "receiver", "repeated-message", "original");
        var first = world.Receive(new Letter().Message());

        var second = world.Receive(new Letter { Exchange = "again" }.Message());

        second.Codes.ShouldBeEmpty();
        second.Outcome.ShouldBe(Outcome.Duplicate);
        first.Codes.ShouldBe(["20013", "30001", "20013", "30001"]);
        first.Sends.Select(send => send.BusinessId).Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void A_refused_message_may_come_again_mended_under_the_same_ids()
    {
        var world = new World();
        world.Receive(new Letter { Status = "preliminary" }.Message()).Codes.ShouldBe(["20009"]);

        world.Receive(new Letter { Exchange = "mended" }.Message()).Codes.ShouldBe(["20013", "30001"]);
    }

    [Theory]
    [InlineData("Z99999", new[] { "20002" })]
    [InlineData("A12345", new[] { "20013", "30001" })]
    [InlineData("a12345001", new[] { "20013", "30001" })]
    public void A_receiver_that_is_named_must_be_this_organisation_or_a_site_of_it(string ods, string[] codes) =>
        Codes(new Letter { ReceiverOds = ods }).ShouldBe(codes);

    public static TheoryData<string, string, string> PayloadDefects => new()
    {
        { "DOC-02", "<type value=\"document\"/>", "<type value=\"collection\"/>" },
        { "DOC-05", "<status value=\"final\"/>", "<status value=\"entered-in-error\"/>" },
        { "DOC-06", "<code value=\"371531000\"/>", "" },
        { "DOC-07", "<subject><reference value=\"urn:uuid:33333333", "<subject><reference value=\"urn:uuid:99999999" },
        { "DOC-08", "<title value=\"Clinic letter\"/>", "<title value=\" \"/>" },
        { "DOC-09", "<date value=\"2026-11-19\"/>", "" },
        { "DOC-11", "<entry><reference value=\"urn:uuid:66666666", "<entry><reference value=\"urn:uuid:99999999" },
        { "DOC-12", $"<content value=\"{Letter.Pdf}\"/>", "<content value=\"%%%\"/>" },
        { "SD-02", "<family value=\"Holloway\"/>", "" },
        { "SD-03", "<birthDate value=\"1961-03-04\"/>", "<birthDate value=\"1961\"/>" },
        { "FHIR-XML-005", "<gender value=\"female\"/>", "<sex value=\"female\"/>" },
        { "FHIR-CODE-001", "<gender value=\"female\"/>", "<gender value=\"f\"/>" },
        { "FHIR-CARD-001", "<author><reference value=\"urn:uuid:44444444-0000-4000-8000-000000000004\"/></author>", "" },
        { "FHIR-DIV-003", "<p>Seen in clinic.</p>", "<p xmlns=\"urn:x\">Seen in clinic.</p>" },
    };

    [Theory]
    [MemberData(nameof(PayloadDefects))]
    public void A_broken_payload_is_answered_20009_with_the_rule(string rule, string from, string to)
    {
        var conversation = new World().Receive(new Letter { Spoil = text => Once(text, from, to) }.Message());

        conversation.Codes.ShouldBe(["20009"]);
        conversation.Wire("infrastructure-ack").ShouldContain($"{rule}:");
        conversation.Place.ShouldNotBeNullOrEmpty();
        conversation.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_payload_without_an_identifier_is_answered_20009()
    {
        var letter = new Letter();

        Codes(letter with { Spoil = text => Once(text, $"<value value=\"{letter.DocumentId}\"/>", "") }).ShouldBe(["20009"]);
    }

    [Fact]
    public void A_focus_that_points_at_no_bundle_is_answered_20009()
    {
        var letter = new Letter();

        Codes(letter with { Spoil = text => Once(text, $"<focus><reference value=\"urn:uuid:{letter.DocumentId}\"/>", "<focus><reference value=\"urn:uuid:99999999-0000-4000-8000-000000000009\"/>") }).ShouldBe(["20009"]);
    }

    [Fact]
    public void A_document_that_replaces_itself_is_answered_20009()
    {
        var letter = new Letter();

        Codes(letter with { RelatesTo = Letter.Replaces(letter.DocumentId) }).ShouldBe(["20009"]);
    }

    [Fact]
    public void The_same_document_in_a_new_message_is_answered_20008_and_files_nothing()
    {
        var world = new World();
        var first = new Letter();
        world.Receive(first.Message());

        var second = world.Receive((new Letter("second") with { DocumentId = first.DocumentId }).Message());

        second.Codes.ShouldBe(["20008"]);
        second.Outcome.ShouldBe(Outcome.Duplicate);
        second.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_document_id_in_capitals_is_the_same_document()
    {
        var world = new World();
        var first = new Letter();
        world.Receive(first.Message());

        world.Receive((new Letter("second") with { DocumentId = first.DocumentId.ToUpperInvariant() }).Message()).Codes.ShouldBe(["20008"]);
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("application/mswrtford")]
    [InlineData("text/rtf")]
    [InlineData("image/jpg")]
    [InlineData("IMAGE/JPEG")]
    [InlineData("image/tiff")]
    [InlineData("text/plain; charset=utf-8")]
    public void An_approved_attachment_is_taken_under_any_of_its_names(string type) =>
        Codes(new Letter { Attachments = [(type, Letter.Pdf)] }).ShouldBe(["20013", "30001"]);

    [Fact]
    public void An_attachment_type_that_is_not_approved_is_answered_20004() =>
        Codes(new Letter { Attachments = [("application/pdf", Letter.Pdf), ("application/x-msdownload", Letter.Pdf)] }).ShouldBe(["20004"]);

    [Fact]
    public void An_attachment_type_the_system_cannot_show_is_answered_20005()
    {
        var world = new World();
        world.Option("SendDocument", "receiver", "unsupported-attachments", "image/tiff, image/png");

        world.Receive(new Letter { Attachments = [("image/tiff", Letter.Pdf)] }.Message()).Codes.ShouldBe(["20005"]);
    }

    [Fact]
    public void A_good_message_becomes_a_task_with_what_a_person_needs()
    {
        var conversation = new World().Receive(new Letter { Attachments = [("application/pdf", Letter.Pdf), ("image/png", Letter.Pdf)] }.Message());

        conversation.Codes.ShouldBe(["20013", "30001"]);
        var task = conversation.OpenTasks.Single();
        task.Title.Reveal().ShouldStartWith("Clinic letter for Amira Holloway");
        task.Details.Select(detail => detail.Label).ShouldBe(["Subject", "Document", "Version", "Type", "Patient", "NHS number", "Date of birth", "Sender", "Author", "Date", "Attachment", "Attachment"]);
        task.Details.Single(detail => detail.Label == "Date of birth").Value.Reveal().ShouldBe("4 Mar 1961");
        task.Details.Single(detail => detail.Label == "Sender").Value.Reveal().ShouldBe("Harbour Clinic (B54321)");
        task.Details.First(detail => detail.Label == "Attachment").Value.Reveal().ShouldBe("Report (application/pdf, 20 bytes)");
        conversation.Effects.OfType<Deliver>().Single().Type.ShouldBe("uk.plexus.document.received.v1");
    }

    [Fact]
    public void A_set_aside_message_that_is_replayed_is_filed_and_not_answered_a_second_time()
    {
        var world = new World();
        var letter = new Letter();
        var conversation = world.Receive(letter.TooLarge());

        world.Replay(conversation, letter.Message());

        conversation.Codes.ShouldBe(["20015"]);
        conversation.Tasks.ShouldBe(["document"]);
        conversation.Outcome.ShouldBe(Outcome.Accepted);
    }

    private static string[] Codes(Letter letter) => new World().Receive(letter.Message()).Codes;

    private static string Once(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, "the test spoils something that is there");
        return text[..at] + to + text[(at + from.Length)..];
    }
}
