using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox;

/// <summary><c>/sandbox/mailboxes</c> and <c>/sandbox/workflows</c>: look at them, add to them, in the official sandbox's formats.</summary>
internal static class MailboxControl
{
    internal static void Map(IEndpointRouteBuilder control, MeshTwin twin)
    {
        control.MapGet("/mailboxes", (RequestDelegate)(context => MeshReply.Json(context, 200, MeshWire.Json, twin, WriteMailboxes)));
        control.MapPost("/mailboxes", (RequestDelegate)(context => Put(context, json => PutMailbox(twin.Directory, json))));
        control.MapGet("/workflows", (RequestDelegate)(context => MeshReply.Json(context, 200, MeshWire.Json, twin, WriteWorkflows)));
        control.MapPost("/workflows", (RequestDelegate)(context => Put(context, json => twin.Directory.Put(MeshDirectoryJson.ReadWorkflow(json)))));
    }

    // Beyond the official format: sends and receives name the workflows the mailbox is to be allowed.
    private static void PutMailbox(MeshDirectory directory, JsonElement json)
    {
        var mailbox = directory.Put(MeshDirectoryJson.ReadMailbox(json));
        directory.Allow(mailbox.Id, Names(json, "sends"), Names(json, "receives"));
    }

    private static async Task Put(HttpContext context, Action<JsonElement> put)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted).ConfigureAwait(false);
            var root = document.RootElement;
            foreach (var item in root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root])
                put(item);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentNullException)
        {
            await ControlSurface.Refuse(context, StatusCodes.Status400BadRequest, "unreadable", "The body is not the JSON this operation takes.").ConfigureAwait(false);
        }
    }

    private static void WriteMailboxes(Utf8JsonWriter json, MeshTwin twin)
    {
        json.WriteStartArray();
        foreach (var mailbox in twin.Directory.Mailboxes)
        {
            json.WriteStartObject();
            json.WritePropertyName("mailbox");
            MeshDirectoryJson.Write(json, mailbox.Settings, withPassword: false);
            json.WriteNumber("waiting", mailbox.Inbox.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteWorkflows(Utf8JsonWriter json, MeshTwin twin)
    {
        json.WriteStartArray();
        foreach (var workflow in twin.Directory.Workflows)
            MeshDirectoryJson.Write(json, workflow);
        json.WriteEndArray();
    }

    private static string[] Names(JsonElement json, string property) =>
        json.TryGetProperty(property, out var list) ? [.. list.EnumerateArray().Select(e => e.GetString() ?? throw new FormatException("A workflow is null."))] : [];
}
