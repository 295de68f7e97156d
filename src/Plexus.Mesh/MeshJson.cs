using System.Globalization;
using System.Text.Json;

namespace Plexus.Mesh;

/// <summary>Reading answers that may lack any field or hold it in another form.</summary>
internal static class MeshJson
{
    /// <summary>The text of a property that is a string; none when absent, empty or anything else.</summary>
    internal static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text ? text : null;

    internal static long? Number(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>A time of MESH, which is UTC: <c>yyyyMMddHHmmss</c> in version 1, ISO 8601 with or without a zone in version 2.</summary>
    internal static DateTimeOffset? Time(string? text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, Utc, out var compact))
            return compact;
        return text?.Contains('-', StringComparison.Ordinal) == true && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var iso) ? iso : null;
    }
}
