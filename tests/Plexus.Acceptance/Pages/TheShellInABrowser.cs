using Microsoft.Playwright;
using Plexus.Acceptance.Browsing;
using Plexus.Web.Console;
using Plexus.Web.Styleguide;
using static Microsoft.Playwright.Assertions;

namespace Plexus.Acceptance.Pages;

public sealed class TheShellInABrowser(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    public static TheoryData<string, string, int> Pages()
    {
        var data = new TheoryData<string, string, int>();
        foreach (var (address, name) in new[]
                 {
                     ("/", "shell-overview"),
                     ("/styleguide/parts", "shell-parts"),
                     ("/styleguide/table", "shell-table"),
                     ("/styleguide/empty", "shell-empty"),
                     ("/styleguide/live", "shell-live"),
                     ("/nowhere", "shell-not-found"),
                     ("/styleguide/broken", "shell-failed"),
                 })
        {
            data.Add(address, name, BrowserFixture.Desktop);
            data.Add(address, name, BrowserFixture.Phone);
        }

        return data;
    }

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_no_barrier_fits_its_width_and_asks_nobody_else(string address, string name, int width)
    {
        await using var host = await StyleguideHost.StartAsync();
        await using var tab = await browser.OpenAsync(host.Address, width);

        await tab.Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
        await Expect(tab.Page.Locator("body")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("nhsuk-frontend-supported"));
        await tab.SaveAsync(name);

        (await BrowserFixture.BarriersAsync(tab.Page)).ShouldBeEmpty();
        (await tab.OverflowAsync()).ShouldBe(0);
        tab.Hosts.ShouldBe([host.Address.Authority]);
        // A page that answers 404 or 500 is reported by the browser as such.
        tab.Complaints.Where(complaint => !complaint.Contains("the server responded with a status of")).ShouldBeEmpty();
    }

    [BrowserTheory]
    [InlineData(ConsoleEnvironment.Integration)]
    [InlineData(ConsoleEnvironment.Deployment)]
    [InlineData(ConsoleEnvironment.Live)]
    public async Task Each_environment_is_told_apart_and_readable(ConsoleEnvironment environment)
    {
        await using var host = await StyleguideHost.StartAsync(environment);
        await using var tab = await browser.OpenAsync(host.Address, BrowserFixture.Desktop);

        await tab.Page.GotoAsync("/");
        await tab.SaveAsync($"shell-environment-{environment.ToString().ToLowerInvariant()}");

        (await BrowserFixture.BarriersAsync(tab.Page)).ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_first_key_press_offers_to_skip_to_the_content()
    {
        await using var host = await StyleguideHost.StartAsync();
        await using var tab = await browser.OpenAsync(host.Address, BrowserFixture.Desktop);
        await tab.Page.GotoAsync("/styleguide/parts");

        await tab.Page.Keyboard.PressAsync("Tab");
        await Expect(tab.Page.Locator(".nhsuk-skip-link")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");

        (await tab.Page.EvaluateAsync<bool>("() => document.getElementById('maincontent').contains(document.activeElement)")).ShouldBeTrue();
    }

    [BrowserFact]
    public async Task On_a_phone_the_sections_that_do_not_fit_are_behind_a_button()
    {
        await using var host = await StyleguideHost.StartAsync();
        await using var tab = await browser.OpenAsync(host.Address, BrowserFixture.Phone);
        await tab.Page.GotoAsync("/");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Parked", Exact = true })).ToBeVisibleAsync();
        await tab.SaveAsync("shell-menu");
        (await BrowserFixture.BarriersAsync(tab.Page)).ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_page_works_while_its_slow_part_is_still_on_its_way()
    {
        await using var host = await StyleguideHost.StartAsync();
        await using var tab = await browser.OpenAsync(host.Address, BrowserFixture.Phone);
        host.Gate.Close();

        await tab.Page.GotoAsync("/styleguide/live", new() { WaitUntil = WaitUntilState.Commit });
        await Expect(tab.Page.Locator("#slow")).ToHaveTextAsync("Loading");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Parked", Exact = true })).ToBeVisibleAsync();
        host.Gate.Open();

        await Expect(tab.Page.Locator("#slow")).ToHaveTextAsync("Arrived later");
    }

    [BrowserFact]
    public async Task A_live_region_follows_the_server_without_a_reload_and_is_read_out()
    {
        await using var host = await StyleguideHost.StartAsync();
        await using var tab = await browser.OpenAsync(host.Address, BrowserFixture.Desktop);
        await tab.Page.GotoAsync("/styleguide/live");
        await Expect(tab.Page.Locator("#counter-state")).ToHaveTextAsync("Updating live");
        await tab.Page.EvaluateAsync("() => { window.sameDocument = true; }");

        host.Counter.Increase();

        await Expect(tab.Page.Locator("#counter")).ToContainTextAsync("1 counted");
        await Expect(tab.Page.Locator("#counter-announcer")).ToHaveTextAsync("1 counted");
        (await tab.Page.EvaluateAsync<bool>("() => window.sameDocument === true")).ShouldBeTrue();
        await Expect(tab.Page.Locator("#slow")).ToHaveTextAsync("Arrived later");
    }

    [BrowserFact]
    public async Task A_live_region_says_when_it_is_no_longer_live()
    {
        await using var host = await StyleguideHost.StartAsync();
        await using var tab = await browser.OpenAsync(host.Address, BrowserFixture.Desktop);
        await tab.Page.GotoAsync("/styleguide/live");
        await Expect(tab.Page.Locator("#counter-state")).ToHaveTextAsync("Updating live");

        await host.DisposeAsync();

        await Expect(tab.Page.Locator("#counter-state")).ToHaveTextAsync("Not live: reconnecting");
    }
}
