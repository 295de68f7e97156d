namespace Plexus.Standards.Tests;

/// <summary>The published artefacts that lie beside a developer's checkout; a user's checkout does not have them.</summary>
internal static class SharedSpecs
{
    internal static string Root { get; } = FindRoot();

    internal static string? Folder { get; } = Directory.Exists(Path.Combine(Root, "..", "shared", "specs")) ? Path.GetFullPath(Path.Combine(Root, "..", "shared", "specs")) : null;

    internal static byte[] Read(params string[] path) => File.ReadAllBytes(Path.Combine([Folder!, .. path]));

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Plexus.slnx")))
                return folder;
        }

        throw new InvalidOperationException("The tests are not run from a checkout.");
    }
}

/// <summary>A test of the published artefacts; where they are absent the runner says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SpecsFactAttribute : FactAttribute
{
    public SpecsFactAttribute()
    {
        if (SharedSpecs.Folder is null)
            Skip = "The folder shared/specs is not beside this checkout.";
    }
}

/// <inheritdoc cref="SpecsFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SpecsTheoryAttribute : TheoryAttribute
{
    public SpecsTheoryAttribute()
    {
        if (SharedSpecs.Folder is null)
            Skip = "The folder shared/specs is not beside this checkout.";
    }
}
