using System.Text.Json;
using System.Text.Json.Nodes;

namespace SupplierSystem;

/// <summary>Texts that somebody else wrote and that should be one JSON object.</summary>
internal static class JsonText
{
    // A name that is there twice would only come to light when it is asked for.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Null when it is something else.</summary>
    public static JsonObject? Read(ReadOnlySpan<byte> text)
    {
        try
        {
            ReadTexts(text);
            return JsonNode.Parse(text, documentOptions: Strict) as JsonObject;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The property's text; null when it is not there or something else.</summary>
    public static string? TextOf(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Half a surrogate pair, and bytes that are no UTF-8, would also only come to light later.</summary>
    /// <exception cref="InvalidOperationException">A name or a value is not Unicode.</exception>
    private static void ReadTexts(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
                reader.GetString();
    }
}
