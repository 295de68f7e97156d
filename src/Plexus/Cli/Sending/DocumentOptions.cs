using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.StaticFiles;

namespace Plexus.Cli.Sending;

/// <summary>What is sent: options of the command line, laid over a request from a file. Who the patient is comes from files only.</summary>
internal static class DocumentOptions
{
    public static Argument<FileInfo[]> Files { get; } = new("file") { Description = "Files to attach; the first is the primary one.", Arity = ArgumentArity.OneOrMore };

    public static Option<string> To { get; } = new("--to") { Description = "@FILE with the patient as JSON: nhsNumber, surname, givenName, birthDate, gender, postcode (docs/standards/SendDocument.md).", Required = true };

    public static Option<string?> Request { get; } = new("--request") { Description = "@FILE with the whole request as JSON; the other options go before it." };

    public static Option<string?> Organisation { get; } = new("--organisation") { Description = "ODS code of the sending organisation, where more than one may send." };

    public static Option<string?> Mailbox { get; } = new("--mailbox") { Description = "MESH mailbox to send to; without it MESH finds the patient's registered practice." };

    public static Option<string?> Title { get; } = new("--title") { Description = "Title of the document; without it the first file's name." };

    public static Option<string?> Type { get; } = new("--type") { Description = "SNOMED CT code of the document's type (371531000, report of clinical encounter, without it)." };

    public static Option<string?> Author { get; } = new("--author") { Description = "Who wrote it: given name and surname." };

    /// <summary>The request as <c>POST /api/send-document</c> takes it.</summary>
    /// <exception cref="CommandException">A file is missing or is not JSON.</exception>
    public static async Task<JsonObject> ComposeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var request = parsed.GetValue(Request) is { } name ? await ReadAsync(name, "--request", cancellation) : [];
        request["patient"] = await ReadAsync(parsed.GetRequiredValue(To), "--to", cancellation);
        if (parsed.GetValue(Organisation) is { } organisation)
            request["organisation"] = organisation;
        if (parsed.GetValue(Mailbox) is { } mailbox)
            request["recipient"] = new JsonObject { ["mailbox"] = mailbox };
        var files = parsed.GetRequiredValue(Files);
        if (parsed.GetValue(Title) is { } title)
            request["title"] = title;
        request["title"] ??= Path.GetFileNameWithoutExtension(files[0].Name);
        if (parsed.GetValue(Type) is { } type)
            request["type"] = new JsonObject { ["code"] = type };
        request["type"] ??= new JsonObject { ["code"] = "371531000", ["display"] = "Report of clinical encounter" };
        request["careSetting"] ??= new JsonObject { ["code"] = "700232004", ["display"] = "General medical service" };
        if (parsed.GetValue(Author)?.Trim() is { Length: > 0 } author)
            request["author"] = Person(author);
        var attachments = request["attachments"] as JsonArray ?? [];
        request["attachments"] = attachments;
        foreach (var file in files)
            attachments.Add(await AttachAsync(file, cancellation));
        return request;
    }

    private static JsonObject Person(string name)
    {
        var space = name.LastIndexOf(' ');
        return new JsonObject { ["givenName"] = space < 0 ? null : name[..space], ["surname"] = name[(space + 1)..] };
    }

    private static async Task<JsonObject> AttachAsync(FileInfo file, CancellationToken cancellation)
    {
        if (!file.Exists)
            throw new CommandException($"There is no file {file.Name}.", ExitCode.Misuse);
        if (!new FileExtensionContentTypeProvider().TryGetContentType(file.Name, out var contentType))
            throw new CommandException($"The ending of {file.Name} does not say what it is; Send Document takes .pdf, .doc, .docx, .rtf, .html, .txt, .xml, .jpg, .png and .tiff.", ExitCode.Misuse);
        return new JsonObject
        {
            ["title"] = Path.GetFileNameWithoutExtension(file.Name),
            ["contentType"] = contentType,
            ["data"] = Convert.ToBase64String(await File.ReadAllBytesAsync(file.FullName, cancellation)),
        };
    }

    private static async Task<JsonObject> ReadAsync(string text, string option, CancellationToken cancellation)
    {
        if (!text.StartsWith('@') && text != "-")
            throw new CommandException($"{option} takes @FILE, or - for standard input: who a patient is does not belong on a command line.", ExitCode.Misuse);
        try
        {
            var json = text == "-" ? await Console.In.ReadToEndAsync(cancellation) : await File.ReadAllTextAsync(text[1..], cancellation);
            return JsonNode.Parse(json) as JsonObject ?? throw new CommandException($"{option}: not a JSON object.", ExitCode.Misuse);
        }
        catch (JsonException e)
        {
            throw new CommandException($"{option}: not JSON (line {e.LineNumber + 1}).", ExitCode.Misuse);
        }
        catch (IOException)
        {
            throw new CommandException($"{option}: the file cannot be read.", ExitCode.Misuse);
        }
    }
}
