using System.Net;
using Plexus.Web.Styleguide;
using Plexus.Web.Styleguide.Gateway;
using Plexus.Web.Tests.Api;

namespace Plexus.Web.Tests.Console.Pages;

public sealed class PagesAboutOrganisations(GatewayFixture gateway) : IClassFixture<GatewayFixture>, IDisposable
{
    private readonly PlainBrowser _browser = new(gateway.Address);

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task Organisations_are_listed_with_what_is_switched_on_and_their_mailboxes()
    {
        var page = await _browser.OpenAsync("/organisations");

        page.Text.ShouldContain("Riverside Surgery");
        page.Text.ShouldContain("GP Connect Send Document (receiver)");
        page.Text.ShouldContain(Installation.Mailbox);
        page.LinkTo("Riverside Surgery").ShouldBe("/organisations/A81001");
    }

    [Fact]
    public async Task One_organisation_shows_its_options_with_those_that_are_unconfirmed()
    {
        var page = await _browser.OpenAsync("/organisations/A81001");

        page.Title.ShouldEndWith("Riverside Surgery");
        var row = page.Document.QuerySelectorAll("tr").First(r => r.TextContent.Contains("birth-date-form") && r.TextContent.Contains("DDMMYYYY"));
        row.TextContent.ShouldContain("Unconfirmed");
        row.TextContent.ShouldNotContain("(default)");
    }

    [Fact]
    public async Task A_mailbox_is_paused_and_resumed()
    {
        var paused = await _browser.SubmitAsync(await _browser.OpenAsync("/organisations"), "pause", button: ("pause", "riverside"));
        var pausedThere = (await gateway.GetAsync("/api/endpoints"))[0].GetProperty("paused").GetBoolean();
        var resumed = await _browser.SubmitAsync(paused, "pause", button: ("resume", "riverside"));

        paused.Text.ShouldContain($"The mailbox {Installation.Mailbox} is paused");
        pausedThere.ShouldBeTrue();
        resumed.Text.ShouldContain("is working again");
        (await gateway.GetAsync("/api/endpoints"))[0].GetProperty("paused").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_that_does_not_come_from_one_of_our_pages_is_refused()
    {
        using var stranger = new HttpClient { BaseAddress = gateway.Address };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "pause", ["pause"] = "riverside" });

        using var response = await stranger.PostAsync("/organisations", form);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await gateway.GetAsync("/api/endpoints"))[0].GetProperty("paused").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("/organisations/Z99999")]
    [InlineData("/organisations/nothing-like-a-code")]
    public async Task An_organisation_that_is_not_here_is_not_found(string address)
    {
        var page = await _browser.OpenAsync(address);

        page.Status.ShouldBe(HttpStatusCode.NotFound);
        page.Title.ShouldBe("Page not found");
    }

    [Fact]
    public async Task Secrets_that_expire_soon_are_named_and_never_shown()
    {
        await using var installation = await Installation.StartEmptyAsync();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        await installation.ConfigureAsync(Installation.Configuration()
            .Replace("\"value\": \"a-password\"", $"\"value\": \"a-password\", \"expires\": \"{today.AddDays(9):yyyy-MM-dd}\"")
            .Replace("\"value\": \"a-shared-key\"", $"\"value\": \"a-shared-key\", \"expires\": \"{today.AddDays(-1):yyyy-MM-dd}\""));
        await using var host = await StyleguideHost.StartAsync(everySection: false, installation: installation);
        using var browser = new PlainBrowser(host.Address);

        var page = await browser.OpenAsync("/organisations");

        page.Document.QuerySelectorAll("tr").Single(r => r.TextContent.Contains("mesh-shared-key")).TextContent.ShouldContain("Expired");
        page.Document.QuerySelectorAll("tr").Single(r => r.TextContent.Contains("mailbox-password")).TextContent.ShouldContain("In 9 days");
        foreach (var other in new[] { "/", "/organisations/A81001" })
            (await browser.OpenAsync(other)).Document.QuerySelectorAll("tr").Single(r => r.TextContent.Contains("mesh-shared-key")).TextContent.ShouldContain("Expired", customMessage: other);
        page.Document.Source.Text.ShouldNotContain("a-shared-key");
    }

    [Theory]
    [InlineData("/organisations", "plexus config apply")]
    [InlineData("/deliveries", "subscription")]
    [InlineData("/send", "SendDocument")]
    public async Task Before_anything_is_configured_each_page_says_what_comes_first(string address, string said)
    {
        await using var host = await StyleguideHost.StartAsync(everySection: false);
        using var browser = new PlainBrowser(host.Address);

        var page = await browser.OpenAsync(address);

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Document.QuerySelector(".plexus-empty")!.TextContent.ShouldContain(said);
    }

    [Fact]
    public async Task Each_operation_of_a_standard_is_graded_and_each_open_question_marked()
    {
        var page = await _browser.OpenAsync("/standards");

        page.Document.QuerySelectorAll("tr").First(r => r.TextContent.Contains("Address a patient's registered practice")).TextContent.ShouldContain("Inferred");
        page.Document.QuerySelectorAll("tr").First(r => r.TextContent.Contains("business-deadline")).TextContent.ShouldContain("Unconfirmed");
        page.Document.QuerySelectorAll("tr").First(r => r.TextContent.Contains("Receive a document")).TextContent.ShouldContain("Documented");
    }
}
