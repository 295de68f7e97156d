using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Plexus.Engine.Tests.Events;

/// <summary>A supplier's system on a real socket, which answers as the test says and remembers what it was sent.</summary>
public sealed class SupplierReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SupplierReceiver(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single() + "/events");

    public ConcurrentQueue<SupplierRequest> Requests { get; } = [];

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public static async Task<SupplierReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new SupplierReceiver(app);
        app.MapFallback(receiver.TakeAsync);
        app.MapPost("/events", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public void Answers(int status, string body = "") => Answer = async context =>
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Requests.Enqueue(new SupplierRequest(context.Request.Path, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        await Answer(context);
    }
}

public sealed record SupplierRequest(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
