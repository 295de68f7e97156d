using Microsoft.Playwright;

namespace Plexus.Acceptance.Browsing;

/// <summary>A page in a context of its own, with what the browser complained about and where it went.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly int _width;
    private readonly List<string> _complaints = [];
    private readonly List<Uri> _requests = [];

    internal BrowserPage(IBrowserContext context, IPage page, int width)
    {
        _context = context;
        _width = width;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) => _requests.Add(new Uri(request.Url));
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the browser: scripts that failed, what the content policy refused, what was not found.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public IEnumerable<string> Hosts => _requests.Where(request => request.Scheme.StartsWith("http", StringComparison.Ordinal)).Select(request => request.Authority).Distinct();

    /// <summary>How far the content reaches beyond the right edge, in pixels; nothing should.</summary>
    public Task<int> OverflowAsync() =>
        Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Saves what the page looks like under artifacts/screenshots.</summary>
    public Task SaveAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Checkout.Root, "artifacts", "screenshots", $"{name}-{_width}.png"), FullPage = true });

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
