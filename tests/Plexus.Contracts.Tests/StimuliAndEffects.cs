using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Contracts.Tests;

public sealed class StimuliAndEffects
{
    [Fact]
    public void Both_sets_are_closed_and_every_member_is_sealed()
    {
        Type[] roots = [typeof(Stimulus), typeof(Effect), typeof(Question), typeof(Answer)];

        foreach (var root in roots)
        {
            root.GetConstructors().ShouldBeEmpty($"{root.Name} can be derived from outside");
            foreach (var member in root.Assembly.GetTypes().Where(t => t != root && root.IsAssignableFrom(t)))
                member.IsSealed.ShouldBeTrue(member.Name);
        }
    }

    [Fact]
    public void Every_question_and_answer_survives_being_stored()
    {
        Question question = new PatientQuestion(NhsNumber.Parse("9990000018"), "Ash", "Robin", new(1950, 2, 3), "other", "LS1 4HY");
        Answer[] answers =
        [
            new PatientAnswer(PatientStanding.Deceased, "p1", true, new(2026, 1, 2), new(2026, 1, 1)),
            new Arrival("document-1", new(new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))),
            new NoAnswer("The index did not answer in time."),
        ];

        JsonSerializer.Deserialize<Question>(JsonSerializer.Serialize(question)).ShouldBe(question);
        foreach (var answer in answers)
            JsonSerializer.Deserialize<Answer>(JsonSerializer.Serialize(answer)).ShouldBe(answer);
    }

    [Fact]
    public void Sensitive_text_prints_masked()
    {
        SensitiveText name = "Robin Ash";

        name.ToString().ShouldBe("•••");
        $"{new PatientQuestion(null, name, name, null, null, name)}".ShouldNotContain("Ash");
        name.Reveal().ShouldBe("Robin Ash");
    }

    [Fact]
    public void An_endpoint_is_chosen_by_workflow()
    {
        var any = new EndpointFact("mesh", "A81001ALL", []);
        var letters = new EndpointFact("mesh", "A81001LET", [WorkflowPattern.Parse("GPCONNECT_*", null)]);
        var practice = new OrganisationFact(OdsCode.Parse("A81001", null), "Elm Tree Surgery", [], [letters, any]);

        practice.EndpointFor("mesh", WorkflowId.Parse("GPCONNECT_SEND_DOCUMENT", null)).ShouldBe(letters);
        practice.EndpointFor("mesh", WorkflowId.Parse("PATH_MEDRPT_V3", null)).ShouldBe(any);
        practice.EndpointFor("http", WorkflowId.Parse("PATH_MEDRPT_V3", null)).ShouldBeNull();
    }
}
