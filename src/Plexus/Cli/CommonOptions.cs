using System.CommandLine;

namespace Plexus.Cli;

/// <summary>Options that every verb understands.</summary>
internal static class CommonOptions
{
    /// <summary>One JSON document on standard output, or one per line for verbs that keep running.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON: one document, or one per line for verbs that keep running.",
        Recursive = true,
    };
}
