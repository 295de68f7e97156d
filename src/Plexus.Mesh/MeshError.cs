using System.Net;
using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>A field that MESH found wrong, from a validation answer.</summary>
/// <param name="Place">Where: e.g. <c>header.mex-to</c>.</param>
/// <param name="Problem">The server's words.</param>
public sealed record MeshFieldError(string Place, string Problem);

/// <summary>A refusal by MESH.</summary>
/// <remarks>The server's own words may repeat what was sent, so <see cref="ToString"/> leaves them out: do not log <see cref="Description"/>.</remarks>
public sealed record MeshError
{
    private const int MaxText = 500;
    private const int MaxCode = 64;
    private const int MaxFields = 20;

    /// <summary>The HTTP status.</summary>
    public required HttpStatusCode Status { get; init; }

    /// <summary>What it means.</summary>
    public required MeshErrorKind Kind { get; init; }

    /// <summary>The step that failed: SEND, TRANSFER, COLLECT, RECEIVE; none when not said.</summary>
    public string? Event { get; init; }

    /// <summary>MESH's code, e.g. <c>12</c> or <c>EPL-152</c>; none when not said.</summary>
    public string? Code { get; init; }

    /// <summary>The server's words, at most 500 characters, control characters removed.</summary>
    public string? Description { get; init; }

    /// <summary>How long MESH asks to wait before the next request, when it says.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The message it is about, when said.</summary>
    public MeshMessageId? MessageId { get; init; }

    /// <summary>The wrong fields of a validation answer.</summary>
    public IReadOnlyList<MeshFieldError> Fields { get; init; } = [];

    /// <summary>Status, kind, event and code; never the server's words.</summary>
    public override string ToString() => $"{(int)Status} {Kind}" + (Code is null ? "" : Event is null ? $" ({Code})" : $" ({Event} {Code})");

    /// <summary>Reads an answer of version 1, version 2 or a validation answer; anything else counts by its status alone.</summary>
    internal static MeshError Read(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                return Read(status, json.RootElement);
        }
        catch (JsonException)
        {
            // A proxy's page, an empty body, or one longer than we read: the status has to do.
        }

        return Of(status, null, null, null);
    }

    internal static MeshError Of(HttpStatusCode status, string? @event, string? code, string? description)
    {
        (@event, code, description) = (Clean(@event, MaxCode), Clean(code, MaxCode), Clean(description, MaxText));
        return new MeshError { Status = status, Kind = MeshErrorCatalogue.KindOf(status, code, description), Event = @event, Code = code, Description = description };
    }

    /// <summary>Bounded and without control characters; nothing for an empty text.</summary>
    internal static string? Clean(string? text, int max)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        // Every header of every download passes here; nearly all are clean already.
        if (text.Length > max)
            text = text[..max];
        if (text.AsSpan().ContainsAnyInRange('\u0000', '\u001f') || text.AsSpan().ContainsAnyInRange('\u007f', '\u009f'))
            text = string.Create(text.Length, text, static (clean, dirty) =>
            {
                for (var i = 0; i < clean.Length; i++)
                    clean[i] = char.IsControl(dirty[i]) ? ' ' : dirty[i];
            });
        text = text.Trim();
        return text.Length == 0 ? null : text;
    }

    private static MeshError Read(HttpStatusCode status, JsonElement root)
    {
        var error = root.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.Array
            ? ReadDetail(status, detail)
            : Of(status, root.Text("errorEvent"), root.Text("errorCode"), root.Text("errorDescription") ?? root.Text("message"));
        return MeshMessageId.TryParse(root.Text("message_id") ?? root.Text("messageID"), null, out var id) ? error with { MessageId = id } : error;
    }

    private static MeshError ReadDetail(HttpStatusCode status, JsonElement detail)
    {
        var items = detail.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).ToList();
        var fields = items.Where(item => item.TryGetProperty("loc", out _)).Take(MaxFields).Select(ReadField).ToList();
        if (fields.Count > 0)
            return Of(status, null, null, null) with { Fields = fields };
        return items.Count == 0 ? Of(status, null, null, null) : Of(status, items[0].Text("event"), items[0].Text("code"), items[0].Text("msg"));
    }

    private static MeshFieldError ReadField(JsonElement item)
    {
        var place = item.GetProperty("loc") is { ValueKind: JsonValueKind.Array } steps
            ? string.Join('.', steps.EnumerateArray().Take(8).Select(step => step.ToString()))
            : string.Empty;
        return new MeshFieldError(Clean(place, MaxText) ?? string.Empty, Clean(item.Text("msg"), MaxText) ?? string.Empty);
    }
}
