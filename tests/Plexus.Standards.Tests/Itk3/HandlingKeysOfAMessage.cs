using Plexus.Contracts;

namespace Plexus.Standards.Tests.Itk3;

/// <summary>Each defect of a handling key gets its code; where a flag cannot be determined the sender is always answered.</summary>
public sealed class HandlingKeysOfAMessage
{
    private const string No = "<valueBoolean value=\"false\"/>";

    [Theory]
    [InlineData(null, "10001")]
    [InlineData("<valueBoolean value=\"yes\"/>", "10002")]
    [InlineData("<valueString value=\"true\"/>", "10002")]
    public void An_infrastructure_flag_that_is_absent_or_unreadable(string? value, string code) =>
        Codes(new Letter { InfAck = value, BusAck = No }).ShouldBe([code]);

    [Theory]
    [InlineData(null, "10001")]
    [InlineData("<valueBoolean value=\"TRUE\"/>", "10003")]
    [InlineData("<valueInteger value=\"1\"/>", "10003")]
    public void A_business_flag_that_is_absent_or_unreadable(string? value, string code) =>
        Codes(new Letter { InfAck = No, BusAck = value }).ShouldBe([code]);

    [Fact]
    public void A_repeated_flag_is_unreadable() =>
        Codes(new Letter { InfAck = $"{Letter.Boolean(true)}</extension><extension url=\"InfAckRequested\">{Letter.Boolean(false)}" }).ShouldBe(["10002"]);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_flag_that_is_false_where_version_1_demands_true(bool infrastructure, bool business) =>
        Codes(new Letter { InfAck = Letter.Boolean(infrastructure), BusAck = Letter.Boolean(business), Workflow = "GPFED_CONSULT_REPORT" }).ShouldBe(["10008"]);

    [Fact]
    public void Flags_that_are_both_false_where_both_must_be_true_are_refused_without_an_answer()
    {
        var conversation = new World().Receive(new Letter { InfAck = No, BusAck = No, Workflow = "GPFED_CONSULT_REPORT" }.Message());

        conversation.Outcome.ShouldBe(Outcome.Refused);
        conversation.Effects.OfType<Conclude>().Single().Code.ShouldBe("10008");
        conversation.Codes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("always", "GPCONNECT_SEND_DOCUMENT", "10008")]
    [InlineData("never", "GPFED_CONSULT_REPORT", "20013")]
    public void Which_messages_must_ask_for_answers_is_the_organisations_choice(string choice, string workflow, string first)
    {
        var world = new World();
        world.Option("SendDocument", "receiver", "demand-acknowledgements", choice);

        world.Receive(new Letter { BusAck = No, Workflow = workflow }.Message()).Codes[0].ShouldBe(first);
    }

    [Theory]
    [InlineData("<valueCoding><system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1\"/><code value=\"XX\"/></valueCoding>")]
    [InlineData("<valueCoding><system value=\"http://example.org/other\"/><code value=\"FA\"/></valueCoding>")]
    [InlineData("<valueString value=\"FA\"/>")]
    public void A_bad_recipient_type(string value) => Codes(new Letter { Recipient = value }).ShouldBe(["10010"]);

    [Fact]
    public void An_absent_recipient_type_counts_as_for_action()
    {
        var conversation = new World().Receive(new Letter { Recipient = null }.Message());

        conversation.Codes.ShouldBe(["20013", "30001"]);
        conversation.OpenTasks.Single().Urgency.ShouldBe(TaskUrgency.Action);
    }

    [Theory]
    [InlineData("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-Nonsense-MessageDefinition-1", "10004")]
    [InlineData("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-EDIS-MessageDefinition-1", "10004")]
    [InlineData("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-2", "10005")]
    [InlineData("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1|3.1.0", "10005")]
    [InlineData(null, "10001")]
    public void A_definition_that_is_unknown_of_another_version_or_absent(string? reference, string code) =>
        Codes(new Letter { Definition = reference }).ShouldBe([code]);

    [Fact]
    public void A_definition_the_organisation_added_is_known()
    {
        var world = new World();
        world.Option("SendDocument", "receiver", "definitions", "ITK-Local-MessageDefinition, ITK-Other-MessageDefinition");

        world.Receive(new Letter { Definition = "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-Other-MessageDefinition-1" }.Message()).Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void A_sender_reference_that_is_too_long() =>
        Codes(new Letter { SenderReference = $"<valueString value=\"{new string('r', 256)}\"/>" }).ShouldBe(["10007"]);

    [Fact]
    public void A_sender_reference_of_another_type() =>
        Codes(new Letter { SenderReference = "<valueBoolean value=\"true\"/>" }).ShouldBe(["10007"]);

    [Fact]
    public void Keys_that_older_messages_lack_may_be_absent() =>
        Codes(new Letter { SenderReference = null, LocalExtension = null }).ShouldBe(["20013", "30001"]);

    [Theory]
    [InlineData("SenderReference", "10007")]
    [InlineData("LocalExtension", "10001")]
    [InlineData("RecipientType", "10001")]
    public void With_the_strict_option_they_may_not(string key, string code)
    {
        var world = new World();
        world.Option("SendDocument", "receiver", "strict", "true");
        var letter = key switch
        {
            "SenderReference" => new Letter { SenderReference = null },
            "LocalExtension" => new Letter { LocalExtension = null },
            _ => new Letter { Recipient = null },
        };

        world.Receive(letter.Message()).Codes.ShouldBe([code]);
    }

    [Fact]
    public void A_message_without_any_handling_specification() =>
        Codes(new Letter { Spoil = text => text.Replace("Extension-ITK-MessageHandling-2", "Extension-Other-1", StringComparison.Ordinal) }).ShouldBe(["10001"]);

    [Fact]
    public void Blanks_around_an_extension_url_do_no_harm() =>
        Codes(new Letter { Spoil = text => text.Replace("\"InfAckRequested\"", "\" InfAckRequested \"", StringComparison.Ordinal) }).ShouldBe(["20013", "30001"]);

    private static string[] Codes(Letter letter) => new World().Receive(letter.Message()).Codes;
}
