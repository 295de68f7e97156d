using System.Net;
using System.Text.RegularExpressions;
using Plexus.Web.Console;
using Plexus.Web.Styleguide;

namespace Plexus.Web.Tests.Console;

public sealed partial class TheShellOfAPage(StyleguideFixture styleguide) : IClassFixture<StyleguideFixture>
{
    private readonly HttpClient _browser = styleguide.Browser;

    [Theory]
    [InlineData(ConsoleEnvironment.Sandbox, "sandbox", "Sandbox")]
    [InlineData(ConsoleEnvironment.Integration, "int", "Integration")]
    [InlineData(ConsoleEnvironment.Deployment, "dep", "Deployment")]
    [InlineData(ConsoleEnvironment.Live, "prod", "Live")]
    public async Task Every_page_shows_its_environment(ConsoleEnvironment environment, string code, string display)
    {
        await using var host = await StyleguideHost.StartAsync(environment);
        using var browser = new HttpClient { BaseAddress = host.Address };

        foreach (var address in new[] { "/", "/styleguide/parts", "/nowhere", "/styleguide/broken" })
        {
            var page = await (await browser.GetAsync(address)).Content.ReadAsStringAsync();
            page.ShouldContain($"plexus-environment--{code}", customMessage: address);
            page.ShouldContain($"Environment: </span>{display}", customMessage: address);
            Title(page).ShouldEndWith($"Plexus ({display})", customMessage: address);
        }
    }

    [Fact]
    public async Task A_page_says_its_language_its_title_and_where_its_content_begins()
    {
        var page = await _browser.GetStringAsync("/styleguide/parts");

        page.ShouldContain("<html lang=\"en\">");
        Title(page).ShouldStartWith("Parts of a page");
        page.ShouldContain("href=\"#maincontent\"");
        page.ShouldContain("id=\"maincontent\"");
        Regex.Count(page, "<h1").ShouldBe(1);
    }

    [Fact]
    public async Task The_navigation_marks_the_section_the_page_belongs_to()
    {
        var page = await _browser.GetStringAsync("/");

        page.ShouldContain("href=\"/\" aria-current=\"page\"");
        Regex.Count(page, "aria-current").ShouldBe(1);
    }

    [Fact]
    public async Task The_navigation_leads_only_to_pages_that_exist()
    {
        await using var host = await StyleguideHost.StartAsync(everySection: false);
        using var browser = new HttpClient { BaseAddress = host.Address };

        var links = NavigationLink().Matches(await browser.GetStringAsync("/")).Select(match => match.Groups[1].Value).ToArray();

        links.ShouldContain("/");
        foreach (var link in links)
            (await browser.GetAsync(link)).StatusCode.ShouldBe(HttpStatusCode.OK, link);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nowhere")]
    [InlineData("/styleguide/broken")]
    public async Task A_page_lets_nothing_in_from_elsewhere_and_is_kept_nowhere(string address)
    {
        using var response = await _browser.GetAsync(address);

        var policy = response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("http");
        policy.ShouldContain("frame-ancestors 'none'");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/styleguide/parts")]
    [InlineData("/styleguide/table")]
    [InlineData("/styleguide/live")]
    public async Task A_page_holds_nothing_its_own_policy_refuses(string address)
    {
        var page = await _browser.GetStringAsync(address);

        Regex.IsMatch(page, @"<script(?![^>]*\ssrc=)").ShouldBeFalse("a script written into the page");
        Regex.IsMatch(page, @"<style|\sstyle=|\son[a-z]+=").ShouldBeFalse("a style or a handler written into the page");
        References().Matches(page).Select(match => match.Groups[1].Value).ShouldAllBe(link => link.StartsWith('/') || link.StartsWith('#'));
    }

    [Fact]
    public async Task An_unknown_address_is_a_page_for_a_browser()
    {
        using var response = await _browser.GetAsync("/nowhere/at/all");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await response.Content.ReadAsStringAsync()).ShouldContain("Page not found");
    }

    [Theory]
    [InlineData("/api/nowhere", "text/html")]
    [InlineData("/nowhere", "application/json")]
    public async Task An_unknown_address_is_a_problem_for_a_program(string address, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept", accept);
        using var response = await _browser.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_page_that_fails_says_so_without_saying_why()
    {
        using var response = await _browser.GetAsync("/styleguide/broken");
        var page = await response.Content.ReadAsStringAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        page.ShouldContain("This page could not be shown");
        page.ShouldNotContain("nobody should see");
        page.ShouldNotContain("Exception");
        Regex.IsMatch(page, "plexus-code\">[0-9A-Z:]+<").ShouldBeTrue("the reference");
    }

    [Fact]
    public async Task A_table_without_rows_shows_what_stands_for_it()
    {
        var page = await _browser.GetStringAsync("/styleguide/empty");

        page.ShouldContain("No open tasks");
        page.ShouldNotContain("<table");
        page.ShouldNotContain("rel=\"next\"");
    }

    [Fact]
    public async Task A_slow_part_arrives_behind_the_page_as_a_template()
    {
        var page = await _browser.GetStringAsync("/styleguide/live");

        page.ShouldContain("blazor-ssr-end");
        page.ShouldContain("Arrived later");
    }

    private static string Title(string page) => WebUtility.HtmlDecode(Regex.Match(page, "<title>(.*?)</title>").Groups[1].Value);

    [GeneratedRegex("nhsuk-header__navigation-link\" href=\"([^\"]+)\"")]
    private static partial Regex NavigationLink();

    [GeneratedRegex("(?:src|href|action)=\"([^\"]+)\"")]
    private static partial Regex References();
}
