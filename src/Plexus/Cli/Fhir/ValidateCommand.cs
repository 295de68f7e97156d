using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir;

/// <summary><c>plexus fhir validate</c>: files and folders of resources against base definitions and national profiles.</summary>
internal static class ValidateCommand
{
    private const string FileExtension = "http://hl7.org/fhir/StructureDefinition/operationoutcome-file";

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var places = new Argument<string[]>("place") { Description = "Files (XML or JSON; - reads standard input) and folders, which are read to their depth; what is not FHIR in a folder is passed over.", Arity = ArgumentArity.OneOrMore };
        var profiles = new Option<string[]>("--profile") { Description = "Canonical of a profile that each resource must conform to, beside those it claims." };
        var version = new Option<FhirVersion?>("--fhir-version") { Description = "Dstu2, Stu3 or R4; found out from each resource when left out." };
        var definitions = new Option<DirectoryInfo?>("--definitions") { Description = "Folder of StructureDefinitions (snapshot or differential), ValueSets, CodeSystems and ConceptMaps to know beside the national ones, before which they come." };
        var command = new Command("validate", "Validates resources; --json prints an OperationOutcome for each, one a line, that names its file.") { places, profiles, version, definitions };
        command.SetAction((parsed, cancellation) =>
        {
            var known = DefinitionsFolder.Read(parsed.GetValue(definitions), parsed.InvocationConfiguration.Error);
            return new Run(parsed, known, parsed.GetValue(profiles) ?? [], parsed.GetValue(version)).ValidateAsync(parsed.GetRequiredValue(places), cancellation);
        });
        return command;
    }

    /// <summary>One call of the verb: results are printed as they come, each file's together.</summary>
    private sealed class Run(ParseResult parsed, DefinitionsFolder definitions, string[] profiles, FhirVersion? version)
    {
        private readonly ProfileValidator _validator = new(definitions.For);
        private readonly TextWriter _output = parsed.InvocationConfiguration.Output;
        private readonly TextWriter _error = parsed.InvocationConfiguration.Error;
        private readonly bool _isJson = parsed.GetValue(CommonOptions.Json);
        private readonly Lock _printing = new();
        private long _lastProgress = Stopwatch.GetTimestamp();
        private int _done;
        private int _passedOver;
        private int _invalid;
        private int _errors;
        private int _warnings;

        internal async Task<int> ValidateAsync(string[] places, CancellationToken cancellation)
        {
            var files = places.SelectMany(Files).ToArray();
            if (files.Length == 0)
                throw new CommandException("There is no XML or JSON file in the folder.");

            var started = Stopwatch.GetTimestamp();
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
            await Parallel.ForEachAsync(files, parallel, async (file, token) => await ValidateAsync(file, files.Length, token));

            var count = files.Length - _passedOver;
            if (!_isJson)
            {
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                var passedOver = _passedOver == 0 ? "" : $" {_passedOver} more are not FHIR.";
                await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} files, {count - _invalid} valid, {_invalid} not: {_errors} errors, {_warnings} warnings, {seconds:F1} s.{passedOver}"));
            }

            return count == 0 ? throw new CommandException("There is no FHIR resource in the folder.")
                : _invalid == 0 ? ExitCode.Yes : ExitCode.No;
        }

        private async Task ValidateAsync((string Path, bool IsNamed) file, int total, CancellationToken cancellation)
        {
            var bytes = await FhirFile.BytesAsync(file.Path, cancellation);
            var found = NationalValidation.Check(bytes, version, profiles, FhirReaderOptions.Default, _validator);
            var isPassedOver = !file.IsNamed && found.Document is null && FhirFile.IsSomethingElse(found.Issues);
            var issues = isPassedOver ? [] : found.Issues;
            var errors = issues.Count(issue => issue.Severity <= FhirSeverity.Error);
            var report = isPassedOver ? "" : _isJson ? Json(file.Path, found) : Text(file.Path, issues);

            // Writing is to a console or a file, where waiting buys nothing.
            lock (_printing)
            {
                _errors += errors;
                _warnings += issues.Count(issue => issue.Severity == FhirSeverity.Warning);
                _invalid += errors > 0 ? 1 : 0;
                _passedOver += isPassedOver ? 1 : 0;
                _done++;
                _output.Write(report);
                if (Stopwatch.GetElapsedTime(_lastProgress) < ProgressEvery || _done == total)
                    return;

                _lastProgress = Stopwatch.GetTimestamp();
                _error.WriteLine($"plexus: {_done} of {total} files, {_invalid} not valid.");
            }
        }

        private static string Json(string file, CheckedResource found)
        {
            var outcome = ResourceBuilder.From(found.ToOutcome().Root)
                .AddExtension(FileExtension, extension => extension.Set("valueString", file))
                .Build();
            return Encoding.UTF8.GetString(FhirJson.ToBytes(outcome.Root)) + Environment.NewLine;
        }

        private static string Text(string file, IReadOnlyList<FhirIssue> issues)
        {
            var text = new StringBuilder();
            foreach (var issue in issues)
            {
                text.Append(CultureInfo.InvariantCulture, $"{file}:{issue.Line}:{issue.Column}: {issue.Severity.ToString().ToLowerInvariant()} {issue.Id} {issue.Text}").AppendLine();
                text.Append("    ").AppendLine(issue.Path);
                if (issue.Profile is not null)
                    text.Append("    profile ").Append(issue.Profile).AppendLine(issue.Slice is null ? "" : $", slice {issue.Slice}");
                if (issue.Expected is not null)
                    text.Append("    expected ").Append(issue.Expected).AppendLine(issue.Found is null ? "" : $", found {issue.Found}");
            }

            return text.ToString();
        }

        private static IEnumerable<(string Path, bool IsNamed)> Files(string place)
        {
            if (place == "-" || File.Exists(place))
                return [(place, true)];
            if (!Directory.Exists(place))
                throw new CommandException($"{place} does not exist.");

            return Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".XML" or ".JSON")
                .Order(StringComparer.Ordinal)
                .Select(file => (file, false));
        }
    }
}
