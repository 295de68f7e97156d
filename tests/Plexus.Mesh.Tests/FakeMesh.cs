using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Plexus.Primitives;

namespace Plexus.Mesh.Tests;

/// <summary>A request as it came over the wire.</summary>
internal sealed record Seen(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Line => $"{Method} {Target}";

    public string? this[string header] => Headers.GetValueOrDefault(header);
}

/// <summary>A server on a loopback port that keeps what it is asked and answers as a test says.</summary>
internal sealed class FakeMesh : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<Seen> _seen = [];

    private FakeMesh(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IReadOnlyList<Seen> Seen
    {
        get
        {
            lock (_seen)
                return [.. _seen];
        }
    }

    public static async Task<FakeMesh> StartAsync(Func<Seen, HttpResponse, Task> answer)
    {
        var fake = Create(null);
        fake._app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await answer(fake.Keep(context, body.ToArray()), context.Response);
        });
        await fake._app.StartAsync();
        return fake;
    }

    /// <summary>The same, with the bodies left to the test.</summary>
    public static async Task<FakeMesh> StartRawAsync(Func<Seen, HttpContext, Task> answer, Action<Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions>? listen = null)
    {
        var fake = Create(listen);
        fake._app.Run(context => answer(fake.Keep(context, []), context));
        await fake._app.StartAsync();
        return fake;
    }

    public static Task<FakeMesh> AnsweringAsync(int status, string json, string contentType = "application/json") =>
        StartAsync((_, response) => Json(response, status, json, contentType));

    public static Task Json(HttpResponse response, int status, string json, string contentType = "application/json")
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        return response.WriteAsync(json);
    }

    public MeshClientOptions Options(MeshApiVersion version = MeshApiVersion.V2) => new()
    {
        BaseAddress = Address,
        Credentials = new MeshCredentials(MeshMailboxId.Parse("X26ABC1"), "password", "TestKey"),
        ApiVersion = version,
        Clock = new ManualClock(),
        Retry = new MeshRetryOptions { Jitter = () => 0 },
    };

    public MeshClient Client(MeshApiVersion version = MeshApiVersion.V2) => new(Options(version));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static FakeMesh Create(Action<Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions>? listen)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            kestrel.Listen(IPAddress.Loopback, 0, options => listen?.Invoke(options));
        });
        return new FakeMesh(builder.Build());
    }

    private Seen Keep(HttpContext context, byte[] body)
    {
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var seen = new Seen(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, headers, body);
        lock (_seen)
            _seen.Add(seen);
        return seen;
    }
}
