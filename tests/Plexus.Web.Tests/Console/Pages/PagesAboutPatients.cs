using System.Net;
using Plexus.Web.Styleguide;
using Plexus.Web.Styleguide.Gateway;
using Plexus.Web.Tests.Api;

namespace Plexus.Web.Tests.Console.Pages;

public sealed class PagesAboutPatients(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IDisposable
{
    private readonly PlainBrowser _browser = new(gateway.Address);

    public void Dispose() => _browser.Dispose();

    [Theory]
    [InlineData("nhsNumber", "999 000 0018")]
    [InlineData("surname", "holloway")]
    [InlineData("localId", "P-1")]
    public async Task A_patient_is_found_and_no_address_names_them(string field, string value)
    {
        var search = await _browser.OpenAsync("/patients");

        var found = await _browser.SubmitAsync(search, "search", new() { [field] = value });
        var patient = await _browser.OpenAsync(found.LinkTo("HOLLOWAY, Amira"));

        found.Text.ShouldContain("1 patient found");
        found.Address.PathAndQuery.ShouldBe("/patients");
        patient.Status.ShouldBe(HttpStatusCode.OK);
        patient.Text.ShouldContain("999 000 0018");
        patient.Text.ShouldContain("4 Mar 1961");
        foreach (var identifier in new[] { "9990000018", "Holloway", "P-1" })
            patient.Address.PathAndQuery.ShouldNotContain(identifier, Case.Insensitive);
        patient.Document.Title!.ShouldNotContain("Holloway", Case.Insensitive);
    }

    [Fact]
    public async Task A_patient_is_found_by_date_of_birth()
    {
        var search = await _browser.OpenAsync("/patients");

        var found = await _browser.SubmitAsync(search, "search", new() { ["birthDate.day"] = "19", ["birthDate.month"] = "7", ["birthDate.year"] = "1984" });

        found.Text.ShouldContain("LIND, Tomasz");
        found.Text.ShouldContain("Left");
    }

    [Fact]
    public async Task A_search_that_finds_nobody_says_what_to_try_next()
    {
        var found = await _browser.SubmitAsync(await _browser.OpenAsync("/patients"), "search", new() { ["surname"] = "Nobody" });

        found.Text.ShouldContain("Nobody matches");
        found.LinkTo("add them").ShouldBe("/patients/add");
    }

    [Fact]
    public async Task What_is_typed_wrongly_is_said_beside_its_field_and_kept()
    {
        var page = await _browser.SubmitAsync(
            await _browser.OpenAsync("/patients"), "search", new() { ["nhsNumber"] = "999 000 0019", ["birthDate.day"] = "31", ["birthDate.month"] = "2", ["birthDate.year"] = "1980" });

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.ProblemOf("nhsNumber").ShouldNotBeNull();
        page.ProblemOf("birthDate").ShouldNotBeNull();
        page.Document.GetElementById("nhsNumber")!.GetAttribute("value").ShouldBe("999 000 0019");
        page.Document.QuerySelector(".nhsuk-error-summary a")!.GetAttribute("href").ShouldBe("#nhsNumber");
    }

    [Fact]
    public async Task A_search_without_anything_to_search_by_is_refused()
    {
        var page = await _browser.SubmitAsync(await _browser.OpenAsync("/patients"), "search");

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.Text.ShouldContain("There is a problem");
    }

    [Fact]
    public async Task An_address_that_stands_for_nobody_leads_back_to_the_search()
    {
        var page = await _browser.OpenAsync("/patients/record/not-a-link");

        page.Status.ShouldBe(HttpStatusCode.Gone);
        page.LinkTo("Search for the patient again").ShouldBe("/patients");
    }

    [Fact]
    public async Task The_page_of_a_patient_lists_the_messages_about_them()
    {
        var received = await gateway.Installation.ReceivesAsync(new Letter("on-the-patients-page"));

        var found = await _browser.SubmitAsync(await _browser.OpenAsync("/patients"), "search", new() { ["surname"] = "Holloway" });
        var patient = await _browser.OpenAsync(found.LinkTo("HOLLOWAY, Amira"));

        patient.Document.QuerySelectorAll("main a").ShouldContain(a => a.GetAttribute("href") == $"/messages/{received.Id}");
    }

    [Fact]
    public async Task A_patient_is_added_and_then_shown()
    {
        var form = await _browser.OpenAsync("/patients/add");

        var shown = await _browser.SubmitAsync(form, "add", Person("P-77", "Ash"));

        shown.Status.ShouldBe(HttpStatusCode.OK);
        shown.Text.ShouldContain("The patient was added.");
        shown.Text.ShouldContain("ASH, Robin");
        shown.Text.ShouldContain("Since 1 Apr 2020");
    }

    [Fact]
    public async Task Adding_a_patient_never_replaces_another()
    {
        var form = await _browser.OpenAsync("/patients/add");

        var sameIdentifier = await _browser.SubmitAsync(form, "add", Person("P-1", "Ash"));
        var sameNumber = await _browser.SubmitAsync(form, "add", Person("P-78", "Ash", "999 000 0018"));

        sameIdentifier.ProblemOf("localId").ShouldBe("Another patient has this identifier.");
        sameNumber.Status.ShouldBe(HttpStatusCode.Conflict);
        sameNumber.ProblemOf("nhsNumber").ShouldBe("This NHS number is another patient's here.");
    }

    [Fact]
    public async Task Everything_that_a_new_patient_lacks_is_said_at_once()
    {
        var page = await _browser.SubmitAsync(await _browser.OpenAsync("/patients/add"), "add");

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (var field in new[] { "surname", "localId", "birthDate", "registrations" })
            page.ProblemOf(field).ShouldBe("This is needed.", field);
        page.Document.QuerySelectorAll(".nhsuk-error-summary a").Select(a => a.TextContent).ShouldContain("Surname: This is needed.");
    }

    [Fact]
    public async Task A_file_is_checked_first_and_then_imported_with_the_rows_left_out_named_by_line()
    {
        const string file = "local_id,surname,birth_date,registered_from,nhs_number\nQ-1,Quill,1970-05-06,2019-01-01,\nQ-2,Reed,1970-05-06,2019-01-01,1234567890\n";
        var form = await _browser.OpenAsync("/patients/import");

        var planned = await _browser.SubmitAsync(form, "import", new() { ["mode"] = "check" }, files: [("file", "patients.csv", "text/csv", file)]);
        var before = await Found("Q-1");
        var imported = await _browser.SubmitAsync(form, "import", new() { ["mode"] = "write" }, files: [("file", "patients.csv", "text/csv", file)]);
        var after = await Found("Q-1");

        planned.Text.ShouldContain("Nothing was written");
        before.ShouldContain("Nobody matches");
        imported.Text.ShouldContain("1 patient was written");
        imported.Document.QuerySelectorAll("tbody td").Select(c => c.TextContent.Trim()).ShouldContain(c => c.Contains("nhs_number is not an NHS number"));
        imported.Text.ShouldNotContain("1234567890");
        after.ShouldContain("QUILL");

        async Task<string> Found(string id) => (await _browser.SubmitAsync(await _browser.OpenAsync("/patients"), "search", new() { ["localId"] = id })).Text;
    }

    [Theory]
    [InlineData("surname\nAsh\n", "The column local_id is missing")]
    [InlineData("", "Choose a file that is not empty")]
    public async Task A_file_that_cannot_be_read_is_refused_beside_its_field(string content, string said)
    {
        var page = await _browser.SubmitAsync(await _browser.OpenAsync("/patients/import"), "import", files: [("file", "patients.csv", "text/csv", content)]);

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.ProblemOf("file")!.ShouldStartWith(said);
    }

    [Theory]
    [InlineData("/patients")]
    [InlineData("/patients/add")]
    [InlineData("/patients/import")]
    public async Task Before_anything_is_configured_each_page_says_what_comes_first(string address)
    {
        await using var host = await StyleguideHost.StartAsync(everySection: false);
        using var browser = new PlainBrowser(host.Address);

        var page = await browser.OpenAsync(address);

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Document.QuerySelector(".plexus-empty a")!.GetAttribute("href").ShouldBe("/organisations");
    }

    private static Dictionary<string, string> Person(string id, string surname, string number = "") => new()
    {
        ["surname"] = surname,
        ["givenNames"] = "Robin",
        ["birthDate.day"] = "2",
        ["birthDate.month"] = "1",
        ["birthDate.year"] = "1960",
        ["nhsNumber"] = number,
        ["localId"] = id,
        ["registrations.day"] = "1",
        ["registrations.month"] = "4",
        ["registrations.year"] = "2020",
    };
}
