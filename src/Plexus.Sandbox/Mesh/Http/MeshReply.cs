using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Plexus.Sandbox.Mesh;

/// <summary>Writes answers in the shapes of version 1 and 2.</summary>
internal static class MeshReply
{
    private static readonly JsonWriterOptions _jsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly byte[] _null = "null"u8.ToArray();

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>The media type of answers that follow the version asked for.</summary>
    internal static string MediaType(int version) => version >= 2 ? MeshWire.JsonV2 : MeshWire.Json;

    internal static Task Json<T>(HttpContext context, int status, string mediaType, T state, Action<Utf8JsonWriter, T> write)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        var writer = _writer ??= new Utf8JsonWriter(buffer, _jsonOptions);
        writer.Reset(buffer);
        write(writer, state);
        writer.Flush();
        return Bytes(context, status, mediaType, buffer.WrittenSpan);
    }

    internal static Task Null(HttpContext context, int status) => Bytes(context, status, MeshWire.Json, _null);

    internal static Task Empty(HttpContext context, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>A refusal. 406 and 423 carry a text of the platform in front of MESH, whatever the version.</summary>
    internal static Task Error(HttpContext context, int version, MeshError error, string? messageId = null)
    {
        if (error.Status is StatusCodes.Status406NotAcceptable or StatusCodes.Status423Locked)
        {
            return Json(context, error.Status, MeshWire.Json, 0, static (json, _) =>
            {
                json.WriteStartObject();
                json.WriteString("message", "An internal error occurred.\n\nPlease contact support.");
                json.WriteEndObject();
            });
        }
        return version >= 2
            ? Json(context, error.Status, MeshWire.JsonV2, (error, messageId), static (json, e) => WriteV2(json, e.error, e.messageId))
            : Json(context, error.Status, MeshWire.Json, (error, messageId), static (json, e) => WriteV1(json, e.error, e.messageId));
    }

    /// <summary>A request that breaks the API's schema: 400 with one entry for each problem.</summary>
    internal static Task Invalid(HttpContext context, IReadOnlyList<RequestProblem> problems) =>
        Json(context, StatusCodes.Status400BadRequest, MeshWire.Json, problems, static (json, all) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("detail");
            foreach (var problem in all)
                problem.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void WriteV1(Utf8JsonWriter json, MeshError error, string? messageId)
    {
        json.WriteStartObject();
        if (messageId is not null)
            json.WriteString("messageID", messageId);
        json.WriteString("errorEvent", error.Event);
        json.WriteString("errorCode", error.Code);
        json.WriteString("errorDescription", error.Description);
        json.WriteEndObject();
    }

    private static void WriteV2(Utf8JsonWriter json, MeshError error, string? messageId)
    {
        json.WriteStartObject();
        if (messageId is not null)
            json.WriteString("message_id", messageId);
        json.WriteStartArray("detail");
        json.WriteStartObject();
        json.WriteString("event", error.Event);
        json.WriteString("code", error.Code);
        json.WriteString("msg", error.Description);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Task Bytes(HttpContext context, int status, string mediaType, ReadOnlySpan<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return Task.CompletedTask;
        response.BodyWriter.Write(body);
        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }
}

/// <summary>One broken rule of the request's schema.</summary>
/// <param name="Place"><c>header</c>, <c>query</c> or <c>path</c>.</param>
/// <param name="Name">The parameter.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Type">The kind of problem.</param>
/// <param name="Limit">The limit that was crossed, when there is one.</param>
internal sealed record RequestProblem(string Place, string Name, string Message, string Type, int? Limit = null)
{
    internal static RequestProblem Missing(string place, string name) => new(place, name, "field required", "value_error.missing");

    internal static RequestProblem NotWhole(string place, string name) => new(place, name, "value is not a valid integer", "type_error.integer");

    internal static RequestProblem TooSmall(string place, string name, int limit) =>
        new(place, name, $"ensure this value is greater than or equal to {limit}", "value_error.number.not_ge", limit);

    internal static RequestProblem TooBig(string place, string name, int limit) =>
        new(place, name, $"ensure this value is less than or equal to {limit}", "value_error.number.not_le", limit);

    internal static RequestProblem TooShort(string place, string name, int limit) =>
        new(place, name, $"ensure this value has at least {limit} characters", "value_error.any_str.min_length", limit);

    internal static RequestProblem TooLong(string place, string name, int limit) =>
        new(place, name, $"ensure this value has at most {limit} characters", "value_error.any_str.max_length", limit);

    internal static RequestProblem Unreadable(string place, string name) => new(place, name, "value is not valid", "value_error");

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("loc");
        json.WriteStringValue(Place);
        json.WriteStringValue(Name);
        json.WriteEndArray();
        json.WriteString("msg", Message);
        json.WriteString("type", Type);
        if (Limit is { } limit)
        {
            json.WriteStartObject("ctx");
            json.WriteNumber("limit_value", limit);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
