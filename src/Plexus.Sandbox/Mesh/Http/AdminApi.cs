using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Plexus.Sandbox.Mesh;

/// <summary>What only an emulator has: reset, reports on demand, status changes, a look inside. No token.</summary>
internal sealed class AdminApi(MeshTwin twin)
{
    private static readonly MeshError _badBody = new(400, "", "", "Body is not what this operation takes");

    internal static Task Ping(HttpContext context) =>
        MeshReply.Json(context, 200, MeshWire.Json, 0, static (json, _) =>
        {
            json.WriteStartObject();
            json.WriteString("env", "sandbox");
            json.WriteString("build_label", "plexus");
            json.WriteString("status", "running");
            json.WriteString("outcome", "Yes");
            json.WriteEndObject();
        });

    internal Task Reset(HttpContext context)
    {
        if (Route(context, "mailbox") is not { } id)
        {
            twin.Clear();
            return Say(context, "all mailboxes reset");
        }
        if (twin.Directory.Find(id.AsSpan()) is not { } mailbox)
            return MeshReply.Error(context, 1, MeshErrors.NotFound);
        twin.Clear(mailbox);
        return Say(context, $"mailbox {mailbox.Id} reset");
    }

    internal async Task Report(HttpContext context)
    {
        if (await Body(context).ConfigureAwait(false) is not { } json || Text(json, "code") is not { } code || Text(json, "workflow_id") is not { } workflow)
        {
            await MeshReply.Error(context, 1, _badBody).ConfigureAwait(false);
            return;
        }
        if (twin.Directory.Find((Text(json, "mailbox_id") ?? "").AsSpan()) is not { } mailbox)
        {
            await MeshReply.Error(context, 1, MeshErrors.NotFound).ConfigureAwait(false);
            return;
        }
        var report = twin.Report(mailbox, new MeshReport(workflow, MeshWire.TransferEvent, code, Text(json, "description") ?? "", Text(json, "linked_message_id"))
        {
            Details = new MeshDetails { Subject = Text(json, "subject"), LocalId = Text(json, "local_id"), FileName = Text(json, "file_name") },
        });
        await MeshReply.Json(context, 200, MeshWire.Json, report.Id, static (writer, id) =>
        {
            writer.WriteStartObject();
            writer.WriteString("message_id", id);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }

    internal async Task AddEvent(HttpContext context)
    {
        var message = twin.Find(Route(context, "message") ?? "");
        if (message is null)
        {
            await MeshReply.Error(context, 1, MeshErrors.NoSuchMessage).ConfigureAwait(false);
            return;
        }
        if (await Body(context).ConfigureAwait(false) is not { } json || !Enum.TryParse<MeshStatus>(Text(json, "status"), ignoreCase: true, out var status))
        {
            await MeshReply.Error(context, 1, _badBody).ConfigureAwait(false);
            return;
        }
        twin.Apply(message, new MeshEvent(status, twin.Now, Text(json, "event"), Text(json, "code"), Text(json, "description"), Text(json, "linked_message_id")));
        await MeshReply.Empty(context).ConfigureAwait(false);
    }

    internal Task Mailbox(HttpContext context) =>
        twin.Directory.Find((Route(context, "mailbox") ?? "").AsSpan()) is { } mailbox
            ? MeshReply.Json(context, 200, MeshWire.Json, mailbox.Settings, static (json, settings) => MeshDirectoryJson.Write(json, settings, withPassword: false))
            : MeshReply.Error(context, 1, MeshErrors.NotFound);

    internal Task Message(HttpContext context) =>
        twin.Find(Route(context, "message") ?? "") is { } message
            ? MeshReply.Json(context, 200, MeshWire.Json, message, MessageJson.WriteAdmin)
            : MeshReply.Error(context, 1, MeshErrors.NoSuchMessage);

    private static Task Say(HttpContext context, string what) =>
        MeshReply.Json(context, 200, MeshWire.Json, what, static (json, text) =>
        {
            json.WriteStartObject();
            json.WriteString("message", text);
            json.WriteEndObject();
        });

    private static string? Route(HttpContext context, string name) => (string?)context.Request.RouteValues[name];

    private static async ValueTask<JsonElement?> Body(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted).ConfigureAwait(false);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
