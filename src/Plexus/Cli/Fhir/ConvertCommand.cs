using System.CommandLine;
using Plexus.Fhir;

namespace Plexus.Cli.Fhir;

/// <summary><c>plexus fhir convert</c>: the same resource in the other form, values verbatim, or in the other version.</summary>
internal static class ConvertCommand
{
    private sealed record Wanted(string File, string? Form, FhirVersion? Version, bool IsLossAllowed, FileInfo? Output, FhirVersion? From);

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The resource, XML or JSON; - reads standard input." };
        var to = new Option<string?>("--to") { Description = "json or xml; the form it has when only --to-version is given." };
        to.AcceptOnlyFromAmong("json", "xml");
        var toVersion = new Option<FhirVersion?>("--to-version") { Description = "Stu3 or R4: convert from the other of the two. What has no counterpart is listed." };
        var lossy = new Option<bool>("--lossy") { Description = "Write the result even where something is left out, it means something else or is not complete." };
        var output = new Option<FileInfo?>("--output", "-o") { Description = "The file to write; standard output when left out." };
        var version = new Option<FhirVersion?>("--fhir-version") { Description = "Dstu2, Stu3 or R4; found out from the resource when left out." };
        var command = new Command("convert", "Writes a resource as JSON or XML, or in another version of FHIR.") { file, to, toVersion, lossy, output, version };
        command.Validators.Add(result =>
        {
            if (result.GetValue(to) is null && result.GetValue(toVersion) is null)
                result.AddError("--to or --to-version is wanted.");
            if (result.GetValue(toVersion) == FhirVersion.Dstu2)
                result.AddError("--to-version is Stu3 or R4.");
        });
        command.SetAction((parsed, cancellation) => ConvertAsync(
            parsed,
            new Wanted(parsed.GetRequiredValue(file), parsed.GetValue(to), parsed.GetValue(toVersion), parsed.GetValue(lossy), parsed.GetValue(output), parsed.GetValue(version)),
            cancellation));
        return command;
    }

    private static async Task<int> ConvertAsync(ParseResult parsed, Wanted wanted, CancellationToken cancellation)
    {
        var bytes = await FhirFile.BytesAsync(wanted.File, cancellation);
        var likely = wanted.Version == FhirVersion.Stu3 ? FhirVersion.R4 : FhirVersion.Stu3;
        var (result, _) = FhirFile.Read(bytes, wanted.From, FhirReaderOptions.Default, likely);
        await PrintAsync(parsed, result.Issues);

        if (result.Document is null)
            throw new CommandException("The resource cannot be read.");
        if (!result.IsComplete && !wanted.IsLossAllowed)
            throw new CommandException("The resource cannot be converted without loss; --lossy writes it all the same.");
        if (result.IsComplete && result.HasErrors)
            await parsed.InvocationConfiguration.Error.WriteLineAsync("plexus: The resource is not valid; all that it says is converted.");

        var document = wanted.Version is { } version ? await ToVersionAsync(parsed, result.Document, version, wanted.IsLossAllowed) : result.Document;
        var form = wanted.Form ?? (FhirFile.IsXml(bytes) ? "xml" : "json");
        var written = form == "json" ? FhirJson.ToBytes(document.Root) : FhirXml.ToBytes(document.Root);
        if (wanted.Output is not null)
            await File.WriteAllBytesAsync(wanted.Output.FullName, written, cancellation);
        else
            await parsed.InvocationConfiguration.Output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(written));
        return ExitCode.Yes;
    }

    private static async Task<FhirDocument> ToVersionAsync(ParseResult parsed, FhirDocument document, FhirVersion version, bool isLossAllowed)
    {
        if (document.Version == FhirVersion.Dstu2)
            throw new CommandException("The resource is of DSTU2, which is not converted.");

        var conversion = FhirConverter.Convert(document.Root, version);
        await PrintAsync(parsed, conversion.Issues);
        if (conversion.Document is null)
            throw new CommandException($"{version} has no {document.Root.TypeName}.");
        return !conversion.HasErrors || isLossAllowed
            ? conversion.Document
            : throw new CommandException("The result would mean something else or not be complete; --lossy writes it all the same.");
    }

    private static async Task PrintAsync(ParseResult parsed, IReadOnlyList<FhirIssue> issues)
    {
        foreach (var issue in issues)
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"plexus: {issue.Severity.ToString().ToLowerInvariant()} {issue.Id} at {issue.Line}:{issue.Column} {issue.Path}: {issue.Text}");
    }
}
