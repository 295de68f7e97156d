using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Plexus.Cli.Sandbox;

/// <summary><c>plexus sandbox send</c>: the synthetic sender.</summary>
internal static class SendCommand
{
    private static readonly Argument<string?> _case = new("case") { Description = "Name of a case; --list shows them.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> _list = new("--list") { Description = "Shows the cases." };
    private static readonly Option<string?> _to = new("--to") { Description = "Recipient mailbox; the default practice's without it." };
    private static readonly Option<string?> _from = new("--from") { Description = "Sender mailbox; the case's own without it." };
    private static readonly Option<int> _count = new("--count") { Description = "How many times.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> _routed = new("--routed") { Description = "Address the patient instead of the mailbox (GPPROVIDER): MESH finds the practice." };
    private static readonly Option<string?> _about = new("--about") { Description = "acknowledgement: the header id it answers; report: the MESH message id. The recipient's latest message without it." };
    private static readonly Option<string?> _code = new("--code") { Description = "acknowledgement: its code; report: the MESH code." };

    internal static Command Create()
    {
        var command = new Command("send", "Sends a good or crafted message from a running sandbox.") { _case, _list, _to, _from, _count, _routed, _about, _code, RunningSandbox.Url };
        command.Validators.Add(result =>
        {
            if (result.GetValue(_case) is null && !result.GetValue(_list))
                result.AddError("Name a case, or use --list.");
        });
        command.SetAction((parsed, cancellation) => parsed.GetValue(_list) ? ListAsync(parsed, cancellation) : SendAsync(parsed, cancellation));
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var sandbox = new RunningSandbox(parsed);
        var cases = await sandbox.AskAsync(HttpMethod.Get, "/sandbox/send", null, cancellation);
        if (sandbox.Json)
        {
            await sandbox.Output.WriteLineAsync(cases.GetRawText());
            return ExitCode.Yes;
        }
        foreach (var row in cases.EnumerateArray())
            await sandbox.Output.WriteLineAsync($"{row.GetProperty("name").GetString(),-29} {SentCommand.Codes(row.GetProperty("expects")),-18} {row.GetProperty("title").GetString()}");
        return ExitCode.Yes;
    }

    private static async Task<int> SendAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var sandbox = new RunningSandbox(parsed);
        var request = new Dictionary<string, object?>
        {
            ["case"] = parsed.GetValue(_case),
            ["count"] = parsed.GetValue(_count),
            ["routed"] = parsed.GetValue(_routed),
        };
        foreach (var (name, option) in new[] { ("to", _to), ("from", _from), ("about", _about), ("code", _code) })
        {
            if (parsed.GetValue(option) is { } value)
                request[name] = value;
        }
        var sent = await sandbox.AskAsync(HttpMethod.Post, "/sandbox/send", request, cancellation);
        if (sandbox.Json)
            await sandbox.Output.WriteLineAsync(sent.GetRawText());
        else
        {
            foreach (var message in sent.EnumerateArray())
                await sandbox.Output.WriteLineAsync(Line(message));
        }
        return sent.EnumerateArray().All(m => m.GetProperty("meshRefusal").ValueKind == JsonValueKind.Null) ? ExitCode.Yes : ExitCode.No;
    }

    private static string Line(JsonElement message) => string.Create(
        CultureInfo.InvariantCulture,
        $"{message.GetProperty("number").GetInt32(),4}  {message.GetProperty("case").GetString(),-29} {(message.GetProperty("meshRefusal").GetString() is { } refusal ? "refused by MESH: " + refusal : $"{message.GetProperty("meshId").GetString()} to {message.GetProperty("to").GetString() ?? "nobody"}")}");
}
