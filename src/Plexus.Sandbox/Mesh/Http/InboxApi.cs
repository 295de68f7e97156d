using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Plexus.Sandbox.Mesh;

/// <summary>What a mailbox does with what it received: list, count, look at, download, acknowledge.</summary>
internal static class InboxApi
{
    private const int DefaultPage = 500;

    internal static Task List(MeshCall call)
    {
        List<RequestProblem> problems = [];
        var max = call.QueryNumber("max_results", DefaultPage, 10, 5000, problems) ?? DefaultPage;
        var from = call.QueryText("continue_from", 24, 1000, problems);
        var filter = call.QueryText("workflow_filter", 2, 255, problems);
        var after = 0L;
        if (problems.Count == 0 && from is not null && !TryContinue(call, from, out after))
            problems.Add(RequestProblem.Unreadable("query", "continue_from"));
        if (problems.Count > 0)
            return MeshReply.Invalid(call.Http, problems);

        var page = new List<MeshMessage>(Math.Min(max, call.Mailbox.Inbox.Count));
        var more = call.Mailbox.Inbox.Page(after, max, WorkflowFilter.Parse(filter), page);
        if (call.Version < 2)
            return MeshReply.Json(call.Http, 200, MeshWire.Json, page, static (json, messages) => WriteIds(json, messages, close: true));

        var link = new StringBuilder("/messageexchange/").Append(call.Mailbox.Id.ToWire()).Append("/inbox");
        var begun = Links.Add(link, "max_results", max == DefaultPage ? null : max.ToString(CultureInfo.InvariantCulture), false);
        begun = Links.Add(link, "workflow_filter", filter, begun);
        var self = link.ToString();
        string? next = null;
        if (more)
        {
            Links.Add(link, "continue_from", Continuation(page[^1]), begun);
            next = link.ToString();
        }
        return MeshReply.Json(call.Http, 200, MeshWire.JsonV2, (page, self, next, call.Mailbox.Inbox.Count), static (json, state) =>
        {
            WriteIds(json, state.page, close: false);
            Links.Write(json, state.self, state.next);
            json.WriteNumber("approx_inbox_count", state.Count);
            json.WriteEndObject();
        });
    }

    internal static Task Count(MeshCall call) =>
        MeshReply.Json(call.Http, 200, MeshWire.Json, call, static (json, call) =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", call.Mailbox.Inbox.Count);
            if (call.Version < 2)
            {
                json.WriteString("internalID", call.Twin.NewQueryId());
                json.WriteBoolean("allResultsIncluded", true);
            }
            json.WriteEndObject();
        });

    internal static Task Head(MeshCall call)
    {
        if (call.Message is not { } message)
            return call.Refuse(MeshErrors.NoSuchMessage);
        var asRecipient = message.Recipient == call.Mailbox;
        if (!asRecipient && !(call.Twin.Options.SenderMayHead && message.Sender == call.Mailbox))
            return call.Refuse(MeshErrors.NoSuchMessage);
        if (asRecipient && Absent(call, message) is { } refusal)
            return call.Refuse(refusal);
        DownloadHeaders.Write(call.Http.Response.Headers, message, 1);
        return MeshReply.Empty(call.Http);
    }

    internal static Task Download(MeshCall call) => Download(call, 1);

    internal static Task DownloadChunk(MeshCall call)
    {
        if (!int.TryParse(call.RouteValue("chunk"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chunk))
            return MeshReply.Invalid(call.Http, [RequestProblem.NotWhole("path", "chunk_number")]);
        return chunk < 1
            ? MeshReply.Invalid(call.Http, [RequestProblem.TooSmall("path", "chunk_number", 1)])
            : Download(call, chunk);
    }

    internal static Task Acknowledge(MeshCall call)
    {
        if (call.Message is not { } message)
            return call.Refuse(MeshErrors.NoSuchMessage);
        if (message.Recipient != call.Mailbox)
            return call.Refuse(MeshErrors.Forbidden);
        call.Twin.Acknowledge(message);
        return call.Version >= 2
            ? MeshReply.Empty(call.Http)
            : MeshReply.Json(call.Http, 200, MeshWire.Json, message.Id, static (json, id) =>
            {
                json.WriteStartObject();
                json.WriteString("messageId", id);
                json.WriteEndObject();
            });
    }

    private static Task Download(MeshCall call, int chunk)
    {
        if (call.Message is not { } message)
            return call.Refuse(MeshErrors.NoSuchMessage);
        if (message.Recipient != call.Mailbox)
            return call.Refuse(MeshErrors.Forbidden);
        if (Absent(call, message) is { } refusal)
            return call.Refuse(refusal);
        if (message.IsReport)
        {
            DownloadHeaders.Write(call.Http.Response.Headers, message, chunk);
            return MeshReply.Empty(call.Http);
        }
        if (chunk > message.TotalChunks)
            return call.Refuse(MeshErrors.NoSuchMessage);
        return message.Chunk(chunk) is { } body
            ? BodyReply.Send(call, message, chunk, body)
            : call.Refuse(MeshErrors.Gone);
    }

    // Until every chunk is in, the recipient cannot know of a message; afterwards it may be gone.
    private static MeshError? Absent(MeshCall call, MeshMessage message) => message.Status switch
    {
        MeshStatus.Accepted => null,
        MeshStatus.Uploading => MeshErrors.NoSuchMessage,
        MeshStatus.Acknowledged when !call.Twin.Options.GoneAfterAcknowledge => null,
        _ => MeshErrors.Gone,
    };

    private static void WriteIds(Utf8JsonWriter json, List<MeshMessage> messages, bool close)
    {
        json.WriteStartObject();
        json.WriteStartArray("messages");
        foreach (var message in messages)
            json.WriteStringValue(message.Id);
        json.WriteEndArray();
        if (close)
            json.WriteEndObject();
    }

    /// <summary>The place behind a message, opaque to clients.</summary>
    private static string Continuation(MeshMessage last) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"after:{last.Arrival:D16}")));

    // Version 1 continues behind a message id, and from the beginning when the id is unknown.
    private static bool TryContinue(MeshCall call, string from, out long after)
    {
        after = 0;
        if (call.Version < 2)
        {
            if (call.Twin.Find(from) is { } message && message.Recipient == call.Mailbox)
                after = message.Arrival;
            return true;
        }
        Span<byte> bytes = stackalloc byte[32];
        return from.Length <= 40
            && Convert.TryFromBase64String(from, bytes, out var length)
            && bytes[..length].StartsWith("after:"u8)
            && long.TryParse(bytes[6..length], NumberStyles.None, CultureInfo.InvariantCulture, out after);
    }
}
