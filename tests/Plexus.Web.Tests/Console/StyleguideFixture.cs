using Plexus.Web.Styleguide;

namespace Plexus.Web.Tests.Console;

public sealed class StyleguideFixture : IAsyncLifetime
{
    private StyleguideHost _host = null!;

    public HttpClient Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _host = await StyleguideHost.StartAsync();
        Browser = new HttpClient { BaseAddress = _host.Address };
        Browser.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public async Task DisposeAsync()
    {
        Browser.Dispose();
        await _host.DisposeAsync();
    }
}
