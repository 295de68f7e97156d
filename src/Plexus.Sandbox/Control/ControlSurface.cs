using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Plexus.Sandbox;

/// <summary>The control surface <c>/sandbox/…</c>: what a test or a person does to the emulated world.</summary>
internal static class ControlSurface
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    internal static void Map(IEndpointRouteBuilder app, SandboxHost host)
    {
        var control = app.MapGroup("/sandbox");
        control.MapGet("", (RequestDelegate)(context => IndexPage.Write(context, host)));
        PeopleControl.Map(control, host.World.Population);
        MailboxControl.Map(control, host.Mesh.Twin);
        ClockControl.Map(control, host.World.Clock);
        FaultControl.Map(control, host.World.Faults);
        DefaultsControl.Map(control, host);
        control.MapPost("/reset", (RequestDelegate)(context =>
        {
            host.Reset();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }));
    }

    internal static Task Answer<T>(HttpContext context, T value, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(value, Json, context.RequestAborted);
    }

    internal static Task Refuse(HttpContext context, int status, string code, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new Refusal(code, detail, status), Json, "application/problem+json", context.RequestAborted);
    }

    /// <summary>Reads a JSON body; answers 400 and gives null when it is not one.</summary>
    internal static async ValueTask<T?> Read<T>(HttpContext context)
        where T : class
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted).ConfigureAwait(false) is { } value)
                return value;
        }
        catch (JsonException)
        {
            // Answered below: the message could repeat what was sent.
        }
        await Refuse(context, StatusCodes.Status400BadRequest, "unreadable", "The body is not the JSON this operation takes.").ConfigureAwait(false);
        return null;
    }

    private sealed record Refusal(string Code, string Detail, int Status);
}
