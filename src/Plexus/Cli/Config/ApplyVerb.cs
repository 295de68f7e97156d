using System.CommandLine;
using System.Text.Json;
using Plexus.Cli.Store;
using Plexus.Engine.Configuration;
using Plexus.Standards;

namespace Plexus.Cli.Config;

/// <summary><c>plexus config apply FILE</c>: makes the configuration what the document says.</summary>
internal static class ApplyVerb
{
    private static readonly Argument<FileInfo> File = new("file") { Description = "The document (docs/configuration.md)." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would change, and change nothing." };

    internal static Command Create()
    {
        var command = new Command("apply", "Applies a document: what it does not name is removed, applying it again changes nothing.")
        {
            File, DryRun, StoreOptions.Data, StoreOptions.Database,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var file = parsed.GetRequiredValue(File);
        try
        {
            var document = ConfigurationReader.Parse(await ReadAsync(file, cancellation), [.. StandardsCatalogue.All.Select(s => s.Descriptor)]);
            await using var store = await StoreOptions.OpenAsync(parsed, cancellation);
            var dryRun = parsed.GetValue(DryRun);
            var changes = await new ConfigurationStore(store.Database, store.Keys).ApplyAsync(
                document, SecretReader.Beside(file.FullName), $"cli:{Environment.UserName}", dryRun, cancellation);
            await SayAsync(parsed, changes, dryRun);
            return ExitCode.Yes;
        }
        catch (ConfigurationException e)
        {
            await ComplainAsync(parsed, e.Problems);
            return ExitCode.No;
        }
    }

    private static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellation)
    {
        if (!file.Exists)
            throw new CommandException($"There is no file {file.Name}.", ExitCode.Misuse);
        if (file.Length > ConfigurationReader.MaximumBytes)
            throw new CommandException($"{file.Name} is larger than 64 MiB.", ExitCode.Misuse);
        return await System.IO.File.ReadAllBytesAsync(file.FullName, cancellation);
    }

    private static async Task SayAsync(ParseResult parsed, ConfigurationChanges changes, bool dryRun)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CommonOptions.Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(
                new
                {
                    ok = true,
                    dryRun,
                    changes.Version,
                    changes.Unchanged,
                    changes = changes.Changes.Select(c => new { kind = KindOf(c), c.Section, c.Id, c.Details }),
                },
                JsonSerializerOptions.Web));
            return;
        }

        foreach (var change in changes.Changes)
        {
            await output.WriteLineAsync($"{SignOf(change.Kind)} {change.Section}/{change.Id}");
            foreach (var detail in change.Details)
                await output.WriteLineAsync($"    {detail}");
        }

        var (added, changed, removed) = (changes.Count(ConfigurationChangeKind.Added), changes.Count(ConfigurationChangeKind.Changed), changes.Count(ConfigurationChangeKind.Removed));
        await output.WriteLineAsync($"{added} added, {changed} changed, {removed} removed, {changes.Unchanged} unchanged{(dryRun ? "; nothing was written" : "")}.");
    }

    private static async Task ComplainAsync(ParseResult parsed, IReadOnlyList<ConfigurationProblem> problems)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(new { ok = false, problems }, JsonSerializerOptions.Web));
            return;
        }

        foreach (var problem in problems)
            await parsed.InvocationConfiguration.Error.WriteLineAsync(problem.ToString());
    }

    private static string KindOf(ConfigurationChange change) => change.Kind switch
    {
        ConfigurationChangeKind.Added => "added",
        ConfigurationChangeKind.Changed => "changed",
        _ => "removed",
    };

    private static char SignOf(ConfigurationChangeKind kind) => kind switch
    {
        ConfigurationChangeKind.Added => '+',
        ConfigurationChangeKind.Changed => '~',
        _ => '-',
    };
}
