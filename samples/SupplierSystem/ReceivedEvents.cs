using System.Text.Json.Nodes;

namespace SupplierSystem;

/// <summary>Events this system has, a file each. An event is kept before it is acknowledged, and kept once however often it comes.</summary>
public sealed class ReceivedEvents(SupplierOptions options)
{
    private readonly Lock _lock = new();

    public IReadOnlyList<string> Ids =>
        Directory.Exists(options.Folder) ? [.. Directory.GetFiles(options.Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)] : [];

    /// <summary>An id becomes the name of a file: nothing but letters, digits and hyphens may be in it.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    public bool Has(string id) => File.Exists(PathOf(id, "json"));

    /// <summary>False when it is here already.</summary>
    /// <param name="payload">The message behind it; null when there is none, or it cannot be had.</param>
    public bool Keep(string id, JsonObject @event, byte[]? payload)
    {
        lock (_lock)
        {
            if (Has(id))
                return false;
            Directory.CreateDirectory(options.Folder);
            if (payload is not null)
                WholeFile.Write(PathOf(id, "payload"), payload);
            // Last: that this file is there says that everything is.
            WholeFile.Write(PathOf(id, "json"), System.Text.Encoding.UTF8.GetBytes(@event.ToJsonString()));
            return true;
        }
    }

    private string PathOf(string id, string kind) => Path.Combine(options.Folder, $"{id}.{kind}");
}
