namespace Plexus.Primitives.Tests;

public sealed class MeshNames
{
    [Fact]
    public void A_mailbox_id_is_written_in_capitals() => MeshMailboxId.Parse("x26abc1").ShouldBe(MeshMailboxId.Parse("X26ABC1"));

    [Fact]
    public void A_patient_address_never_passes_for_a_mailbox() =>
        MeshMailboxId.TryParse("GPPROVIDER_9990000018_19550109_Smith", out _).ShouldBeFalse();

    [Theory]
    [InlineData("20200529155357895317_3573F8", true)]
    [InlineData("DTS-20061109-162047-001", true)]
    [InlineData("AA34E5B2F834496DA30980C85ECB7414", true)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a%2fb", false)]
    public void A_message_id_is_safe_in_a_path(string text, bool accepted) => MeshMessageId.TryParse(text, out _).ShouldBe(accepted);

    [Fact]
    public void A_message_id_is_compared_as_it_is() => MeshMessageId.Parse("abc").ShouldNotBe(MeshMessageId.Parse("ABC"));

    [Theory]
    [InlineData("TOC_FHIR_IP_DISCH", "TOC_FHIR_IP_DISCH_ACK", false)]
    [InlineData("TOC_FHIR_IP_DISCH_ACK", "TOC_FHIR_IP_DISCH_ACK", true)]
    public void A_workflow_has_one_that_answers_it(string workflow, string answer, bool isAck)
    {
        WorkflowId.Parse(workflow).Ack.ToWire().ShouldBe(answer);
        WorkflowId.Parse(workflow).IsAck.ShouldBe(isAck);
    }

    [Theory]
    [InlineData("http://x")]
    [InlineData("A*")]
    [InlineData("!A")]
    [InlineData(" A")]
    [InlineData("A\tB")]
    [InlineData("Ä")]
    public void Refuses_a_workflow_id(string text) => WorkflowId.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_workflow_id_has_at_most_three_hundred_characters()
    {
        var longest = WorkflowId.Parse(new string('W', 300));

        WorkflowId.TryParse(new string('W', 301), out _).ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => longest.Ack);
        WorkflowId.Parse(new string('W', 296)).Ack.ToWire().Length.ShouldBe(300);
    }

    [Theory]
    [InlineData("TOC_FHIR_*", "TOC_FHIR_IP_DISCH", true)]
    [InlineData("TOC_FHIR_*", "TOC_FHIR_", true)]
    [InlineData("TOC_FHIR_*", "TOC_DISCH_DMS", false)]
    [InlineData("*", "ANYTHING", true)]
    [InlineData("X_ACK", "X_ACK", true)]
    [InlineData("X", "X_ACK", false)]
    [InlineData("x", "X", false)]
    public void A_pattern_chooses_by_name_or_beginning(string pattern, string workflow, bool chosen) =>
        WorkflowPattern.Parse(pattern).Matches(WorkflowId.Parse(workflow)).ShouldBe(chosen);

    [Theory]
    [InlineData("A*B")]
    [InlineData("**")]
    [InlineData("!A")]
    [InlineData("")]
    public void Refuses_a_pattern(string text) => WorkflowPattern.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Nothing_matches_what_was_never_set()
    {
        WorkflowPattern.Parse("*").Matches(default).ShouldBeFalse();
        default(WorkflowPattern).Matches(WorkflowId.Parse("A")).ShouldBeFalse();
        WorkflowPattern.Exactly(WorkflowId.Parse("A")).IsExact.ShouldBeTrue();
    }
}
