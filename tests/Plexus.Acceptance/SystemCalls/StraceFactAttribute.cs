namespace Plexus.Acceptance.SystemCalls;

/// <summary>A test that watches system calls: skipped with its reason where that cannot be done, unless everything is required.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute() => Skip = WhyNot;

    private static string? WhyNot =>
        Environment.GetEnvironmentVariable("PLEXUS_REQUIRE_ALL") == "1" || IsInstalled ? null : "strace is not installed (apt install strace).";

    private static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "strace")));
}
