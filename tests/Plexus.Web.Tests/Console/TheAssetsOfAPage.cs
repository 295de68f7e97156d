using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Plexus.Web.Console;

namespace Plexus.Web.Tests.Console;

public sealed partial class TheAssetsOfAPage(StyleguideFixture styleguide) : IClassFixture<StyleguideFixture>
{
    private readonly HttpClient _browser = styleguide.Browser;

    [Fact]
    public async Task Everything_a_page_asks_for_is_served_with_its_type_and_for_good()
    {
        var addresses = Asset().Matches(await _browser.GetStringAsync("/")).Select(match => match.Groups[1].Value).ToArray();

        addresses.Length.ShouldBeGreaterThanOrEqualTo(5);
        foreach (var address in addresses)
        {
            using var response = await _browser.GetAsync(address);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            (await response.Content.ReadAsByteArrayAsync()).ShouldNotBeEmpty(address);
            response.Content.Headers.ContentType!.MediaType.ShouldBe(Path.GetExtension(address) switch
            {
                ".css" => "text/css",
                ".js" => "text/javascript",
                _ => "image/svg+xml",
            });
            response.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromDays(365));
        }
    }

    [Fact]
    public async Task Everything_the_style_sheets_ask_for_is_served_from_here()
    {
        foreach (var sheet in ConsoleAssets.Names.Where(name => name.EndsWith(".css", StringComparison.Ordinal)))
        {
            var address = new Uri(_browser.BaseAddress!, ConsoleAssets.Address(sheet));
            foreach (Match match in StyleReference().Matches(await _browser.GetStringAsync(address)))
            {
                var target = new Uri(address, match.Groups[1].Value);
                target.Authority.ShouldBe(address.Authority);
                (await _browser.GetAsync(target)).StatusCode.ShouldBe(HttpStatusCode.OK, target.ToString());
            }
        }
    }

    [Fact]
    public async Task The_typeface_and_the_logo_of_the_NHS_are_left_out()
    {
        var sheet = await _browser.GetStringAsync(ConsoleAssets.Address("nhsuk-frontend.css"));

        sheet.ShouldNotContain("@font-face");
        sheet.ShouldNotContain("assets.nhs.uk");
        ConsoleAssets.Names.ShouldNotContain(name => name.Contains("favicon.ico") || name.Contains("opengraph") || name.Contains("mask") || name.EndsWith(".png"));
        sheet.ShouldContain(@".\:focus", customMessage: "escapes in selectors survive the build");
    }

    [Fact]
    public async Task Text_is_compressed_for_whoever_takes_it()
    {
        var address = ConsoleAssets.Address("nhsuk-frontend.css");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept-Encoding", "gzip");
        using var response = await _browser.SendAsync(request);
        var compressed = await response.Content.ReadAsByteArrayAsync();

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        response.Headers.Vary.ShouldContain("Accept-Encoding");
        using var text = new StreamReader(new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress));
        (await text.ReadToEndAsync()).ShouldBe(await _browser.GetStringAsync(address));
        compressed.Length.ShouldBeLessThan(50_000);
    }

    [Fact]
    public async Task An_address_from_before_an_update_is_not_answered_with_something_else()
    {
        var current = ConsoleAssets.Address("console.css");
        var version = current.Split('/')[2];

        (await _browser.GetAsync(current.Replace(version, "0000000000000000", StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _browser.GetAsync($"/assets/{version}/../../secrets")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void An_asset_that_is_not_there_fails_where_it_is_named() =>
        Should.Throw<KeyNotFoundException>(() => ConsoleAssets.Address("missing.css"));

    [GeneratedRegex("(?:src|href)=\"(/assets/[^\"]+)\"")]
    private static partial Regex Asset();

    [GeneratedRegex("url\\([\"']?([^)\"']+)[\"']?\\)")]
    private static partial Regex StyleReference();
}
