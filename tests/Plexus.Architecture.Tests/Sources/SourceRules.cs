using System.Text.RegularExpressions;

namespace Plexus.Architecture.Tests.Sources;

internal static partial class SourceRules
{
    public const int LongestFile = 500;

    // Assembled here, so that this file does not trip over itself.
    private static readonly string[] UnfinishedWords = ["TO" + "DO", "FIX" + "ME", "HA" + "CK"];

    private static readonly string[] MachinePaths = ["/wor" + "k/", "/far" + "m/", "/tmp/ple" + "xus/", "/ro" + "ot/", "/ho" + "me/", "/Use" + "rs/", "C:\\Use" + "rs\\"];

    private static readonly string[] RegistryHosts = ["registry.npm" + "js.org", "registry.yarn" + "pkg.com", "api.nu" + "get.org", "proxy.gol" + "ang.org", "py" + "pi.org", "arti" + "factory", "ne" + "xus/repository"];

    public static IEnumerable<string> TooLong(string name, string text)
    {
        var lines = text.AsSpan().Count('\n');
        return lines > LongestFile ? [$"{name} has {lines} lines; a concept inside it wants a file of its own."] : [];
    }

    public static IEnumerable<string> Unfinished(string name, string text) =>
        Found(name, text, line => UnfinishedWords.FirstOrDefault(word => Regex.IsMatch(line, $@"\b{word}\b")), "leaves unfinished work");

    public static IEnumerable<string> MachineNames(string name, string text) =>
        Found(name, text, line => MachinePaths.Where(path => NamesPath(line, path)).Concat(RegistryHosts.Where(line.Contains)).FirstOrDefault(), "names a machine");

    /// <summary>A test that is switched off in its source; one that needs an absent part says so where it is run.</summary>
    public static IEnumerable<string> SkippedTests(string name, string text) =>
        Found(name, text, line => SkippedTest().IsMatch(line) ? "Skip" : null, "switches a test off");

    // A path begins where no word precedes it: https://host/work/ is an address, not a folder of this machine.
    private static bool NamesPath(string line, string path)
    {
        for (var at = line.IndexOf(path, StringComparison.Ordinal); at >= 0; at = line.IndexOf(path, at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || !(char.IsLetterOrDigit(line[at - 1]) || line[at - 1] is '.' or '-' or '_' or '}' or '/' or '~' or '$'))
                return true;
        }

        return false;
    }

    private static IEnumerable<string> Found(string name, string text, Func<string, string?> find, string verdict)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (find(line) is { } word)
                yield return $"{name}:{number} {verdict} ({word}).";
        }
    }

    [GeneratedRegex(@"\[\s*(Fact|Theory)\s*\([^)]*\bSkip\s*=")]
    private static partial Regex SkippedTest();
}
