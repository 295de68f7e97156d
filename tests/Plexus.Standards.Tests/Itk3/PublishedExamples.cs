using System.Text;
using Plexus.Contracts;
using Plexus.Fhir;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.Tests.Itk3;

/// <summary>The published samples as they are, old and imperfect.</summary>
public sealed class PublishedExamples
{
    [SpecsTheory]
    [InlineData("itk3/examples/ITK003D-edischarge.xml", "TOC_FHIR_EC_DISCH", "RY6", true)]
    [InlineData("itk3/examples/ITK009D-immunization.xml", "DIGMED_FLU_VAC", "P86609", false)]
    [InlineData("itk3/examples/ITK010D-emergency-supply.xml", "DIGMED_EMG_MED", "A12345", true)]
    [InlineData("gp-connect-send-document/examples/send-document--generic-example.xml", "GPCONNECT_SEND_DOCUMENT", "A12345", true)]
    public void A_published_message_is_accepted_for_the_practice_it_names(string file, string workflow, string ods, bool byHand)
    {
        var world = new World();
        world.Organisation = world.Organisation with { Ods = Primitives.OdsCode.Parse(ods), Sites = [] };

        var conversation = world.Receive(new Letter { Workflow = workflow }.Wrap(SharedSpecs.Read(file.Split('/'))));

        conversation.Wires().ShouldNotContain("diagnostics");
        conversation.Codes.ShouldBe(byHand ? ["20013"] : ["20013", "30001"]);
        conversation.Tasks.ShouldBe(byHand ? ["match"] : ["document"]);
    }

    [SpecsTheory]
    [InlineData("itk3/examples/ITK003D-edischarge.xml", new string[0])]
    [InlineData("itk3/examples/ITK009D-immunization.xml", new[] { "FHIR-XML-007", "FHIR-XML-008" })]
    [InlineData("itk3/examples/ITK010D-emergency-supply.xml", new string[0])]
    [InlineData("gp-connect-send-document/examples/send-document--generic-example.xml", new string[0])]
    public void What_a_published_message_gets_wrong_is_known(string file, string[] kinds) =>
        Itk3Frame.Read(SharedSpecs.Read(file.Split('/'))).Issues.Select(issue => issue.Id).Distinct().Order().ShouldBe(kinds);

    [SpecsFact]
    public void A_published_response_answers_the_message_it_names()
    {
        var frame = Itk3Frame.Read(SharedSpecs.Read("itk3", "examples", "ITK008M-response-30001.xml"));

        var response = Itk3Response.Read(frame);

        frame.IsResponse.ShouldBeTrue();
        (response.Answers, response.WireCode, response.Positive, response.IsBusiness, response.AsksInfrastructureAck)
            .ShouldBe(("bd253806-64e7-4c90-9adf-4866cd68aa66", "30001", true, true, true));
    }

    [SpecsTheory]
    [InlineData("itk3/examples/harness-infrastructure-response-template.xml")]
    [InlineData("itk3/examples/harness-business-response-template.xml")]
    [InlineData("gp-connect-send-document/examples/itk3-response-infrastructure-template.xml")]
    [InlineData("gp-connect-send-document/examples/itk3-response-business-template.xml")]
    public void A_response_of_the_official_harness_finds_its_conversation(string template)
    {
        var world = new World();
        var sent = world.Command("SendDocument", "sender", "send", SendDocument.Requests.Good());
        var text = Encoding.UTF8.GetString(SharedSpecs.Read(template.Split('/')))
            .Replace("__PRIORITY_BLOCK__", "", StringComparison.Ordinal)
            .Replace("__INF_ACK_REQUESTED__", "false", StringComparison.Ordinal)
            .Replace("__REQUEST_UUID__", sent.Sends.Single().BusinessId, StringComparison.Ordinal)
            .Replace("__RESPONSE_CODE__", "ok", StringComparison.Ordinal)
            .Replace("__ISSUE_SEVERITY__", "information", StringComparison.Ordinal)
            .Replace("__ISSUE_CODE__", "informational", StringComparison.Ordinal)
            .Replace("__ERRORCODE__", "30001", StringComparison.Ordinal)
            .Replace("__ERRORTEXT__", "Patient known here", StringComparison.Ordinal)
            .Replace("__TIMESTAMP__", "2026-11-20T09:00:00Z", StringComparison.Ordinal);

        world.Receive(new Letter { Workflow = "GPCONNECT_SEND_DOCUMENT_ACK" }.Wrap(Encoding.UTF8.GetBytes(text)));

        sent.End.ShouldBe(ConversationEnd.Completed);
    }

    [SpecsFact]
    public async Task A_published_letter_is_shown_with_its_sections_and_its_attachment()
    {
        var discharge = View("itk3/examples/ITK003D-edischarge.xml");
        discharge.Title.ShouldBe("Discharge summary");
        discharge.Sections.Count.ShouldBe(18);
        discharge.Sections[0].Html.ShouldContain("<table");

        var letter = View("gp-connect-send-document/examples/send-document--generic-example.xml");
        var attachment = letter.Attachments.ShouldHaveSingleItem();
        using var file = new MemoryStream();
        await attachment.WriteToAsync(file, CancellationToken.None);
        (attachment.ContentType, attachment.Size).ShouldBe(("application/pdf", file.Length));
        Encoding.ASCII.GetString(file.ToArray(), 0, 5).ShouldBe("%PDF-");
    }

    private static ItkDocumentView View(string file) =>
        ItkDocumentView.Of(FhirXml.Read(SharedSpecs.Read(file.Split('/')), FhirVersion.Stu3, FhirReaderOptions.Lenient).Document!)!;
}
