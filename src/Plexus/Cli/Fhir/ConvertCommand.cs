using System.CommandLine;
using Plexus.Fhir;

namespace Plexus.Cli.Fhir;

/// <summary><c>plexus fhir convert</c>: the same resource in the other form, values verbatim.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The resource, XML or JSON; - reads standard input." };
        var to = new Option<string>("--to") { Description = "json or xml.", Required = true };
        to.AcceptOnlyFromAmong("json", "xml");
        var output = new Option<FileInfo?>("--output", "-o") { Description = "The file to write; standard output when left out." };
        var version = new Option<FhirVersion?>("--fhir-version") { Description = "Dstu2, Stu3 or R4; found out from the resource when left out." };
        var command = new Command("convert", "Writes a resource as JSON or XML.") { file, to, output, version };
        command.SetAction((parsed, cancellation) =>
            ConvertAsync(parsed, parsed.GetRequiredValue(file), parsed.GetRequiredValue(to), parsed.GetValue(output), parsed.GetValue(version), cancellation));
        return command;
    }

    private static async Task<int> ConvertAsync(ParseResult parsed, string file, string form, FileInfo? output, FhirVersion? version, CancellationToken cancellation)
    {
        var (result, _) = FhirFile.Read(await FhirFile.BytesAsync(file, cancellation), version, FhirReaderOptions.Default);
        foreach (var issue in result.Issues)
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"plexus: {issue.Severity.ToString().ToLowerInvariant()} {issue.Id} at {issue.Line}:{issue.Column} {issue.Text}");

        // What the reader could not hold would be missing from the copy.
        if (result.Document is null || result.HasErrors)
            throw new CommandException("The resource cannot be converted without loss.");

        var bytes = form == "json" ? FhirJson.ToBytes(result.Document.Root) : FhirXml.ToBytes(result.Document.Root);
        if (output is not null)
            await File.WriteAllBytesAsync(output.FullName, bytes, cancellation);
        else
            await parsed.InvocationConfiguration.Output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(bytes));
        return ExitCode.Yes;
    }
}
