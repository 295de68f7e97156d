namespace Plexus.Mesh.Tests;

/// <summary>A test over the shared specifications; skipped, saying so, in a checkout that does not have them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SpecsFactAttribute : FactAttribute
{
    public SpecsFactAttribute(string folder)
    {
        if (Specs.Find(folder) is null)
            Skip = $"The shared specifications ({folder}) are not beside this checkout.";
    }
}

internal static class Specs
{
    internal static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Plexus.slnx")))
            {
                var path = Path.GetFullPath(Path.Combine(at.FullName, "..", "shared", "specs", folder));
                return Directory.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
