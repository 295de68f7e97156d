using Plexus.Architecture.Tests.Compiled;

namespace Plexus.Architecture.Tests.Standards;

internal static class FolderRules
{
    /// <summary>Every use of one folder by another that the table does not allow, from the compiled assembly.</summary>
    public static IEnumerable<string> Violations(IEnumerable<Use> uses, string root = "Plexus.Standards")
    {
        foreach (var use in uses)
        {
            if (Folder(use.User, root) is not { } from)
                continue;
            if (!FolderTable.MayUse.TryGetValue(from, out var allowed))
                yield return $"{root}.{from} is not in the table of folders.";
            else if (Folder(use.Type, root) is { } to && to != from && !allowed.Contains(to))
                yield return $"{from} may not use {to}: {use}.";
        }
    }

    /// <summary>A namespace that is not that of its file's folder, which would take code out of the table's sight.</summary>
    public static IEnumerable<string> Misplaced(IEnumerable<(string File, string Text)> sources, string root = "Plexus.Standards")
    {
        foreach (var (file, text) in sources)
        {
            var declared = text.Split('\n').FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))?["namespace ".Length..].Trim(' ', ';', '{', '\r');
            var folder = Path.GetDirectoryName(file)!.Replace('\\', '/');
            var expected = folder.Length == 0 ? root : $"{root}.{folder.Replace('/', '.')}";
            if (declared is not null && declared != expected)
                yield return $"{file} declares {declared}, and stands in {expected}.";
        }
    }

    private static string? Folder(string type, string root)
    {
        if (!type.StartsWith($"{root}.", StringComparison.Ordinal))
            return null;
        var rest = type[(root.Length + 1)..];
        var end = rest.IndexOf('.', StringComparison.Ordinal);
        return end < 0 ? null : rest[..end];
    }
}
