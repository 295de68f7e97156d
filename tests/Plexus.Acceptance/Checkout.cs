namespace Plexus.Acceptance;

/// <summary>The checkout these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Plexus.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("These tests run inside a checkout of the repository.");
    }
}
