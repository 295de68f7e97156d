using System.Text.Json;
using Plexus.Engine.Configuration.Rows;

namespace Plexus.Engine.Configuration;

/// <summary>What applying a document changes.</summary>
/// <param name="Version">The configuration's version after it; of a dry run, before it.</param>
public sealed record ConfigurationChanges(IReadOnlyList<ConfigurationChange> Changes, int Unchanged, long Version)
{
    public int Count(ConfigurationChangeKind kind) => Changes.Count(c => c.Kind == kind);

    /// <summary>What differs between the stored objects and those wanted.</summary>
    internal static List<ConfigurationChange> Between(IReadOnlyList<StoredObject> stored, IReadOnlyList<WantedObject> wanted, out int unchanged)
    {
        var old = stored.ToDictionary(o => (o.Section, o.Id));
        var changes = new List<ConfigurationChange>();
        unchanged = 0;
        foreach (var next in wanted)
        {
            if (!old.Remove((next.Section, next.Id), out var before))
            {
                changes.Add(new ConfigurationChange(ConfigurationChangeKind.Added, next.Section, next.Id, []));
                continue;
            }

            List<string> details = [.. Differences(before.Body, next.Body), .. Secrets(before, next)];
            if (details.Count == 0)
                unchanged++;
            else
                changes.Add(new ConfigurationChange(ConfigurationChangeKind.Changed, next.Section, next.Id, details));
        }

        changes.AddRange(old.Values.Select(gone => new ConfigurationChange(ConfigurationChangeKind.Removed, gone.Section, gone.Id, [])));
        return changes;
    }

    private static IEnumerable<string> Secrets(StoredObject before, WantedObject next)
    {
        if (next.Section != Sections.Credentials)
            yield break;
        if (next.Current is { } current && current != before.Current)
            yield return "current: another secret";
        if (next.Next is { } upcoming && upcoming != before.Next)
            yield return "next: another secret";
    }

    private static IEnumerable<string> Differences(string before, string after)
    {
        if (before == after)
            yield break;
        var (old, @new) = (Flatten(before), Flatten(after));
        foreach (var path in old.Keys.Union(@new.Keys).Order(StringComparer.Ordinal))
        {
            var (was, now) = (old.GetValueOrDefault(path, "nothing"), @new.GetValueOrDefault(path, "nothing"));
            if (was != now)
                yield return $"{path}: {was} → {now}";
        }
    }

    private static Dictionary<string, string> Flatten(string body)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(body);
        Walk(json.RootElement, "");
        return values;

        void Walk(JsonElement element, string path)
        {
            if (element.ValueKind == JsonValueKind.Object)
                foreach (var property in element.EnumerateObject())
                    Walk(property.Value, JsonPlaces.Join(path, property.Name));
            else if (element.ValueKind == JsonValueKind.Array)
                foreach (var (i, item) in element.EnumerateArray().Index())
                    Walk(item, $"{path}[{i}]");
            else
                values[path] = element.ToString();
        }
    }
}

/// <param name="Section">Its list in the document, such as <c>endpoints</c>.</param>
/// <param name="Details">What differs, property by property; never a secret.</param>
public sealed record ConfigurationChange(ConfigurationChangeKind Kind, string Section, string Id, IReadOnlyList<string> Details);

public enum ConfigurationChangeKind
{
    Added,
    Changed,
    Removed,
}
