using System.Net;
using Plexus.Storage.Secrets;
using Plexus.Web.Styleguide;
using Plexus.Web.Styleguide.Gateway;
using Plexus.Web.Tests.Console.Pages;

namespace Plexus.Web.Tests.Console;

public sealed class SealingFormsAndLinks
{
    [Fact]
    public async Task A_form_that_was_open_when_the_node_stopped_can_be_sent_to_the_next()
    {
        await using var installation = await Installation.StartAsync();
        var cookies = new CookieContainer();
        Shown form, found;
        await using (var before = await StyleguideHost.StartAsync(everySection: false, installation: installation))
        {
            using var browser = new PlainBrowser(before.Address, cookies);
            form = await browser.OpenAsync("/messages");
            found = await browser.SubmitAsync(await browser.OpenAsync("/patients"), "search", new() { ["surname"] = "Holloway" });
        }

        await using var after = await StyleguideHost.StartAsync(everySection: false, installation: installation);
        using var same = new PlainBrowser(after.Address, cookies);
        var sent = await same.SubmitAsync(form, "search");
        var patient = await same.OpenAsync(found.Document.QuerySelector("main tbody a")!.GetAttribute("href")!);

        sent.Status.ShouldBe(HttpStatusCode.OK);
        patient.Text.ShouldContain("Holloway", Case.Insensitive);
    }

    [Fact]
    public async Task A_form_whose_cookie_is_gone_is_refused_with_what_to_do()
    {
        await using var installation = await Installation.StartAsync();
        await using var host = await StyleguideHost.StartAsync(everySection: false, installation: installation);
        using var browser = new PlainBrowser(host.Address);
        using var forgetful = new PlainBrowser(host.Address);

        var shown = await forgetful.SubmitAsync(await browser.OpenAsync("/messages"), "search");

        (shown.Status, shown.Title).ShouldBe((HttpStatusCode.BadRequest, "This form can no longer be sent"));
    }

    [Fact]
    public async Task The_keys_are_kept_encrypted()
    {
        await using var installation = await Installation.StartAsync();
        await using var host = await StyleguideHost.StartAsync(everySection: false, installation: installation);
        using var browser = new PlainBrowser(host.Address);
        await browser.OpenAsync("/messages");

        var kept = new PageKeys(installation.Database).All().ShouldHaveSingleItem();

        kept.ShouldContain("<sealed");
        kept.ShouldNotContain("masterKey");
    }
}
