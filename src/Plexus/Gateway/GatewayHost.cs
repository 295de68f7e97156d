using System.Net;
using Microsoft.Extensions.Options;
using Plexus.Engine;
using Plexus.Engine.Configuration;
using Plexus.Engine.Events;
using Plexus.Engine.Mesh;
using Plexus.Engine.Patients;
using Plexus.Standards;
using Plexus.Web.Api;
using Plexus.Web.Console;

namespace Plexus.Gateway;

/// <summary>One running node with its API and console, on loopback.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly GatewayOptions _options;
    private readonly InstallationStore _store;
    private readonly SocketsHttpHandler _suppliers = Webhook.CreateHandler();
    private readonly HttpMessageInvoker _http;
    private readonly MeshClients _clients;
    private readonly FollowedClock? _clock;
    private readonly CancellationTokenSource _stopping = new();
    private Task[] _background = [];
    private GatewayTelemetry? _telemetry;
    private Task<WebApplication>? _web;

    private GatewayHost(GatewayOptions options, InstallationStore store, ILoggerFactory loggers)
    {
        _options = options;
        _store = store;
        _http = new HttpMessageInvoker(_suppliers, disposeHandler: false);
        _clients = new MeshClients(options.WallClock, options.Engine.LargestDecompressed);
        _clock = options.FollowClock is { } sandbox ? new FollowedClock(sandbox, options.WallClock, _http) : null;
        var clocks = new Clocks(options.WallClock, (TimeProvider?)_clock ?? options.WallClock);
        var standards = new StandardsRegistry(StandardsCatalogue.All);
        Configuration = new ConfigurationStore(store.Database, store.Keys);
        Directory = new ConfigurationDirectory(Configuration, standards, options.WallClock, loggers);
        Patients = new PatientIndex(store.Database, store.Keys, clocks.Business);
        Core = new EngineCore
        {
            Database = store.Database,
            Keys = store.Keys,
            Payloads = store.Payloads,
            Directory = Directory,
            Standards = standards,
            Loggers = loggers,
            Clocks = clocks,
            Options = options.Engine,
            Ports = [new PatientPort(Patients, new HttpPatientIndex(_http, options.WallClock), Directory)],
        };
        Node = new EngineNode(Core, new MeshMailboxes(_clients), [new MeshChannelSender(Directory, _clients)]);
    }

    public EngineCore Core { get; }

    public EngineNode Node { get; }

    public ConfigurationStore Configuration { get; }

    public ConfigurationDirectory Directory { get; }

    public PatientIndex Patients { get; }

    /// <summary>Where API and console answer.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public Uri Url { get => field ?? throw new InvalidOperationException("The gateway was not started."); private set; }

    /// <summary>Opens the store, then starts the node and, beside it, API and console.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="Storage.StorageException">The database cannot be opened, or another process works on it.</exception>
    public static async Task<GatewayHost> StartAsync(GatewayOptions options, ILoggerFactory loggers, CancellationToken cancellation)
    {
        // A web application is mostly .NET compiling it: that goes on beside the opening of the store.
        var builder = Task.Run(CreateBuilder, cancellation);
        var store = await InstallationStore.OpenAsync(options.DataFolder, options.Database, options.WallClock, cancellation);
        var host = new GatewayHost(options, store, loggers);
        try
        {
            await host.RunAsync(builder, loggers, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops receiving, finishes what has begun, closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
            await StopWebAsync(_web);
        await Node.DisposeAsync();
        await _stopping.CancelAsync();
        await Task.WhenAll(_background);
        _telemetry?.Dispose();
        _clients.Dispose();
        _http.Dispose();
        _suppliers.Dispose();
        _stopping.Dispose();
        await _store.DisposeAsync();
    }

    private async Task RunAsync(Task<WebApplicationBuilder> builder, ILoggerFactory loggers, CancellationToken cancellation)
    {
        if (_clock is not null)
            await _clock.LookAsync(cancellation);
        if (_options.Prepare is { } prepare)
            await prepare(this, cancellation);
        _telemetry = _options.Telemetry is { } collector ? new GatewayTelemetry(collector) : null;
        // Messages do not wait for pages: the node looks into its mailboxes while the web application is being made.
        _web = Task.Run(() => StartWebAsync(builder, loggers, cancellation), cancellation);
        await Node.StartAsync(cancellation);
        Url = new Uri((await _web).Urls.First());
        var events = new EventDispatcher(Core, Directory, new Webhook(_http, _options.WallClock), new EventOptions { Gateway = Url });
        _background =
        [
            Directory.RunAsync(_stopping.Token),
            events.RunAsync(_stopping.Token),
            new CredentialWatch(Core, Directory).RunAsync(_stopping.Token),
            _clock?.RunAsync(_stopping.Token) ?? Task.CompletedTask,
        ];
    }

    private static WebApplicationBuilder CreateBuilder() =>
        WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(GatewayHost).Assembly.GetName().Name });

    private async Task<WebApplication> StartWebAsync(Task<WebApplicationBuilder> builder, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var app = Build(await builder, loggers);
        try
        {
            await app.StartAsync(cancellation);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static async Task StopWebAsync(Task<WebApplication> web)
    {
        // When it never started, whoever started the host has been told why.
        await ((Task)web).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!web.IsCompletedSuccessfully)
            return;
        await (await web).StopAsync();
        await (await web).DisposeAsync();
    }

    private WebApplication Build(WebApplicationBuilder builder, ILoggerFactory loggers)
    {
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        // Until people can sign in nobody but this machine is let in.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _options.Port));
        builder.Services.AddSingleton(Core).AddSingleton(Node).AddSingleton(Node.Commands).AddSingleton(Node.Queries);
        builder.Services.AddSingleton(Configuration).AddSingleton(Directory).AddSingleton<IDirectory>(Directory).AddSingleton(Core.Standards);
        builder.Services.AddSingleton(Patients).AddSingleton(new EventLog(Core)).AddSingleton(new DeliveryLog(Core));
        builder.Services.AddPlexusApi();
        builder.Services.AddPlexusConsole(console => console.Environment = Environments.Of(Directory.Configuration.Environment));
        var app = builder.Build();
        app.MapPlexusApi();
        app.MapPlexusConsole();
        // The first document fixes the environment; pages follow it at once.
        var console = app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value;
        Directory.Changed += () => console.Environment = Environments.Of(Directory.Configuration.Environment);
        return app;
    }

    /// <summary>The verb that started the host decides when it ends; Ctrl+C is the command line's.</summary>
    private sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
