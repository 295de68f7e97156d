using System.Globalization;
using AngleSharp.Html.Dom;
using Plexus.Engine.Patients;
using Plexus.Primitives;
using Plexus.Web.Styleguide.Gateway;
using Plexus.Web.Tests.Api;

namespace Plexus.Web.Tests.Console.Pages;

public sealed class PagesAboutTasks(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IAsyncLifetime, IDisposable
{
    private static readonly (string, string) ItIsOurPatient = ("do", "decide:matched");

    private readonly PlainBrowser _browser = new(gateway.Address);

    /// <summary>Two sisters Marsh, born on the same day.</summary>
    public async Task InitializeAsync() => await gateway.Installation.Patients.PutAsync([Marsh("P-3", "9990000034", "Iris"), Marsh("P-4", "9990000042", "Ivy")], "test", default);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task The_only_candidate_is_chosen_already()
    {
        var page = await OpenAsync(new Letter("one") { Surname = "Hollaway" });
        page.Text.ShouldContain("HOLLOWAY, Amira");
        page.Text.ShouldContain("Born 4 Mar 1961. NHS number 999 000 0018. Registered here. Agrees in the letter’s NHS number, and 3 of 5 particulars.");
        Chosen(page).ShouldBe("candidate:P-1");

        var decided = await _browser.SubmitAsync(page, "work", button: ItIsOurPatient);

        decided.Text.ShouldContain("Your decision was taken.");
        decided.Text.ShouldContain("Decided matched for a patient chosen by console");
        decided.Document.Forms.ShouldNotContain(f => f.QuerySelector("[name=patient]") != null);
    }

    [Fact]
    public async Task Of_several_candidates_none_is_chosen_until_somebody_does()
    {
        var page = await OpenAsync(new Letter("several") { NhsNumber = "9990000034", Surname = "March", GivenName = "Ivy", BirthDate = "1970-05-06" });
        Chosen(page).ShouldBeNull();

        var asked = await _browser.SubmitAsync(page, "work", button: ItIsOurPatient);
        var decided = await _browser.SubmitAsync(asked, "work", new() { ["patient"] = "candidate:P-4" }, ItIsOurPatient);

        ((int)asked.Status, asked.ProblemOf("patient")).ShouldBe((422, "Choose which patient it is."));
        decided.Text.ShouldContain("Your decision was taken.");
    }

    [Fact]
    public async Task Somebody_who_is_no_candidate_is_found_by_number_and_seen_before_it_is_decided()
    {
        var page = await OpenAsync(new Letter("somebody-else") { Surname = "Hollaway" });

        var mistyped = await _browser.SubmitAsync(page, "work", new() { ["patient"] = "somebody-else", ["nhsNumber"] = "999 000 0019" }, ItIsOurPatient);
        var unknown = await _browser.SubmitAsync(mistyped, "work", new() { ["nhsNumber"] = "999 000 0050" }, ItIsOurPatient);
        var found = await _browser.SubmitAsync(unknown, "work", new() { ["nhsNumber"] = "999 000 0034" }, ItIsOurPatient);
        var decided = await _browser.SubmitAsync(found, "work", button: ItIsOurPatient);

        mistyped.ProblemOf("nhsNumber").ShouldBe("Enter the patient’s NHS number: 10 digits whose check digit is right.");
        unknown.ProblemOf("nhsNumber").ShouldBe("This is no patient of the organisation.");
        Chosen(unknown).ShouldBe("somebody-else");
        found.Text.ShouldContain("MARSH, Iris");
        found.Text.ShouldContain("Born 6 May 1970. NHS number 999 000 0034. Registered here. Check that the letter is about them, then decide.");
        Chosen(found).ShouldBe("candidate:P-3");
        decided.Text.ShouldContain("Your decision was taken.");
    }

    [Fact]
    public async Task A_number_beside_a_chosen_candidate_is_not_passed_over()
    {
        var page = await OpenAsync(new Letter("two-people") { Surname = "Hollaway" });

        var asked = await _browser.SubmitAsync(page, "work", new() { ["nhsNumber"] = "999 000 0034" }, ItIsOurPatient);
        var found = await _browser.SubmitAsync(asked, "work", button: ("do", "find"));

        asked.ProblemOf("patient").ShouldBe("Choose “Another patient” or empty the NHS number: they may be two people.");
        Chosen(found).ShouldBe("candidate:P-3");
    }

    [Fact]
    public async Task Where_nobody_resembles_the_patient_a_number_is_asked_for()
    {
        var page = await OpenAsync(new Letter("nobody") { NhsNumber = "9990000019", Surname = "Stone", GivenName = "Ada", BirthDate = "1950-01-01" });
        page.Text.ShouldContain("Nobody here resembles this patient");

        var asked = await _browser.SubmitAsync(page, "work", button: ItIsOurPatient);
        var found = await _browser.SubmitAsync(asked, "work", new() { ["nhsNumber"] = "9990000034" }, ("do", "find"));
        var decided = await _browser.SubmitAsync(found, "work", button: ItIsOurPatient);

        asked.ProblemOf("nhsNumber").ShouldBe("Enter the patient’s NHS number: 10 digits whose check digit is right.");
        Chosen(found).ShouldBe("candidate:P-3");
        decided.Text.ShouldContain("Your decision was taken.");
    }

    [Fact]
    public async Task Whoever_says_that_it_is_not_theirs_or_only_adds_a_note_chooses_nobody()
    {
        var page = await OpenAsync(new Letter("not-ours") { NhsNumber = "9990000034", Surname = "March", BirthDate = "1970-05-06" });

        var noted = await _browser.SubmitAsync(page, "work", new() { ["note"] = "Asked at the desk." }, ("do", "note"));
        var decided = await _browser.SubmitAsync(noted, "work", button: ("do", "decide:not-ours"));

        noted.Text.ShouldContain("The note was added.");
        decided.Text.ShouldContain("Your decision was taken.");
        decided.Text.ShouldContain("Decided not-ours by console");
    }

    private async Task<Shown> OpenAsync(Letter letter)
    {
        var received = await gateway.Installation.ReceivesAsync(letter);
        var task = (await gateway.Installation.Node.Queries.ExchangeAsync(received.Id, default))!.Tasks.Single();
        return await _browser.OpenAsync($"/tasks/{task.Id}");
    }

    private static string? Chosen(Shown page) => page.Document.QuerySelectorAll("[name=patient]").OfType<IHtmlInputElement>().SingleOrDefault(choice => choice.IsChecked)?.Value;

    private static Patient Marsh(string id, string number, string given) => new()
    {
        Organisation = Installation.Practice,
        LocalId = id,
        NhsNumber = NhsNumber.Parse(number, CultureInfo.InvariantCulture),
        NhsNumberVerified = true,
        Surname = "Marsh",
        GivenNames = given,
        BirthDate = new DateOnly(1970, 5, 6),
        Gender = "female",
        Registrations = [new Registration(new DateOnly(2010, 1, 1), null, null)],
    };
}
