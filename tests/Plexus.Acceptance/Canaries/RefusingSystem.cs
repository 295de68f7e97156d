using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Plexus.Acceptance.Installing;

namespace Plexus.Acceptance.Canaries;

/// <summary>A supplier's system that answers letters with talk of patients: it fails once, then refuses. It records the events without what they say of patients themselves.</summary>
internal sealed class RefusingSystem : IAsyncDisposable
{
    private const string Talk = $"{{ \"reason\": \"{CanaryPeople.Surname} {CanaryPeople.Given} is not known to us.\" }}";

    private readonly WebApplication _app;
    private readonly Recording _recording;
    private readonly ConcurrentDictionary<string, int> _offered = [];
    private readonly ConcurrentQueue<string> _types = [];

    private RefusingSystem(WebApplication app, Recording recording) => (_app, _recording) = (app, recording);

    public Uri Url => new(new Uri(_app.Urls.First()), "/events");

    public static async Task<RefusingSystem> StartAsync(Recording recording)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var system = new RefusingSystem(app, recording);
        app.Run(system.TakeAsync);
        await app.StartAsync();
        return system;
    }

    /// <summary>Waits until an event of the type has been offered for the last time.</summary>
    public Task ToldAsync(string type) => Wait.UntilAsync(() => Task.FromResult(_types.Contains(type)), $"{type} was never told.", TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var told = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        told.Remove("data");
        _recording.Add("envelope", $"{string.Join(' ', context.Request.Headers.Select(h => $"{h.Key}: {h.Value}"))} {told.ToJsonString()}");
        var again = _offered.AddOrUpdate(told["id"]!.GetValue<string>(), 1, (_, times) => times + 1) > 1;
        if (again)
            _types.Enqueue(told["type"]!.GetValue<string>());
        context.Response.StatusCode = again ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status500InternalServerError;
        await context.Response.WriteAsync(Talk);
    }
}
