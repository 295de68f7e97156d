namespace Plexus.Fhir.Tests;

/// <summary>The published specifications and samples that stand beside the repository in a developer's checkout.</summary>
internal static class Specifications
{
    internal const string Absent = "The specifications folder ../shared/specs is not beside the repository.";

    internal static string? Folder { get; } = Find();

    internal static string Repository { get; } = FindRepository() ?? throw new InvalidOperationException("The tests run outside the repository.");

    internal static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Folder!, path));

    internal static IEnumerable<string> Files(string folder, string pattern) =>
        Folder is null || !Directory.Exists(Path.Combine(Folder, folder))
            ? []
            : Directory.EnumerateFiles(Path.Combine(Folder, folder), pattern, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Folder, file))
                .Order(StringComparer.Ordinal);

    private static string? FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Plexus.slnx")))
                return folder.FullName;
        }

        return null;
    }

    private static string? Find()
    {
        var folder = FindRepository() is { } repository ? Path.GetFullPath(Path.Combine(repository, "..", "shared", "specs")) : null;
        return Directory.Exists(folder) ? folder : null;
    }
}

/// <summary>A test that needs the specifications folder.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SpecificationFactAttribute : FactAttribute
{
    public SpecificationFactAttribute()
    {
        if (Specifications.Folder is null)
            Skip = Specifications.Absent;
    }
}

/// <summary>A test for each of a list of published files.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SpecificationTheoryAttribute : TheoryAttribute
{
    public SpecificationTheoryAttribute()
    {
        if (Specifications.Folder is null)
            Skip = Specifications.Absent;
    }
}
