using System.CommandLine;
using System.Text.Json;
using System.Xml;
using Plexus.Fhir;
using Plexus.Profiles;

namespace Plexus.Cli.Fhir;

/// <summary><c>plexus fhir path</c>: evaluates an expression on a resource, or runs a suite of tests.</summary>
internal static class FhirPathCommand
{
    private static readonly JsonSerializerOptions Layout = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create()
    {
        var expression = new Argument<string?>("expression") { Description = "The FHIRPath expression, or @FILE that holds it.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Argument<string?>("file") { Description = "The resource, XML or JSON; - reads standard input.", Arity = ArgumentArity.ZeroOrOne };
        var suite = new Option<FileInfo?>("--suite") { Description = "Run the tests of a file in the format of the official suite (tests-fhir-r4.xml) instead." };
        var resources = new Option<DirectoryInfo?>("--resources") { Description = "Where the input files of the suite are; the suite's own folder when left out." };
        var version = new Option<FhirVersion?>("--fhir-version") { Description = "Dstu2, Stu3 or R4; found out from the resource when left out, R4 for a suite." };
        var command = new Command("path", "Evaluates a FHIRPath expression on a resource, or runs a suite of FHIRPath tests.") { expression, file, suite, resources, version };
        command.Validators.Add(result =>
        {
            if (result.GetValue(suite) is null && result.GetValue(file) is null)
                result.AddError("An EXPRESSION and a FILE are wanted, or --suite.");
            if (result.GetValue(suite) is not null && result.GetValue(expression) is not null)
                result.AddError("--suite takes no EXPRESSION.");
            if (result.GetValue(suite) is null && result.GetValue(resources) is not null)
                result.AddError("--resources belongs to --suite.");
        });
        command.SetAction((parsed, cancellation) => parsed.GetValue(suite) is { } tests
            ? RunSuiteAsync(parsed, tests, parsed.GetValue(resources), parsed.GetValue(version) ?? FhirVersion.R4)
            : EvaluateAsync(parsed, parsed.GetValue(expression)!, parsed.GetValue(file)!, parsed.GetValue(version), cancellation));
        return command;
    }

    private static async Task<int> EvaluateAsync(ParseResult parsed, string expression, string file, FhirVersion? version, CancellationToken cancellation)
    {
        // A date literal begins with @ as well; it is a file when there is one.
        if (expression.StartsWith('@') && File.Exists(expression[1..]))
            expression = await File.ReadAllTextAsync(expression[1..], cancellation);

        var root = Read(await FhirFile.BytesAsync(file, cancellation), version);
        if (!FhirPath.TryCompile(expression, root.Document!.Version, out var compiled, out var error, root.TypeName))
            throw new CommandException(error.ToString(), ExitCode.Misuse);

        foreach (var warning in compiled.Warnings)
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"plexus: {warning}");
        if (!compiled.TryEvaluate(root, NationalValidation.Validator.PathOptions, out var result, out error))
            throw new CommandException(error!.ToString());

        var output = parsed.InvocationConfiguration.Output;
        var locations = new FhirLocations(root.Document!);
        if (parsed.GetValue(CommonOptions.Json))
            await output.WriteLineAsync(JsonSerializer.Serialize(new { expression, fhirVersion = compiled.Version.ToString(), result = result.Select(item => Describe(item, locations)) }, Layout));
        else
            foreach (var item in result)
                await output.WriteLineAsync(item.Text ?? $"{locations.Of(item.Element)} ({item.Element.TypeName})");

        return result is [{ BooleanValue: false }] ? ExitCode.No : ExitCode.Yes;
    }

    private static object Describe(FhirPathValue item, FhirLocations locations) => new
    {
        type = item.TypeName,
        value = item.Text,
        path = item.IsElement ? locations.Of(item.Element) : null,
        line = item.IsElement && item.Element.Line > 0 ? item.Element.Line : (int?)null,
    };

    private static async Task<int> RunSuiteAsync(ParseResult parsed, FileInfo file, DirectoryInfo? resources, FhirVersion version)
    {
        var tests = ReadSuite(file);
        var folder = resources ?? file.Directory!;
        if (!folder.Exists)
            throw new CommandException("The folder of --resources does not exist.");

        var outcomes = new FhirPathSuite(version, FhirPathSuite.Folder(folder.FullName, version)).Run(tests).ToList();
        var failures = outcomes.Where(outcome => !outcome.HasPassed).ToList();
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CommonOptions.Json))
        {
            var listed = failures.Select(failure => new { failure.Test.Group, failure.Test.Name, failure.Test.Expression, failure.Failure });
            await output.WriteLineAsync(JsonSerializer.Serialize(new { tests = outcomes.Count, passed = outcomes.Count - failures.Count, failed = failures.Count, failures = listed }, Layout));
        }
        else
        {
            foreach (var failure in failures)
                await output.WriteLineAsync($"failed  {failure.Test.Group}/{failure.Test.Name}: {failure.Failure}{Environment.NewLine}        {failure.Test.Expression}");
            await output.WriteLineAsync($"{outcomes.Count} tests, {outcomes.Count - failures.Count} passed, {failures.Count} failed.");
        }

        return failures.Count == 0 ? ExitCode.Yes : ExitCode.No;
    }

    private static IReadOnlyList<FhirPathSuiteTest> ReadSuite(FileInfo file)
    {
        if (!file.Exists)
            throw new CommandException("The suite does not exist.");

        try
        {
            using var stream = file.OpenRead();
            var tests = FhirPathSuiteTest.Read(stream);
            return tests.Count > 0 ? tests : throw new CommandException("The suite holds no test.");
        }
        catch (XmlException fault)
        {
            throw new CommandException($"The suite cannot be read: line {fault.LineNumber}, column {fault.LinePosition}.");
        }
    }

    private static FhirElement Read(byte[] bytes, FhirVersion? version)
    {
        var (result, _) = FhirFile.Read(bytes, version, FhirReaderOptions.Lenient);
        return result.Document?.Root ?? throw new CommandException($"The resource cannot be read: {result.Issues[0].Text} (line {result.Issues[0].Line}, column {result.Issues[0].Column})");
    }
}
