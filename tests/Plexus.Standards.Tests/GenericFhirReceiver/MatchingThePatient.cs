using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Standards.Tests.GenericFhirReceiver;

public sealed class MatchingThePatient
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Fact]
    public void A_patient_nobody_knows_is_refused_30002() => Placed(new(PatientStanding.NotKnown, null, false, null, null), ["20013", "30002"], []);

    [Fact]
    public void A_patient_who_has_left_is_refused_30003() => Placed(new(PatientStanding.Deducted, "1", true, Today.AddMonths(-1), null), ["20013", "30003"], []);

    [Fact]
    public void A_patient_who_died_eight_months_ago_is_refused_30003() => Placed(new(PatientStanding.Deceased, "1", true, null, Today.AddMonths(-8)), ["20013", "30003"], []);

    [Fact]
    public void A_patient_who_died_three_months_ago_is_accepted_30004() => Placed(new(PatientStanding.Deceased, "1", true, null, Today.AddMonths(-3)), ["20013", "30004"], ["document"]);

    [Theory]
    [InlineData(0, "30003")]
    [InlineData(1, "30004")]
    public void Six_months_are_counted_to_the_day_on_the_business_clock(int days, string code) =>
        Receive(new(PatientStanding.Deceased, "1", true, null, Today.AddMonths(-6).AddDays(days))).Codes[1].ShouldBe(code);

    [Fact]
    public void Without_a_date_of_death_the_date_of_deduction_counts() =>
        Receive(new(PatientStanding.Deceased, "1", true, Today.AddMonths(-2), null)).Codes.ShouldBe(["20013", "30004"]);

    [Fact]
    public void Without_any_date_a_person_decides() => Receive(new(PatientStanding.Deceased, "1", true, null, null)).Tasks.ShouldBe(["match"]);

    [Theory]
    [InlineData(PatientStanding.Registered)]
    [InlineData(PatientStanding.Deducted)]
    [InlineData(PatientStanding.Deceased)]
    public void A_number_that_is_known_with_another_name_or_birth_date_waits_for_a_person(PatientStanding standing)
    {
        var conversation = Receive(new(standing, "1", false, null, null));

        conversation.Codes.ShouldBe(["20013"]);
        conversation.Tasks.ShouldBe(["match"]);
        conversation.Outcome.ShouldBeNull();
    }

    [Theory]
    [InlineData(true, false, "17")]
    [InlineData(false, true, "17")]
    public void The_suppliers_system_is_told_which_of_its_patients_it_is(bool agrees, bool byHand, string localId)
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.Registered, "17", agrees, null, null) };
        var conversation = world.Receive(new Letter().Message());
        if (byHand)
            world.Decide(conversation, "match", "matched");

        var told = conversation.Effects.OfType<Deliver>().Single().Data;

        (told.GetProperty("localId").GetString(), told.GetProperty("matchedByHand").GetBoolean()).ShouldBe((localId, byHand));
    }

    [Theory]
    [InlineData("matched")]
    [InlineData("recently-died")]
    public void The_suppliers_system_is_told_whom_a_person_chose_and_not_whom_the_letters_number_led_to(string decision)
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.Registered, "17", false, null, null) };
        var conversation = world.Receive(new Letter().Message());

        world.Decide(conversation, "match", decision, new ChosenPatient("18", NhsNumber.Parse("9990000026")));

        var told = conversation.Effects.OfType<Deliver>().Single();
        (told.Data.GetProperty("localId").GetString(), told.Data.GetProperty("nhsNumber").GetString(), told.Data.GetProperty("matchedByHand").GetBoolean()).ShouldBe(("18", "9990000026", true));
        told.Data.GetProperty("surname").GetString().ShouldBe("Holloway", "as the letter says");
        told.Patient!.Value.ToDigits().ShouldBe("9990000026");
        var work = conversation.OpenTasks.Single();
        work.Patient!.Value.ToDigits().ShouldBe("9990000026");
        work.Details.Single(d => d.Label == "Matched by hand to").Value.Reveal().ShouldBe("18, 999 000 0026");
        work.Details.Single(d => d.Label == "NHS number").Value.Reveal().ShouldBe("999 000 0018");
    }

    [Fact]
    public void A_letters_number_is_never_told_for_a_chosen_patient_who_has_none()
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.Registered, "17", false, null, null) };
        var conversation = world.Receive(new Letter().Message());

        world.Decide(conversation, "match", "matched", new ChosenPatient("19", null));

        var told = conversation.Effects.OfType<Deliver>().Single();
        told.Data.GetProperty("localId").GetString().ShouldBe("19");
        told.Data.TryGetProperty("nhsNumber", out _).ShouldBeFalse();
        told.Patient.ShouldBeNull();
    }

    [Fact]
    public void Whoever_works_a_document_that_the_system_refused_sees_for_whom_it_was_meant()
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.Registered, "17", false, null, null) };
        world.AnswerAfter(AckAfter.DeliveredToSupplier);
        var conversation = world.Receive(new Letter().Message());
        world.Decide(conversation, "match", "matched", new ChosenPatient("18", NhsNumber.Parse("9990000026")));

        world.Deliver(conversation, "received", accepted: false, "no folder");

        var refused = conversation.OpenTasks.Single(t => t.Kind == "refused-by-system");
        refused.Patient!.Value.ToDigits().ShouldBe("9990000026");
        refused.Details.ShouldContain(d => d.Label == "Matched by hand to");
    }

    [Fact]
    public void A_match_names_a_patient_where_the_letter_is_accepted()
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.Registered, "1", false, null, null) };

        var decisions = world.Receive(new Letter().Message()).OpenTasks.Single().Decisions;

        decisions.Where(d => d.NamesPatient).Select(d => d.Name).ShouldBe(["matched", "recently-died"]);
        decisions.Where(d => !d.NamesPatient).Select(d => d.Name).ShouldBe(["left", "not-ours"]);
    }

    [Fact]
    public void A_decision_from_before_decisions_named_patients_tells_no_id_for_a_letter_without_a_number()
    {
        var world = new World();
        var conversation = world.Receive(new Letter { NhsNumber = null }.Message());
        world.Decide(conversation, "match", "matched");

        conversation.Effects.OfType<Deliver>().Single().Data.TryGetProperty("localId", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("matched", "30001", "document")]
    [InlineData("recently-died", "30004", "document")]
    [InlineData("left", "30003", null)]
    [InlineData("not-ours", "30002", null)]
    public void The_persons_decision_is_the_business_answer(string decision, string code, string? task)
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.Registered, "1", false, null, null) };
        var conversation = world.Receive(new Letter().Message());

        world.Decide(conversation, "match", decision);

        conversation.Codes.ShouldBe(["20013", code]);
        conversation.Tasks.ShouldBe(task is null ? [] : [task]);
        conversation.Outcome.ShouldBe(task is null ? Outcome.Refused : Outcome.Accepted);
        conversation.Timers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, "01")]
    [InlineData("9990000018", "02")]
    [InlineData("9990000018", null)]
    [InlineData("9990000019", "01")]
    public void A_number_that_is_missing_unverified_or_impossible_waits_for_a_person(string? number, string? status)
    {
        var asked = 0;
        var world = new World { Index = _ => throw new InvalidOperationException($"asked {++asked}") };

        var conversation = world.Receive(new Letter { NhsNumber = number, Verification = status }.Message());

        conversation.Codes.ShouldBe(["20013"]);
        conversation.Tasks.ShouldBe(["match"]);
    }

    [Fact]
    public void An_organisation_may_match_unverified_numbers_like_any_other()
    {
        var world = new World();
        world.Option("SendDocument", "receiver", "unverified-number", "match");

        world.Receive(new Letter { Verification = "02" }.Message()).Codes.ShouldBe(["20013", "30001"]);
    }

    [Fact]
    public void An_organisation_may_have_every_document_matched_by_hand()
    {
        var world = new World();
        world.Option("SendDocument", "receiver", "match", "manual");

        world.Receive(new Letter().Message()).Codes.ShouldBe(["20013"]);
    }

    [Fact]
    public void The_index_is_asked_for_number_surname_and_birth_date()
    {
        PatientQuestion? asked = null;
        var world = new World { Index = question => { asked = question; return new PatientAnswer(PatientStanding.Registered, "1", true, null, null); } };

        world.Receive(new Letter { NhsNumber = "999 000 0018" }.Message());

        asked.ShouldNotBeNull();
        (asked.NhsNumber!.Value.ToDigits(), asked.Surname.Reveal(), asked.BirthDate).ShouldBe(("9990000018", "Holloway", new DateOnly(1961, 3, 4)));
    }

    [Fact]
    public void An_index_elsewhere_is_asked_and_its_answer_goes_on_where_it_stopped()
    {
        var world = new World { Index = _ => null };
        var conversation = world.Receive(new Letter().Message());
        conversation.Codes.ShouldBe(["20013"]);
        conversation.Effects.OfType<Ask>().Single().Deadline.ShouldBe(world.Now + TimeSpan.FromHours(1));

        world.Answer(conversation, "patient", new PatientAnswer(PatientStanding.Registered, "1", true, null, null));

        conversation.Codes.ShouldBe(["20013", "30001"]);
        conversation.Tasks.ShouldBe(["document"]);
    }

    [Fact]
    public void An_index_that_keeps_silent_leaves_it_to_a_person()
    {
        var world = new World { Index = _ => null };
        var conversation = world.Receive(new Letter().Message());

        world.Answer(conversation, "patient", new NoAnswer("deadline"));

        conversation.Tasks.ShouldBe(["match"]);
    }

    [Fact]
    public void A_match_nobody_works_alerts_once()
    {
        var world = new World { Index = _ => new PatientAnswer(PatientStanding.Registered, "1", false, null, null) };
        var conversation = world.Receive(new Letter().Message());

        world.Wait(TimeSpan.FromDays(30));

        conversation.Alerts.ShouldBe(["GFR-MATCH-OVERDUE"]);
        conversation.Tasks.ShouldBe(["match"]);
    }

    [Fact]
    public void A_message_for_information_raises_information()
    {
        const string ForInformation = "<valueCoding><system value=\"https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1\"/><code value=\"FI\"/><display value=\"For Information\"/></valueCoding>";

        new World().Receive(new Letter { Recipient = ForInformation }.Message()).OpenTasks.Single().Urgency.ShouldBe(TaskUrgency.Information);
    }

    private static Conversation Receive(PatientAnswer answer) => new World { Index = _ => answer }.Receive(new Letter().Message());

    private static void Placed(PatientAnswer answer, string[] codes, string[] tasks)
    {
        var conversation = Receive(answer);

        conversation.Codes.ShouldBe(codes);
        conversation.Tasks.ShouldBe(tasks);
        conversation.Outcome.ShouldBe(tasks.Length > 0 ? Outcome.Accepted : Outcome.Refused);
    }
}
