using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox;

/// <summary>One running sandbox: every emulated service over one population, on one port.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly List<ISandboxService> _services;
    private WebApplication? _app;
    private X509Certificate2? _certificate;

    private SandboxHost(SandboxOptions options, IEnumerable<Func<SandboxWorld, MeshService, ISandboxService>> more)
    {
        World = new SandboxWorld(options);
        Mesh = new MeshService(World);
        _services = [Mesh, .. more.Select(make => make(World, Mesh))];
    }

    /// <summary>People, clocks and faults.</summary>
    public SandboxWorld World { get; }

    /// <summary>MESH.</summary>
    public MeshService Mesh { get; }

    /// <summary>Everything that is emulated here.</summary>
    public IReadOnlyList<ISandboxService> Services => _services;

    /// <summary>One of the services, e.g. <c>Service&lt;Itk3Service&gt;()</c>.</summary>
    /// <exception cref="InvalidOperationException">The sandbox was started without it.</exception>
    public TService Service<TService>()
        where TService : ISandboxService => _services.OfType<TService>().Single();

    /// <summary>Where the sandbox answers, e.g. <c>http://127.0.0.1:8700</c>.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public Uri Url { get => field ?? throw new InvalidOperationException("The sandbox was not started."); private set; }

    /// <summary>Builds and starts a sandbox.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="services">Makers of the services beside MESH; each gets the shared world and MESH. All there are when null.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="IOException">The port is taken, or the data folder is in use.</exception>
    /// <exception cref="FormatException">A mailbox or workflow file cannot be read.</exception>
    public static async Task<SandboxHost> StartAsync(
        SandboxOptions options,
        IEnumerable<Func<SandboxWorld, MeshService, ISandboxService>>? services = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var host = new SandboxHost(options, services ?? SandboxServices.All);
        try
        {
            foreach (var service in host._services)
                await service.StartAsync(cancellation).ConfigureAwait(false);
            host._app = host.Build();
            await host._app.StartAsync(cancellation).ConfigureAwait(false);
            host.Url = new Uri(host._app.Urls.First());
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Puts everything back to the start: services, people, faults; the business clock too.</summary>
    public void Reset()
    {
        World.Clock.Reset();
        World.Reset();
        foreach (var service in _services)
            service.Reset();
    }

    /// <summary>Stops answering, lets services write what they keep, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync().ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
            _app = null;
        }
        foreach (var service in Enumerable.Reverse(_services))
            await service.StopAsync(CancellationToken.None).ConfigureAwait(false);
        World.Dispose();
        _certificate?.Dispose();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (World.Options.Tls is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(Configure);
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.Use(new FaultInjection(World).Invoke);
        ControlSurface.Map(app, this);
        foreach (var service in _services)
            service.Map(app);
        return app;
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // An operation that takes more, as MESH's sends do, lifts the limit for its own requests.
        kestrel.Limits.MaxRequestBodySize = World.Options.MaxBodyBytes;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        // Header bytes pass through as they are, as Latin-1 does.
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.Listen(World.Options.Address, World.Options.Port, listen =>
        {
            if (World.Options.Tls is { } tls)
                listen.UseHttps(https => Configure(https, tls));
        });
    }

    private void Configure(HttpsConnectionAdapterOptions https, SandboxTls tls)
    {
        https.ServerCertificate = tls.Server ?? (_certificate ??= SandboxTls.MakeForLocalhost(World.Clock.Wall));
        if (tls.Clients == ClientCertificates.Off)
            return;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => tls.Trusts(certificate);
    }
}
