using System.CommandLine;

namespace Plexus.Cli.Config;

/// <summary><c>plexus config</c>: the whole configuration as one document.</summary>
internal static class ConfigCommands
{
    public static Command Create() => new("config", "Sets up suppliers, organisations, mailboxes and webhooks from one document.")
    {
        ApplyVerb.Create(),
        ExportVerb.Create(),
    };
}
