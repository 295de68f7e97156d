using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Plexus.Engine.Events;

namespace Plexus.Acceptance.Installing;

/// <summary>A supplier's webhook inside the test: checks signatures and keeps every request.</summary>
internal sealed class ReceivedWebhooks : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _unsigned;

    private ReceivedWebhooks(WebApplication app) => _app = app;

    public Uri Url => new(new Uri(_app.Urls.First()), "/events");

    /// <summary>Requests by the idempotency key, oldest first.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<JsonObject>> ByKey { get; } = [];

    /// <summary>Requests whose signature was wrong.</summary>
    public int Unsigned => _unsigned;

    public static async Task<ReceivedWebhooks> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var received = new ReceivedWebhooks(app);
        app.MapPost("/events", (RequestDelegate)received.TakeAsync);
        await app.StartAsync();
        return received;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        if (!WebhookSignature.Verify(
                [InstallationPlan.SigningKey], headers[WebhookSignature.TimestampHeader], headers[WebhookSignature.SignatureHeader], body.ToArray(), TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(5)))
        {
            Interlocked.Increment(ref _unsigned);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        ByKey.GetOrAdd(headers["Idempotency-Key"].ToString(), _ => []).Enqueue(JsonNode.Parse(body.ToArray())!.AsObject());
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
