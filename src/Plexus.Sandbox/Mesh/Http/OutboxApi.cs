using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Plexus.Sandbox.Mesh;

/// <summary>What a mailbox sends: whole messages, first chunks and further chunks.</summary>
internal static class OutboxApi
{
    internal static async Task Send(MeshCall call)
    {
        var headers = call.Http.Request.Headers;
        if (SendHeaders.Problems(headers) is { Count: > 0 } problems)
        {
            await MeshReply.Invalid(call.Http, problems).ConfigureAwait(false);
            return;
        }
        var (refusal, sent) = SendHeaders.Read(headers, call);
        if (refusal is not null)
        {
            await call.Refuse(refusal).ConfigureAwait(false);
            return;
        }
        (refusal, var route) = call.Twin.Route(call.Mailbox, sent.To, sent.Workflow);
        if (refusal is not null)
        {
            await call.Refuse(refusal).ConfigureAwait(false);
            return;
        }
        if (await Receive(call, sent.TotalChunks > 1, 0, null).ConfigureAwait(false) is not { } body)
            return;

        var message = call.Twin.Create(call.Mailbox, route, sent.Workflow, sent.Details, sent.TotalChunks, body);
        if (call.Http.Features.Get<InjectedFault>() is { Duplicate: true })
            call.Twin.Duplicate(message);
        await Accepted(call, message.Id, null).ConfigureAwait(false);
    }

    internal static async Task SendChunk(MeshCall call)
    {
        var request = call.Http.Request;
        var id = call.RouteValue("message").ToUpperInvariant();
        if (!int.TryParse(call.RouteValue("chunk"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chunk))
        {
            await MeshReply.Invalid(call.Http, [RequestProblem.NotWhole("path", "chunk_number")]).ConfigureAwait(false);
            return;
        }
        var range = ChunkRange.Parse(request.Headers[MeshWire.Header.ChunkRange]);
        if (range is not { } given || given.Number != chunk)
        {
            await call.Refuse(MeshErrors.BadChunkRange, id).ConfigureAwait(false);
            return;
        }
        if (ChunkRefusal(call, chunk, given, out var message) is { } refusal)
        {
            await call.Refuse(refusal).ConfigureAwait(false);
            return;
        }
        if (await Receive(call, chunk < message!.TotalChunks, message.Size, id).ConfigureAwait(false) is not { } body)
            return;
        if (!call.Twin.Store(message, chunk, body))
        {
            await call.Refuse(MeshErrors.Finalised).ConfigureAwait(false);
            return;
        }
        await Accepted(call, message.Id, chunk).ConfigureAwait(false);
    }

    private static MeshError? ChunkRefusal(MeshCall call, int chunk, ChunkRange range, out MeshMessage? message)
    {
        message = call.Message;
        if (message is null)
            return MeshErrors.NotFound;
        if (message.Sender != call.Mailbox)
            return MeshErrors.Forbidden;
        if (message.Status != MeshStatus.Uploading)
            return MeshErrors.Finalised;
        if (chunk > message.TotalChunks)
            return MeshErrors.ChunkBeyondTotal;
        if (chunk < 2 || range.Total != message.TotalChunks)
            return MeshErrors.BadChunkRange;
        return SendHeaders.Encoding(call.Http.Request.Headers) == message.Details.ContentEncoding ? null : MeshErrors.EncodingChanged;
    }

    /// <summary>Takes the body, or refuses it and gives null.</summary>
    private static async ValueTask<MeshBody?> Receive(MeshCall call, bool moreToCome, long before, string? messageId)
    {
        var options = call.Twin.Options;
        if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
            server.MaxRequestBodySize = null;
        var limit = Math.Min(options.MaxRequestBytes ?? long.MaxValue, (options.MaxMessageBytes ?? long.MaxValue) - before);
        var body = await call.Twin.Bodies.ReceiveAsync(call.Http.Request.BodyReader, call.Http.Request.ContentLength, limit, call.Cancellation).ConfigureAwait(false);
        MeshError refusal;
        if (body is null)
            refusal = MeshErrors.TooLarge;
        else if (body.Length == 0)
            refusal = MeshErrors.NoData;
        else if (moreToCome && body.Length < options.MinChunkBytes)
            refusal = MeshErrors.ChunkTooSmall;
        else
            return body;
        body?.Discard();
        await call.Refuse(refusal, messageId).ConfigureAwait(false);
        return null;
    }

    // Observed: application/json in both versions.
    private static Task Accepted(MeshCall call, string id, int? chunk) =>
        MeshReply.Json(call.Http, StatusCodes.Status202Accepted, MeshWire.Json, (id, chunk, call.Version), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString(state.Version >= 2 ? "message_id" : "messageID", state.id);
            if (state.Version < 2 && state.chunk is { } number)
                json.WriteNumber("blockID", number);
            json.WriteEndObject();
        });
}

/// <summary>A <c>Mex-Chunk-Range</c>: chunk <c>n</c> of <c>total</c>.</summary>
internal readonly record struct ChunkRange(int Number, int Total)
{
    internal static ChunkRange? Parse(string? header)
    {
        var text = header.AsSpan().Trim();
        Span<Range> parts = stackalloc Range[3];
        if (text.Split(parts, ':') != 2
            || !int.TryParse(text[parts[0]].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !int.TryParse(text[parts[1]].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var total))
            return null;
        return number >= 1 && number <= total ? new ChunkRange(number, total) : null;
    }
}
