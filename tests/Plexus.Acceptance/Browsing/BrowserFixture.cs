using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Plexus.Acceptance.Browsing;

/// <summary>A browser for the tests of a class; classes run side by side. Each test gets a context of its own: no cookie or cache passes between tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    public const int Desktop = 1280;
    public const int Phone = 375;

    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Chromium.WhyNot is not null)
            return;
        _playwright = await Playwright.CreateAsync();
        // Chromium refuses its own sandbox to root, which is who runs the tests on a build machine. It only sees our pages.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Path, ChromiumSandbox = false });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A page of the given width; whatever the browser complains about while it is open is noted.</summary>
    public async Task<BrowserPage> OpenAsync(Uri site, int width, bool scripts = true)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = site.ToString(),
            ViewportSize = new() { Width = width, Height = width == Phone ? 812 : 900 },
            IsMobile = width == Phone,
            HasTouch = width == Phone,
            ReducedMotion = ReducedMotion.Reduce,
            JavaScriptEnabled = scripts,
        });
        return new(context, await context.NewPageAsync(), width);
    }

    /// <summary>What axe-core finds serious or critical.</summary>
    public static async Task<string[]> BarriersAsync(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = [.. Rules] } });
        return
        [
            .. result.Violations
                .Where(violation => violation.Impact is "serious" or "critical" or "moderate")
                .Select(violation => $"{violation.Id} ({violation.Impact}): {violation.Help}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"),
        ];
    }
}
