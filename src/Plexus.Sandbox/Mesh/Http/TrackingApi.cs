using System.Globalization;
using System.Text;

namespace Plexus.Sandbox.Mesh;

/// <summary>What became of messages: tracking for their sender, and the listings with details.</summary>
internal static class TrackingApi
{
    private static readonly TimeSpan _lookBack = TimeSpan.FromDays(30);

    /// <summary>Anybody but the sender is told that there is no such message.</summary>
    internal static Task ByMessageId(MeshCall call)
    {
        List<RequestProblem> problems = [];
        var id = call.QueryText("messageID", 1, int.MaxValue, problems);
        if (id is null)
            problems.Add(RequestProblem.Missing("query", "messageID"));
        if (problems.Count > 0)
            return MeshReply.Invalid(call.Http, problems);
        if (call.Twin.Find(id!) is not { } message || message.Sender != call.Mailbox)
            return call.Refuse(MeshErrors.NotFound);
        return call.Version >= 2
            ? MeshReply.Json(call.Http, 200, MeshWire.JsonV2, message, MessageJson.WriteTrackingV2)
            : MeshReply.Json(call.Http, 200, MeshWire.Json, message, MessageJson.WriteTrackingV1);
    }

    /// <summary>Deprecated; answers in version 1 whatever is asked for.</summary>
    internal static Task ByLocalId(MeshCall call) => call.Mailbox.Sent.WithLocalId(call.RouteValue("local")) switch
    {
        [] => call.Refuse(MeshErrors.NotFound),
        [var only] => MeshReply.Json(call.Http, 200, MeshWire.Json, only, MessageJson.WriteTrackingV1),
        _ => call.Refuse(MeshErrors.SeveralWithLocalId),
    };

    internal static Task RichInbox(MeshCall call) => Rich(call, outbox: false, most: 2000);

    internal static Task RichOutbox(MeshCall call) => Rich(call, outbox: true, most: 100);

    private static Task Rich(MeshCall call, bool outbox, int most)
    {
        List<RequestProblem> problems = [];
        var max = call.QueryNumber("max_results", 100, 1, most, problems) ?? 100;
        var from = call.QueryText("continue_from", 24, 1000, problems);
        var start = (string?)call.Http.Request.Query["start_time"];
        var since = call.Twin.Now - _lookBack;
        if (start is not null && !DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
            problems.Add(RequestProblem.Unreadable("query", "start_time"));
        if (problems.Count > 0)
            return MeshReply.Invalid(call.Http, problems);

        var page = new List<MeshMessage>();
        var more = (outbox ? call.Mailbox.Sent : call.Mailbox.Received).Page(since, from, max, page);
        var link = new StringBuilder("/messageexchange/").Append(call.Mailbox.Id.ToWire()).Append(outbox ? "/outbox/rich" : "/inbox/rich");
        Links.Add(link, "start_time", since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture), false);
        Links.Add(link, "max_results", max.ToString(CultureInfo.InvariantCulture), true);
        var self = link.ToString();
        if (more)
            Links.Add(link, "continue_from", page[^1].Id, true);
        return MeshReply.Json(call.Http, 200, MeshWire.JsonV2, (call.Twin.Now, page, outbox, self, next: more ? link.ToString() : null), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("valid_at", MessageJson.Iso(state.Now));
            json.WriteStartArray("messages");
            foreach (var message in state.page)
                MessageJson.WriteRich(json, message, state.outbox);
            json.WriteEndArray();
            Links.Write(json, state.self, state.next);
            json.WriteEndObject();
        });
    }
}
