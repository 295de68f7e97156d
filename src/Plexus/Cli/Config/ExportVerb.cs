using System.CommandLine;
using Plexus.Cli.Store;
using Plexus.Engine.Configuration;

namespace Plexus.Cli.Config;

/// <summary><c>plexus config export</c>: the configuration as a document that can be applied again; secrets are written as kept.</summary>
internal static class ExportVerb
{
    internal static Command Create()
    {
        var command = new Command("export", "Prints the configuration as a document, without secrets.") { StoreOptions.Data, StoreOptions.Database };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var store = await StoreOptions.OpenAsync(parsed, cancellation);
            var document = new ConfigurationStore(store.Database, store.Keys).Export()
                ?? throw new CommandException("Nothing is configured yet: plexus config apply FILE.");
            await parsed.InvocationConfiguration.Output.WriteAsync(document);
            return ExitCode.Yes;
        });
        return command;
    }
}
