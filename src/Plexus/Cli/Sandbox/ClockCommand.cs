using System.CommandLine;
using System.Globalization;

namespace Plexus.Cli.Sandbox;

/// <summary><c>plexus sandbox clock</c>: the business clock.</summary>
internal static class ClockCommand
{
    private static readonly Option<TimeSpan?> _advance = new("--advance")
    {
        Description = "Move it by a span: 90s, 30m, 12h, 5d, or d.hh:mm:ss; negative goes back.",
        CustomParser = argument => Span(argument.Tokens[0].Value) is { } span ? span : Refuse(argument),
    };

    private static readonly Option<DateTimeOffset?> _set = new("--set") { Description = "Set it to an instant, e.g. 2026-12-01T09:00:00Z." };
    private static readonly Option<bool> _freeze = new("--freeze") { Description = "Stop it." };
    private static readonly Option<bool> _resume = new("--resume") { Description = "Let it run on." };
    private static readonly Option<bool> _reset = new("--reset") { Description = "Back to the wall clock." };

    internal static Command Create()
    {
        var command = new Command("clock", "Shows or moves the business clock of a running sandbox.") { _advance, _set, _freeze, _resume, _reset, RunningSandbox.Url };
        command.SetAction(MoveAsync);
        return command;
    }

    /// <summary>Reads a span; null when it is none.</summary>
    internal static TimeSpan? Span(string text)
    {
        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e7)
        {
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd' when Math.Abs(number) < 100_000: return TimeSpan.FromDays(number);
            }
        }
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span : null;
    }

    private static TimeSpan? Refuse(System.CommandLine.Parsing.ArgumentResult argument)
    {
        argument.AddError("--advance takes a span such as 90s, 30m, 12h, 5d or 5.00:00:00.");
        return null;
    }

    private static async Task<int> MoveAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var sandbox = new RunningSandbox(parsed);
        var move = new Dictionary<string, object>();
        if (parsed.GetValue(_reset))
            move["reset"] = true;
        if (parsed.GetValue(_set) is { } now)
            move["now"] = now;
        if (parsed.GetValue(_advance) is { } by)
            move["advance"] = by.ToString("c", CultureInfo.InvariantCulture);
        if (parsed.GetValue(_freeze) || parsed.GetValue(_resume))
            move["frozen"] = parsed.GetValue(_freeze);
        var clock = move.Count == 0
            ? await sandbox.AskAsync(HttpMethod.Get, "/sandbox/clock", null, cancellation)
            : await sandbox.AskAsync(HttpMethod.Post, "/sandbox/clock", move, cancellation);
        await sandbox.Output.WriteLineAsync(sandbox.Json
            ? clock.GetRawText()
            : $"Business clock {clock.GetProperty("business").GetString()}, {clock.GetProperty("offset").GetString()} ahead of the wall clock{(clock.GetProperty("frozen").GetBoolean() ? ", frozen" : "")}.");
        return ExitCode.Yes;
    }
}
