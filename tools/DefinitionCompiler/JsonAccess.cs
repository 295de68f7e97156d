using System.Text.Json;

namespace DefinitionCompiler;

/// <summary>Reading definitions without a ladder of TryGetProperty.</summary>
internal static class JsonAccess
{
    internal static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    internal static int? Integer(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    internal static bool IsTrue(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    internal static JsonElement? Child(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>The items of an array; none when the property is absent. A single value counts as one item.</summary>
    internal static IEnumerable<JsonElement> Items(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
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
