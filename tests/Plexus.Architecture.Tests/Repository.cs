namespace Plexus.Architecture.Tests;

/// <summary>The checkout these tests were built from: its files, without what a build or an editor leaves there.</summary>
internal static class Repository
{
    private static readonly HashSet<string> NotOurs =
        [".git", ".vs", ".idea", ".vscode", "artifacts", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts", "data"];

    private static readonly HashSet<string> Text =
    [
        "", ".cs", ".razor", ".csproj", ".props", ".targets", ".slnx", ".sln", ".json", ".jsonl", ".md", ".txt", ".xml", ".yml", ".yaml",
        ".css", ".js", ".mjs", ".html", ".svg", ".sh", ".sql", ".csv", ".edi", ".editorconfig", ".gitignore", ".gitattributes", ".npmrc", ".http", ".py",
    ];

    public static string Root { get; } = FindRoot();

    /// <summary>Full paths of the text files under a folder of the repository.</summary>
    public static IEnumerable<string> TextFiles(string under = "") =>
        Walk(Path.Combine(Root, under)).Where(file => Text.Contains(Path.GetExtension(file)));

    public static string Name(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static IEnumerable<string> Walk(string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            yield return file;
        foreach (var child in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (NotOurs.Contains(Path.GetFileName(child)))
                continue;
            foreach (var file in Walk(child))
                yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Plexus.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("These tests read the repository, and run inside a checkout of it.");
    }
}
