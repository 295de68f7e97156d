using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Plexus.Cli.Bench;

/// <summary>Kestrel with one function behind it: what HTTP costs when nobody does anything with it.</summary>
internal sealed class PlainServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PlainServer(WebApplication app) => _app = app;

    internal Uri Url => new(_app.Urls.First());

    internal static async Task<PlainServer> StartAsync(RequestDelegate answer, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(Configure);
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(cancellation);
        return new PlainServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(IPAddress.Loopback, 0);
    }
}
