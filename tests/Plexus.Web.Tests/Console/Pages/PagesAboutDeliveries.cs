using Plexus.Web.Styleguide;
using Plexus.Web.Styleguide.Gateway;

namespace Plexus.Web.Tests.Console.Pages;

public sealed class PagesAboutDeliveries
{
    [Fact]
    public async Task What_waits_for_the_suppliers_system_is_listed_and_found_by_its_state()
    {
        await using var installation = await Installation.StartAsync();
        await installation.ConfigureAsync(WithASupplier());
        await installation.ReceivesAsync(new Letter("to-the-supplier"));
        await using var host = await StyleguideHost.StartAsync(everySection: false, installation: installation);
        using var browser = new PlainBrowser(host.Address);

        var listed = await browser.OpenAsync("/deliveries");

        listed.Text.ShouldContain("northfield-hook");
        listed.Document.QuerySelectorAll("tbody tr").Length.ShouldBeGreaterThan(0);
        (await browser.OpenAsync("/deliveries?state=delivered")).Text.ShouldContain("No delivery matches");
    }

    private static string WithASupplier() => Installation.Configuration()
        .Replace("\"kind\": \"gp-practice\",", "\"kind\": \"gp-practice\", \"supplier\": \"northfield\",")
        .Replace(
            "\"organisations\": [\n    {",
            """
            "suppliers": [ { "id": "northfield", "name": "Northfield Systems" } ],
              "deliveryEndpoints": [ { "id": "northfield-hook", "supplier": "northfield", "kind": "webhook", "url": "http://127.0.0.1:9/events", "signingKey": "hook-key" } ],
              "subscriptions": [ { "id": "all", "deliveryEndpoint": "northfield-hook" } ],
              "organisations": [
                {
            """)
        .Replace("\"credentials\": [", "\"credentials\": [ { \"id\": \"hook-key\", \"kind\": \"signing-key\", \"current\": { \"value\": \"a-key-of-thirty-two-characters-..\" } },");
}
