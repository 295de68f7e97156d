namespace Plexus.Acceptance.Browsing;

/// <summary>The machine's own Chromium: nothing is downloaded.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>Its path, from <c>PLEXUS_TEST_CHROMIUM</c> or the search path.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Why browser tests are skipped, or nothing. With <c>PLEXUS_REQUIRE_ALL=1</c> they run, and fail without a browser.</summary>
    public static string? WhyNot =>
        Path is null && Environment.GetEnvironmentVariable("PLEXUS_REQUIRE_ALL") != "1" ? "No Chromium on this machine." : null;

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("PLEXUS_TEST_CHROMIUM") is { Length: > 0 } named)
            return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return (from name in Names from folder in folders let path = System.IO.Path.Combine(folder, name) where File.Exists(path) select path).FirstOrDefault();
    }
}
