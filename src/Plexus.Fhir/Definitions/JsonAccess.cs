using System.Text.Json;

namespace Plexus.Fhir.Definitions;

/// <summary>Reading definitions without a ladder of TryGetProperty. What is not there, or is of another kind, is absent.</summary>
internal static class JsonAccess
{
    internal static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    internal static int? Integer(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    internal static bool IsTrue(this JsonElement element, string name) =>
        element.Child(name) is { ValueKind: JsonValueKind.True };

    internal static JsonElement? Child(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>The items of an array; none when the property is absent. A single value counts as one item.</summary>
    internal static IEnumerable<JsonElement> Items(this JsonElement element, string name)
    {
        if (element.Child(name) is not { } value)
            return [];

        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
    }

    internal static IEnumerable<string> Texts(this JsonElement element, string name) =>
        element.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    /// <summary>The first extension with this URL.</summary>
    internal static JsonElement? ExtensionOf(this JsonElement element, string url)
    {
        foreach (var extension in element.Items("extension"))
        {
            if (extension.Text("url") == url)
                return extension;
        }

        return null;
    }
}
