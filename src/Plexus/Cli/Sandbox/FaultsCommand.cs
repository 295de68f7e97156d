using System.CommandLine;
using System.Globalization;
using Plexus.Sandbox;

namespace Plexus.Cli.Sandbox;

/// <summary><c>plexus sandbox faults</c>: what goes wrong.</summary>
internal static class FaultsCommand
{
    private static readonly Option<string> _service = new("--service") { Description = "Service, e.g. mesh; * for all.", DefaultValueFactory = _ => "*" };
    private static readonly Option<string> _operation = new("--operation") { Description = "Operation, e.g. send; * for all. The sandbox's page lists them.", DefaultValueFactory = _ => "*" };
    private static readonly Option<int?> _count = new("--count") { Description = "Requests to hit; without it there is no end." };
    private static readonly Option<double> _probability = new("--probability") { Description = "Share of requests to hit, 0 to 1.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int?> _status = new("--status") { Description = "Answer with this HTTP status." };
    private static readonly Option<int?> _retryAfter = new("--retry-after") { Description = "Seconds of a Retry-After header on that answer." };
    private static readonly Option<int> _delay = new("--delay") { Description = "Wait this many milliseconds first." };
    private static readonly Option<FaultDrop> _drop = new("--drop") { Description = "Cut the connection Before or After the work is done." };
    private static readonly Option<bool> _corrupt = new("--corrupt") { Description = "Flip bits of the answer's body." };
    private static readonly Option<bool> _duplicate = new("--duplicate") { Description = "Do the work twice; MESH delivers a second copy." };
    private static readonly Argument<int> _id = new("id") { Description = "Number of the rule." };

    internal static Command Create()
    {
        var add = new Command("add", "Adds a rule.") { _service, _operation, _count, _probability, _status, _retryAfter, _delay, _drop, _corrupt, _duplicate };
        add.SetAction(AddAsync);
        var remove = new Command("remove", "Removes a rule.") { _id };
        remove.SetAction((parsed, cancellation) => DeleteAsync(parsed, string.Create(CultureInfo.InvariantCulture, $"/sandbox/faults/{parsed.GetValue(_id)}"), cancellation));
        var clear = new Command("clear", "Removes every rule.");
        clear.SetAction((parsed, cancellation) => DeleteAsync(parsed, "/sandbox/faults", cancellation));
        var command = new Command("faults", "Lists, adds and removes the rules by which a running sandbox fails.") { add, remove, clear, RunningSandbox.Url };
        command.SetAction(ListAsync);
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var sandbox = new RunningSandbox(parsed);
        var rules = await sandbox.AskAsync(HttpMethod.Get, "/sandbox/faults", null, cancellation);
        if (sandbox.Json)
        {
            await sandbox.Output.WriteLineAsync(rules.GetRawText());
            return ExitCode.Yes;
        }
        if (rules.GetArrayLength() == 0)
            await sandbox.Output.WriteLineAsync("No faults.");
        foreach (var rule in rules.EnumerateArray())
            await sandbox.Output.WriteLineAsync(rule.GetRawText());
        return ExitCode.Yes;
    }

    private static async Task<int> AddAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var sandbox = new RunningSandbox(parsed);
        var rule = await sandbox.AskAsync(HttpMethod.Post, "/sandbox/faults", new
        {
            service = parsed.GetValue(_service),
            operation = parsed.GetValue(_operation),
            count = parsed.GetValue(_count),
            probability = parsed.GetValue(_probability),
            status = parsed.GetValue(_status),
            retryAfter = parsed.GetValue(_retryAfter),
            delayMs = parsed.GetValue(_delay),
            drop = parsed.GetValue(_drop).ToString(),
            corrupt = parsed.GetValue(_corrupt),
            duplicate = parsed.GetValue(_duplicate),
        }, cancellation);
        await sandbox.Output.WriteLineAsync(sandbox.Json ? rule.GetRawText() : $"Rule {rule.GetProperty("id")} added.");
        return ExitCode.Yes;
    }

    private static async Task<int> DeleteAsync(ParseResult parsed, string path, CancellationToken cancellation)
    {
        using var sandbox = new RunningSandbox(parsed);
        await sandbox.AskAsync(HttpMethod.Delete, path, null, cancellation);
        if (!sandbox.Json)
            await sandbox.Output.WriteLineAsync("Removed.");
        return ExitCode.Yes;
    }
}
