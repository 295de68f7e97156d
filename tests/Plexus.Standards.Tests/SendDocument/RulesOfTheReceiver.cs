using Plexus.Standards.GenericFhirReceiver;
using Plexus.Standards.SendDocument;

namespace Plexus.Standards.Tests.SendDocument;

public sealed class RulesOfTheReceiver
{
    [Theory]
    [InlineData("R")]
    [InlineData("V")]
    public void A_restricted_document_is_refused_20009(string confidentiality)
    {
        var conversation = new World().Receive(new Letter { Confidentiality = confidentiality }.Message());

        conversation.Codes.ShouldBe(["20009"]);
        conversation.Wire("infrastructure-ack").ShouldContain("SD-01:");
    }

    [Fact]
    public void A_restricted_online_consultation_report_is_accepted() =>
        new World().Receive(new Letter { Confidentiality = "R", Type = "149951000000107" }.Message()).Codes.ShouldBe(["20013", "30001"]);

    [Theory]
    [InlineData("GPPROVIDER_9990000018_19610304_Holloway", new[] { "20013", "30001" })]
    [InlineData("GPPROVIDER_9990000018_04031961_HOLLOWAY", new[] { "20013", "30001" })]
    [InlineData("GPPROVIDER_9990000018_19610305_Holloway", new[] { "20009" })]
    [InlineData("GPPROVIDER_9990000026_19610304_Holloway", new[] { "20009" })]
    [InlineData("GPPROVIDER_9990000018_19610304_Other", new[] { "20009" })]
    [InlineData("PRACTICE1", new[] { "20013", "30001" })]
    public void Where_the_address_still_names_a_patient_the_message_must_agree(string address, string[] codes) =>
        new World().Receive(new Letter { Endpoint = address }.Message()).Codes.ShouldBe(codes);

    [Theory]
    [InlineData("GPFED_CONSULT_REPORT")]
    [InlineData("GPCONNECT_SEND_DOCUMENT")]
    public void Both_versions_are_taken_and_answered_on_their_own_workflow(string workflow)
    {
        var conversation = new World().Receive(new Letter { Workflow = workflow }.Message());

        conversation.Codes.ShouldBe(["20013", "30001"]);
        conversation.Sends.ShouldAllBe(send => send.Workflow.ToWire() == workflow + "_ACK");
    }

    [Fact]
    public void Rules_have_ids_of_their_own()
    {
        string[] ids = [.. DocumentRules.All.Concat(SendDocumentPayload.OwnRules).Select(rule => rule.Id), .. HeaderRules.All.Select(rule => rule.Id)];

        ids.ShouldBeUnique();
    }

    [Fact]
    public void Every_rule_is_written_down()
    {
        var page = File.ReadAllText(Path.Combine(SharedSpecs.Root, "docs", "standards", "Itk3.md"));

        foreach (var id in DocumentRules.All.Concat(SendDocumentPayload.OwnRules).Select(rule => rule.Id).Concat(HeaderRules.All.Select(rule => rule.Id)).Concat(StructureRules.Tolerated))
            page.ShouldContain(id);
    }

    [Theory]
    [InlineData("HDR-10", "<identifier><system value=\"https://tools.ietf.org/html/rfc4122\"/><value value=\"{bundle}\"/></identifier>", "")]
    [InlineData("HDR-11", "<timestamp", "<reason><text value=\"Because\"/></reason><timestamp")]
    [InlineData("HDR-12", "<value value=\"B54321\"/></identifier></Organization>", "<value value=\"B54321\"/></identifier><name value=\"Harbour Clinic\"/></Organization>")]
    public void What_real_messages_break_harmlessly_is_refused_only_with_the_strict_option(string rule, string from, string to)
    {
        var letter = new Letter();
        var part = from.Replace("{bundle}", Ids.Text(letter.HeaderId + "bundle"), StringComparison.Ordinal);
        letter = letter with { Spoil = text => text.Contains(part, StringComparison.Ordinal) ? text.Replace(part, to, StringComparison.Ordinal) : throw new InvalidOperationException("The part is not there.") };
        var strict = new World();
        strict.Option("SendDocument", "receiver", "strict", "true");

        new World().Receive(letter.Message()).Codes.ShouldBe(["20013", "30001"]);
        var refused = strict.Receive(letter.Message());
        refused.Codes.ShouldBe(["20006"]);
        refused.Wire("infrastructure-ack").ShouldContain(rule);
    }
}
