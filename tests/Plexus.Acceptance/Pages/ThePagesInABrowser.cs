using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Plexus.Acceptance.Browsing;
using static Microsoft.Playwright.Assertions;

namespace Plexus.Acceptance.Pages;

public sealed class ThePagesInABrowser(BrowserFixture browser, WorkingPracticeFixture practice) : IClassFixture<BrowserFixture>, IClassFixture<WorkingPracticeFixture>
{
    public static TheoryData<string, int> Pages()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in new[]
                 {
                     "overview", "messages", "message", "message-parked", "message-tree", "message-raw", "tasks", "task-match", "patients", "patient-add", "patient-import",
                     "organisations", "organisation", "send", "parked", "conversation", "standards", "fhir",
                 })
        {
            data.Add(name, BrowserFixture.Desktop);
            data.Add(name, BrowserFixture.Phone);
        }

        return data;
    }

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_no_barrier_fits_its_width_and_asks_nobody_else(string name, int width)
    {
        await using var tab = await browser.OpenAsync(practice.Address, width);

        var response = await tab.Page.GotoAsync(AddressOf(name));
        await Expect(tab.Page.Locator("body")).ToHaveClassAsync(new Regex("nhsuk-frontend-supported"));
        await tab.SaveAsync($"page-{name}");

        response!.Status.ShouldBe(200);
        (await BrowserFixture.BarriersAsync(tab.Page)).ShouldBeEmpty();
        (await tab.OverflowAsync()).ShouldBe(0);
        tab.Hosts.ShouldBe([practice.Address.Authority]);
        tab.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_person_says_whose_letter_it_is_and_the_sender_is_told()
    {
        var letter = await practice.Installation.ReceivesAsync(new Web.Styleguide.Gateway.Letter("whose") { Surname = "Holaway" });
        var task = (await practice.Installation.Node.Queries.ExchangeAsync(letter.Id, default))!.Tasks.Single();
        await using var tab = await browser.OpenAsync(practice.Address, BrowserFixture.Desktop);
        await tab.Page.GotoAsync($"/tasks/{task.Id}");
        await Expect(tab.Page.GetByRole(AriaRole.Radio, new() { Name = "HOLLOWAY, Amira" })).ToBeCheckedAsync();

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Take this task" }).ClickAsync();
        await tab.Page.GetByLabel("Note").FillAsync("Checked the address by telephone.");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "It is our patient" }).ClickAsync();

        await Expect(tab.Page.GetByText("Your decision was taken.")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("Checked the address by telephone.")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByText("Decided matched for a patient chosen")).ToBeVisibleAsync();
        await tab.SaveAsync("page-task-decided");
        await practice.Installation.SettledAsync();
        var related = (await practice.Installation.Node.Queries.ExchangeAsync(letter.Id, default))!.Related;
        related.Select(r => r.Label).ShouldContain("30001");
    }

    [BrowserFact]
    public async Task Somebody_who_is_no_candidate_is_found_by_number_and_shown()
    {
        var letter = await practice.Installation.ReceivesAsync(new Web.Styleguide.Gateway.Letter("somebody-else") { Surname = "Hollowey" });
        var task = (await practice.Installation.Node.Queries.ExchangeAsync(letter.Id, default))!.Tasks.Single();
        await using var tab = await browser.OpenAsync(practice.Address, BrowserFixture.Phone);
        await tab.Page.GotoAsync($"/tasks/{task.Id}");

        await tab.Page.GetByRole(AriaRole.Radio, new() { Name = "Another patient" }).CheckAsync();
        await tab.Page.GetByLabel("NHS number of another patient").FillAsync("999 000 0026");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Radio, new() { Name = "LIND, Tomasz" })).ToBeCheckedAsync();
        await tab.SaveAsync("page-task-somebody-else");
        (await BrowserFixture.BarriersAsync(tab.Page)).ShouldBeEmpty();
        (await tab.OverflowAsync()).ShouldBe(0);
        tab.Page.Url.ShouldNotContain("999");
    }

    [BrowserFact]
    public async Task Messages_show_themselves_on_the_overview_as_they_arrive()
    {
        await using var tab = await browser.OpenAsync(practice.Address, BrowserFixture.Desktop);
        await tab.Page.GotoAsync("/");
        await Expect(tab.Page.Locator("#overview-state")).ToHaveTextAsync("Updating live");

        await practice.Installation.ReceivesAsync(new Web.Styleguide.Gateway.Letter("arrives-live") { Title = "Letter that just came" });

        await Expect(tab.Page.Locator("#overview")).ToContainTextAsync("Letter that just came");
    }

    [BrowserFact]
    public async Task Forms_work_without_a_script()
    {
        await using var tab = await browser.OpenAsync(practice.Address, BrowserFixture.Phone, scripts: false);
        await tab.Page.GotoAsync("/messages");

        await tab.Page.GetByLabel("NHS number").FillAsync("999 000 0018");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();

        await Expect(tab.Page.GetByText("Clinic letter").First).ToBeVisibleAsync();
        tab.Page.Url.ShouldNotContain("999");
        await tab.SaveAsync("page-messages-without-script");
    }

    private string AddressOf(string name) => name switch
    {
        "overview" => "/",
        "message" => $"/messages/{practice.Filed.Id}",
        "message-parked" => $"/messages/{practice.Parked.Id}",
        "message-tree" => $"/messages/{practice.Filed.Id}/tree",
        "message-raw" => $"/messages/{practice.Filed.Id}/raw",
        "task-match" => $"/tasks/{practice.Match.Id}",
        "patient-add" => "/patients/add",
        "patient-import" => "/patients/import",
        "organisation" => "/organisations/A81001",
        "conversation" => $"/conversations/{practice.Filed.Conversation}",
        _ => $"/{name}",
    };
}
