using System.Text;
using System.Text.Json;
using Plexus.Fhir.Tests.Xml;

namespace Plexus.Fhir.Tests.Json;

/// <summary>A JSON document as lines that are equal exactly when the documents mean the same; numbers count by their text.</summary>
internal static class JsonTree
{
    internal static string Of(byte[] json)
    {
        var lines = new StringBuilder();
        var text = json.AsMemory().Span.StartsWith("\uFEFF"u8) ? json.AsMemory(3) : json;
        using var document = JsonDocument.Parse(text);
        Append(lines, "", document.RootElement, 0);
        return lines.ToString();
    }

    private static void Append(StringBuilder lines, string name, JsonElement element, int level)
    {
        lines.Append(' ', level).Append(name).Append(' ');
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                lines.Append("{}\n");
                foreach (var property in element.EnumerateObject().Where(property => property.Name != "fhir_comments" && !IsAllNull(property.Value)).OrderBy(property => property.Name, StringComparer.Ordinal))
                    Append(lines, property.Name, property.Value, level + 1);
                break;
            case JsonValueKind.Array:
                lines.Append("[]\n");
                foreach (var item in element.EnumerateArray())
                    Append(lines, "-", item, level + 1);
                break;
            case JsonValueKind.String:
                lines.Append('"').Append(name == "div" ? Narrative(element.GetString()!) : element.GetString()).Append("\"\n");
                break;
            default:
                lines.Append(element.GetRawText()).Append('\n');
                break;
        }
    }

    /// <summary>Values that are all absent may as well not be there: the underscore property says how many there are.</summary>
    private static bool IsAllNull(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0 && element.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Null);

    private static string Narrative(string div)
    {
        // DSTU2 leaves the namespace to be understood.
        if (div.StartsWith("<div>", StringComparison.Ordinal))
            div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + div[5..];
        try
        {
            return XmlTree.Of(Encoding.UTF8.GetBytes(div));
        }
        catch (System.Xml.XmlException)
        {
            return div;
        }
    }
}
