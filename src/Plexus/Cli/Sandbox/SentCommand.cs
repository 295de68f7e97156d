using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Plexus.Cli.Sandbox;

/// <summary><c>plexus sandbox sent</c>: what the synthetic sender sent and what came back.</summary>
internal static class SentCommand
{
    private static readonly Option<bool> _wait = new("--wait") { Description = "Wait until every answer that comes by itself has come." };
    private static readonly Option<int> _timeout = new("--timeout") { Description = "Seconds to wait at most.", DefaultValueFactory = _ => 60 };
    private static readonly Option<int> _after = new("--after") { Description = "Only messages behind this number." };

    internal static Command Create()
    {
        var command = new Command("sent", "Shows what a running sandbox sent and which answers came. Exit code 1 when one is missing or wrong.") { _wait, _timeout, _after, RunningSandbox.Url };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Codes place by place, alternatives by bars.</summary>
    internal static string Codes(JsonElement places)
    {
        var text = string.Join(' ', places.EnumerateArray().Select(place => string.Join('|', place.EnumerateArray().Select(code => code.GetString()))));
        return text.Length == 0 ? "-" : text;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var sandbox = new RunningSandbox(parsed);
        var path = string.Create(CultureInfo.InvariantCulture, $"/sandbox/sent?after={parsed.GetValue(_after)}");
        if (parsed.GetValue(_wait))
            path = string.Create(CultureInfo.InvariantCulture, $"{path}&wait={parsed.GetValue(_timeout)}");
        var page = await sandbox.AskAsync(HttpMethod.Get, path, null, cancellation);
        var sent = page.GetProperty("sent").EnumerateArray().ToArray();
        if (sandbox.Json)
            await sandbox.Output.WriteLineAsync(page.GetRawText());
        else
            await WriteAsync(sandbox.Output, sent, page.GetProperty("unmatched").GetArrayLength());
        return Array.TrueForAll(sent, m => m.GetProperty("verdict").GetString() is "asExpected" or "held") ? ExitCode.Yes : ExitCode.No;
    }

    private static async Task WriteAsync(TextWriter output, JsonElement[] sent, int unmatched)
    {
        foreach (var message in sent)
        {
            var came = string.Join(' ', message.GetProperty("answers").EnumerateArray().Select(a => a.GetProperty("code").GetString() ?? "?"));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{message.GetProperty("number").GetInt32(),4}  {message.GetProperty("case").GetString(),-29} expects {Codes(message.GetProperty("expects")),-18} got {(came.Length == 0 ? "-" : came),-12} {Verdict(message)}"));
            foreach (var problem in message.GetProperty("answers").EnumerateArray().SelectMany(a => a.GetProperty("problems").EnumerateArray()))
                await output.WriteLineAsync($"      {problem.GetProperty("rule").GetString()} {problem.GetProperty("text").GetString()} {problem.GetProperty("path").GetString()}");
            foreach (var report in message.GetProperty("reports").EnumerateArray())
                await output.WriteLineAsync($"      MESH REPORT {report.GetProperty("code").GetString()} {report.GetProperty("description").GetString()}");
        }
        if (unmatched > 0)
            await output.WriteLineAsync($"{unmatched} answers belong to nothing that was sent.");
    }

    private static string Verdict(JsonElement message) => message.GetProperty("verdict").GetString() switch
    {
        "asExpected" => "as expected",
        "held" => $"waits for {message.GetProperty("waitsFor").GetString()}",
        "waiting" => "waiting",
        _ when message.GetProperty("meshRefusal").GetString() is { } code => $"DIFFERENT: refused by MESH with {code}",
        _ => "DIFFERENT",
    };
}
