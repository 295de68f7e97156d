using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plexus.Cli.Sending;

/// <summary><c>plexus send-document FILE --to @patient.json</c>: sends a document through a running gateway and follows it.</summary>
internal static class SendDocumentVerb
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private static readonly Option<Uri?> Gateway = CommonOptions.Address("--gateway", "Address of the running gateway.", new Uri("http://127.0.0.1:8080"));
    private static readonly Option<bool> NoWait = new("--no-wait") { Description = "Only hand it over; without this the conversation is followed to its end." };

    internal static Command Create()
    {
        var command = new Command("send-document", "Sends a document to a patient's registered practice (GP Connect Send Document) and follows it until both acknowledgements are in.")
        {
            DocumentOptions.Files, DocumentOptions.To, DocumentOptions.Request, DocumentOptions.Organisation, DocumentOptions.Mailbox,
            DocumentOptions.Title, DocumentOptions.Type, DocumentOptions.Author, Gateway, NoWait,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var request = await DocumentOptions.ComposeAsync(parsed, cancellation);
        using var http = new HttpClient { BaseAddress = parsed.GetValue(Gateway) };
        try
        {
            using var answer = await http.PostAsJsonAsync("/api/send-document", request, cancellation);
            var body = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation) ?? [];
            if (!answer.IsSuccessStatusCode)
                return await ComplainAsync(parsed, body);
            var conversation = (string)body["conversation"]!;
            if (!parsed.GetValue(NoWait))
                return await FollowAsync(parsed, http, conversation, cancellation);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(CommonOptions.Json) ? body.ToJsonString() : $"Handed over as conversation {conversation}.");
            return ExitCode.Yes;
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            throw new CommandException($"No gateway answers at {http.BaseAddress}: start one with plexus serve, or name it with --gateway.", ExitCode.Failed);
        }
    }

    private static async Task<int> FollowAsync(ParseResult parsed, HttpClient http, string conversation, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var isJson = parsed.GetValue(CommonOptions.Json);
        if (!isJson)
            await output.WriteLineAsync($"Conversation {conversation}");
        var told = new HashSet<string>();
        using var turn = new PeriodicTimer(LookEvery);
        while (true)
        {
            var detail = await http.GetFromJsonAsync<JsonObject>($"/api/conversations/{conversation}", cancellation) ?? [];
            foreach (var line in isJson ? [] : Progress(detail).Where(told.Add))
                await output.WriteLineAsync(line);
            if ((string?)detail["conversation"]?["status"] is { } status and not "open")
            {
                var result = (string?)detail["conversation"]?["result"];
                await output.WriteLineAsync(isJson ? JsonSerializer.Serialize(new { conversation, status, result }, JsonSerializerOptions.Web) : $"{status}{(result is null ? "" : $": {result}")}");
                return status == "completed" ? ExitCode.Yes : ExitCode.No;
            }
            await turn.WaitForNextTickAsync(cancellation);
        }
    }

    private static IEnumerable<string> Progress(JsonObject detail)
    {
        foreach (var exchange in detail["exchanges"]?.AsArray() ?? [])
            yield return (string?)exchange?["direction"] == "out"
                ? $"  {exchange["label"] ?? "document"} {exchange["state"]}"
                : $"  answered {exchange?["code"] ?? exchange?["label"] ?? exchange?["workflow"]}";
    }

    private static async Task<int> ComplainAsync(ParseResult parsed, JsonObject problem)
    {
        var error = parsed.InvocationConfiguration.Error;
        if (parsed.GetValue(CommonOptions.Json))
            await parsed.InvocationConfiguration.Output.WriteLineAsync(problem.ToJsonString());
        await error.WriteLineAsync((string?)problem["title"] ?? "The gateway refused the document.");
        foreach (var field in problem["errors"] as JsonArray ?? [])
            await error.WriteLineAsync($"  {field?["field"]}: {field?["text"]}");
        return ExitCode.No;
    }
}
