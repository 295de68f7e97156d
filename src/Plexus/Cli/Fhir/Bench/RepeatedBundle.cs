using System.Text;
using System.Text.Json.Nodes;

namespace Plexus.Cli.Fhir.Bench;

/// <summary>Makes a larger Bundle of one, by repeating its entries with ids of their own.</summary>
internal static class RepeatedBundle
{
    /// <summary>The Bundle as JSON, of at least so many bytes; a resource that has no entries comes back as it is.</summary>
    internal static byte[] Of(byte[] json, int length)
    {
        if (JsonNode.Parse(json) is not JsonObject bundle || bundle["entry"] is not JsonArray { Count: > 0 } entries)
            return json;

        var originals = entries.Select(entry => entry!.DeepClone()).ToArray();
        var ids = originals.Select(entry => (string?)entry["resource"]?["id"]).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var size = json.Length;
        for (var copy = 1; size < length; copy++)
        {
            foreach (var original in originals)
            {
                var entry = original.DeepClone();
                Rename(entry, ids, $"-{copy}");
                entries.Add(entry);
            }

            size += json.Length;
        }

        return Encoding.UTF8.GetBytes(bundle.ToJsonString());
    }

    private static void Rename(JsonNode? node, HashSet<string> ids, string suffix)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Rename(item, ids, suffix);
        }

        if (node is not JsonObject value)
            return;

        foreach (var (name, child) in value.ToArray())
        {
            if (child is JsonValue && name is "id" or "reference" or "fullUrl" && (string?)child is { } text && ids.Contains(text[(text.LastIndexOf('/') + 1)..]))
                value[name] = text + suffix;
            else
                Rename(child, ids, suffix);
        }
    }
}
