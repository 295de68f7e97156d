using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Plexus.Cli.Store;
using Plexus.Engine.Configuration;
using Plexus.Engine.Patients;
using Plexus.Primitives;
using Plexus.Standards;

namespace Plexus.Cli.Patients;

/// <summary><c>plexus patients import FILE</c>: brings a CSV file into the index.</summary>
internal static class ImportVerb
{
    private const int ProblemsShown = 20;

    private static readonly Argument<string> File = new("file") { Description = "The CSV file (docs/patients.md), or - for standard input." };
    private static readonly Option<string?> Organisation = new("--organisation") { Description = "ODS code, for rows that name none." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Read and check everything, and write nothing." };

    internal static Command Create()
    {
        var command = new Command("import", "Adds and updates patients from a CSV file; rows that are wrong are named and left out.")
        {
            File, Organisation, DryRun, StoreOptions.Data, StoreOptions.Database,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var organisation = ReadOrganisation(parsed);
        await using var file = Open(parsed.GetRequiredValue(File));
        await using var store = await StoreOptions.OpenAsync(parsed, cancellation);
        var standards = new StandardsRegistry(StandardsCatalogue.All);
        using var loggers = new Microsoft.Extensions.Logging.LoggerFactory();
        var directory = new ConfigurationDirectory(new ConfigurationStore(store.Database, store.Keys), standards, TimeProvider.System, loggers);
        var import = new PatientImport(
            new PatientIndex(store.Database, store.Keys, TimeProvider.System), ods => directory.Configuration.Organisation(ods) is not null, TimeProvider.System);
        try
        {
            var dryRun = parsed.GetValue(DryRun);
            var result = await import.RunAsync(file, organisation, dryRun, $"cli:{Environment.UserName}", new Lines(parsed.InvocationConfiguration.Error), cancellation);
            await SayAsync(parsed, result, dryRun);
            return result.Refused == 0 ? ExitCode.Yes : ExitCode.No;
        }
        catch (PatientFileException e)
        {
            throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"Line {e.Line}: {e.Message} Rows before it are in the index; after mending the file, import it again."));
        }
    }

    private static OdsCode? ReadOrganisation(ParseResult parsed)
    {
        if (parsed.GetValue(Organisation) is not { } text)
            return null;
        return OdsCode.TryParse(text, out var ods) ? ods : throw new CommandException($"--organisation is not {OdsCode.Rule}.", ExitCode.Misuse);
    }

    private static Stream Open(string name)
    {
        if (name == "-")
            return Console.OpenStandardInput();
        return System.IO.File.Exists(name) ? System.IO.File.OpenRead(name) : throw new CommandException($"There is no file {name}.", ExitCode.Misuse);
    }

    private static async Task SayAsync(ParseResult parsed, PatientImportResult result, bool dryRun)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CommonOptions.Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(
                new { ok = result.Refused == 0, dryRun, result.Rows, result.Added, result.Changed, result.Unchanged, result.Refused, result.Problems }, JsonSerializerOptions.Web));
            return;
        }

        foreach (var problem in result.Problems.Take(ProblemsShown))
            await parsed.InvocationConfiguration.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {problem.Line}: {problem.Text}"));
        if (result.Refused > ProblemsShown)
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"… and {result.Refused - ProblemsShown} more rows; --json lists up to {PatientImport.MostProblems}.");
        await output.WriteLineAsync(
            $"{result.Rows} rows: {result.Added} added, {result.Changed} changed, {result.Unchanged} unchanged, {result.Refused} refused{(dryRun ? "; nothing was written" : "")}.");
    }

    /// <summary>A line on standard error for each second that the import takes.</summary>
    private sealed class Lines(TextWriter error) : IProgress<PatientImportResult>
    {
        private int _reported = -1;

        public void Report(PatientImportResult value)
        {
            // The last report comes with the end, which has a line of its own.
            if (_reported >= 0)
                error.WriteLine($"{_reported} rows");
            _reported = value.Rows;
        }
    }
}
