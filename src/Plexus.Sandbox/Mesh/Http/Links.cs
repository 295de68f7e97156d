using System.Text;
using System.Text.Json;

namespace Plexus.Sandbox.Mesh;

/// <summary>The links of a listing.</summary>
internal static class Links
{
    /// <summary>Adds a query parameter; a null value adds none.</summary>
    /// <returns>Whether the query has begun.</returns>
    internal static bool Add(StringBuilder link, string name, string? value, bool begun)
    {
        if (value is null)
            return begun;
        link.Append(begun ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal));
        return true;
    }

    internal static void Write(Utf8JsonWriter json, string self, string? next)
    {
        json.WriteStartObject("links");
        json.WriteString("self", self);
        if (next is not null)
            json.WriteString("next", next);
        json.WriteEndObject();
    }
}
