using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plexus.Web.Api;
using Plexus.Web.Console;
using Plexus.Web.Styleguide.Gateway;
using Plexus.Web.Styleguide.Pages;

namespace Plexus.Web.Styleguide;

/// <summary>The console with pages that show each of its parts, on a loopback port of the system's choice.</summary>
public sealed class StyleguideHost : IAsyncDisposable
{
    private static readonly string[] Sections = ["/messages", "/tasks", "/patients", "/organisations", "/send", "/parked"];

    private readonly WebApplication _app;
    private readonly Installation? _own;

    private StyleguideHost(WebApplication app, Installation? own)
    {
        (_app, _own) = (app, own);
        Gate = app.Services.GetRequiredService<Gate>();
        Counter = app.Services.GetRequiredService<Counter>();
    }

    public Uri Address => new(_app.Urls.First());

    public Gate Gate { get; }

    public Counter Counter { get; }

    /// <summary>Starts as an installed program would: not in development, and in a folder that is not the console's.</summary>
    /// <param name="environment">The environment the pages show.</param>
    /// <param name="everySection">Whether sections that have no page yet are in the navigation all the same.</param>
    /// <param name="installation">Whose API and pages are served; an empty one of the host's own by default.</param>
    public static async Task<StyleguideHost> StartAsync(ConsoleEnvironment environment = ConsoleEnvironment.Sandbox, bool everySection = true, Installation? installation = null)
    {
        var own = installation is null ? await Installation.StartEmptyAsync() : null;
        var served = installation ?? own!;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Production",
            ContentRootPath = Path.GetTempPath(),
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Counter>();
        builder.Services.AddSingleton<Gate>();
        builder.Services.AddSingleton(served.Core);
        builder.Services.AddSingleton(served.Node);
        builder.Services.AddPlexusApi();
        builder.Services.AddPlexusConsole(options =>
        {
            options.Environment = environment;
            options.MorePages.Add(typeof(StyleguideHost).Assembly);
        });

        var app = builder.Build();
        app.MapPlexusApi();
        app.MapPlexusConsole();
        app.MapGet("/styleguide/events", (Counter counter, IHostApplicationLifetime lifetime) => LiveEvents.Of(counter.Changes.ReadAllAsync(), lifetime));
        if (everySection)
            MapMissingSections(app);
        await app.StartAsync();
        return new(app, own);
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Open(); // a page held back would hold the stop back too
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_own is not null)
            await _own.DisposeAsync();
    }

    private static void MapMissingSections(IEndpointRouteBuilder app)
    {
        var present = app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText?.Trim('/')}").ToHashSet();
        foreach (var section in Sections.Where(section => !present.Contains(section)))
            app.MapGet(section, () => Results.NoContent()).WithMetadata(new ComponentTypeMetadata(typeof(PartsPage)));
    }
}

/// <summary>Something that changes while a page is open.</summary>
public sealed class Counter
{
    private readonly Channel<int> _changes = Channel.CreateUnbounded<int>();

    public int Value { get; private set; }

    public ChannelReader<int> Changes => _changes.Reader;

    public void Increase() => _changes.Writer.TryWrite(++Value);
}

/// <summary>Holds slow parts back while it is closed.</summary>
public sealed class Gate
{
    private TaskCompletionSource _opened = new();

    public Gate() => Open();

    public Task Opened => _opened.Task;

    public void Open() => _opened.TrySetResult();

    public void Close() => _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
