using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Plexus.Engine.Patients;
using Plexus.Primitives;
using Plexus.Web.Styleguide.Gateway;
using Plexus.Web.Tests.Console.Pages;

namespace Plexus.Web.Tests.Api;

public sealed class MatchingByHand(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IAsyncLifetime
{
    private static readonly OdsCode Neighbour = OdsCode.Parse("A81002");

    /// <summary>Two sisters Marsh, born on the same day, one of them without a number; a patient of the practice next door.</summary>
    public async Task InitializeAsync() => await gateway.Installation.Patients.PutAsync(
        [
            Patient("P-3", "9990000034", "Marsh", "Iris") with { SupersededNumbers = [NhsNumber.Parse("9990000050")] },
            Patient("P-4", null, "Marsh", "Ivy"),
            Patient("X-9", "9990000042", "Reed", "Cora") with { Organisation = Neighbour },
        ],
        "test", default);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Whoever_is_asked_whose_a_letter_is_sees_the_patients_it_might_mean()
    {
        var task = await MatchAsync(new Letter("candidates") { Surname = "Hollaway" });

        var candidate = (await CandidatesAsync(task)).ShouldHaveSingleItem();

        candidate.GetProperty("patient").GetProperty("localId").GetString().ShouldBe("P-1");
        candidate.GetProperty("holdsNumber").GetBoolean().ShouldBeTrue();
        candidate.GetProperty("likeness").GetInt32().ShouldBe(3, "date of birth, given name and gender agree");
        await gateway.PostAsync(task.Decision, new { decision = "not-ours" });
        (await CandidatesAsync(task)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_is_asked_about_a_letter_that_is_gone_is_asked_all_the_same()
    {
        var task = await MatchAsync(new Letter("gone") { Surname = "Hollaway" });
        var exchange = (await gateway.GetAsync(task.Address)).GetProperty("task").GetProperty("exchange").GetString();
        await gateway.Installation.Database.Writes.RunAsync(session => session.Execute(new Plexus.Storage.Sql("DELETE FROM payload WHERE exchange = $1"), exchange));

        (await CandidatesAsync(task)).ShouldBeEmpty();

        await RefusedAsync(task, new { decision = "matched" }, "patient-required", "patient");
        using var browser = new PlainBrowser(gateway.Address);
        (await browser.OpenAsync(task.Address["/api".Length..])).Text.ShouldContain("Your decision is sent to the sender");
        using var payload = await gateway.Api.GetAsync($"/api/exchanges/{exchange}/payload");
        var problem = await GatewayFixture.ProblemAsync(payload);
        (problem.Status, problem.Code).ShouldBe((404, "not-found"), "the sample system takes this for good");
    }

    [Fact]
    public async Task No_other_task_has_candidates()
    {
        var task = await TaskAsync(new Letter("no-candidates"));
        task.Kind.ShouldBe("document");

        (await CandidatesAsync(task)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_only_candidate_who_holds_the_letters_number_need_not_be_named()
    {
        var task = await MatchAsync(new Letter("determined") { Surname = "Hollaway" });

        await gateway.PostAsync(task.Decision, new { decision = "matched" });

        (await ToldAsync(task)).ShouldBe(("P-1", "9990000018"));
    }

    [Fact]
    public async Task Of_several_candidates_one_must_be_named_and_the_suppliers_system_is_told_who()
    {
        var task = await MatchAsync(new Letter("sisters") { NhsNumber = "9990000034", Surname = "March", GivenName = "Ivy", BirthDate = "1970-05-06" });
        (await CandidatesAsync(task)).Select(c => c.GetProperty("patient").GetProperty("localId").GetString()).ShouldBe(["P-3", "P-4"]);

        await RefusedAsync(task, new { decision = "matched" }, "patient-required", "patient");
        await gateway.PostAsync(task.Decision, new { decision = "matched", patient = "P-4" });

        (await ToldAsync(task)).ShouldBe(("P-4", null), "she has no number, and the letter's is her sister's");
    }

    [Fact]
    public async Task A_letter_whose_number_leads_to_nobody_does_not_determine_a_patient()
    {
        var task = await MatchAsync(new Letter("resembles") { NhsNumber = "9990000019" });
        (await CandidatesAsync(task)).ShouldHaveSingleItem().GetProperty("holdsNumber").GetBoolean().ShouldBeFalse();

        await RefusedAsync(task, new { decision = "matched" }, "patient-required", "patient");
        await gateway.PostAsync(task.Decision, new { decision = "matched", patient = "P-1" });

        (await ToldAsync(task)).ShouldBe(("P-1", "9990000018"));
    }

    [Fact]
    public async Task Somebody_who_is_no_candidate_is_named_by_number_even_by_a_superseded_one()
    {
        var task = await MatchAsync(new Letter("by-number") { Surname = "Hollaway" });

        await gateway.PostAsync(task.Decision, new { decision = "matched", nhsNumber = "9990000050" });

        (await ToldAsync(task)).ShouldBe(("P-3", "9990000034"));
    }

    [Theory]
    [InlineData("nobody", null, "patient")]
    [InlineData("X-9", null, "patient")]
    [InlineData(null, "9990000042", "nhsNumber")]
    [InlineData("P-1", "9990000034", "patient")]
    public async Task Nobody_but_a_patient_of_the_organisation_is_taken(string? patient, string? number, string field)
    {
        var task = await MatchAsync(new Letter($"refused {patient} {number}") { Surname = "Hollaway" });

        await RefusedAsync(task, new { decision = "matched", patient, nhsNumber = number }, "unknown-patient", field);

        (await gateway.GetAsync(task.Address)).GetProperty("task").GetProperty("state").GetString().ShouldBe("open");
    }

    [Fact]
    public async Task A_decision_that_names_nobody_takes_no_patient()
    {
        var task = await MatchAsync(new Letter("names-nobody") { Surname = "Hollaway" });

        await RefusedAsync(task, new { decision = "not-ours", patient = "P-1" }, "patient-not-wanted", "patient");
    }

    [Fact]
    public async Task The_histories_say_that_a_person_chose_and_not_whom()
    {
        var task = await MatchAsync(new Letter("history") { Surname = "Hollaway" });

        await gateway.PostAsync(task.Decision, new { decision = "matched", patient = "P-1" });
        await gateway.Installation.SettledAsync();

        var history = (await gateway.GetAsync(task.Address)).GetProperty("history").GetRawText();
        var timeline = (await gateway.GetAsync($"/api/conversations/{task.Conversation}")).GetProperty("timeline").GetRawText();
        history.ShouldContain("decided matched for a patient chosen");
        timeline.ShouldContain("patient chosen by a person");
        foreach (var identifier in new[] { "P-1", "9990000018", "Holl" })
        {
            history.ShouldNotContain(identifier, Case.Insensitive);
            timeline.ShouldNotContain(identifier, Case.Insensitive);
        }
    }

    private async Task RefusedAsync(MatchTask task, object decision, string code, string field)
    {
        using var response = await gateway.Api.PostAsJsonAsync(task.Decision, decision);
        var problem = await GatewayFixture.ProblemAsync(response);
        (problem.Status, problem.Code).ShouldBe((422, code));
        problem.Body.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem().GetProperty("field").GetString().ShouldBe(field);
    }

    private async Task<List<JsonElement>> CandidatesAsync(MatchTask task) => [.. (await gateway.GetAsync($"{task.Address}/candidates")).GetProperty("items").EnumerateArray()];

    private async Task<MatchTask> MatchAsync(Letter letter)
    {
        var task = await TaskAsync(letter);
        task.Kind.ShouldBe("match");
        return task;
    }

    private async Task<MatchTask> TaskAsync(Letter letter)
    {
        var received = await gateway.Installation.ReceivesAsync(letter);
        var task = (await gateway.GetAsync($"/api/exchanges/{received.Id}")).GetProperty("tasks").EnumerateArray().ShouldHaveSingleItem();
        return new MatchTask(task.GetProperty("kind").GetString()!, $"/api/tasks/{task.GetProperty("id").GetString()}", task.GetProperty("conversation").GetString()!);
    }

    /// <summary>Local id and NHS number as the supplier's system is told them.</summary>
    private async Task<(string? LocalId, string? Number)> ToldAsync(MatchTask task)
    {
        await gateway.Installation.SettledAsync();
        var events = (await gateway.GetAsync($"/api/events?organisation={Installation.Practice.ToWire()}&cursor=0&limit=100")).GetProperty("events").EnumerateArray();
        var data = events.Single(e => e.GetProperty("subject").GetString() == task.Conversation).GetProperty("data");
        data.GetProperty("matchedByHand").GetBoolean().ShouldBeTrue();
        return (Text("localId"), Text("nhsNumber"));

        string? Text(string name) => data.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static Patient Patient(string id, string? number, string surname, string given) => new()
    {
        Organisation = Installation.Practice,
        LocalId = id,
        NhsNumber = number is null ? null : NhsNumber.Parse(number, CultureInfo.InvariantCulture),
        NhsNumberVerified = number is not null,
        Surname = surname,
        GivenNames = given,
        BirthDate = new DateOnly(1970, 5, 6),
        Gender = "female",
        Registrations = [new Registration(new DateOnly(2010, 1, 1), null, null)],
    };

    private sealed record MatchTask(string Kind, string Address, string Conversation)
    {
        public string Decision => $"{Address}/decision";
    }
}
