using System.CommandLine;
using System.Globalization;
using Plexus.Sandbox;

namespace Plexus.Cli.Sandbox;

/// <summary><c>plexus sandbox people</c>: who there is.</summary>
internal static class PeopleCommand
{
    private static readonly Option<LifeCycle?> _case = new("--case") { Description = "Registered, Deducted, RecentlyDeceased or Deceased." };
    private static readonly Option<string?> _practice = new("--practice") { Description = "ODS code of a practice the person is or was registered with." };
    private static readonly Option<int> _limit = new("--limit") { Description = "At most this many.", DefaultValueFactory = _ => 20 };

    private static readonly Option<bool> _csv = new("--csv") { Description = "Print a practice's patients as the file that plexus patients import takes; the default practice's without --practice." };

    internal static Command Create()
    {
        var command = new Command("people", "Lists the people of a running sandbox.") { _case, _practice, _limit, _csv, RunningSandbox.Url };
        command.SetAction(ListAsync);
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var sandbox = new RunningSandbox(parsed);
        if (parsed.GetValue(_csv))
        {
            var of = parsed.GetValue(_practice) is { } ods ? "?practice=" + Uri.EscapeDataString(ods) : "";
            await sandbox.Output.WriteAsync(await sandbox.ReadTextAsync("/sandbox/people/patients.csv" + of, cancellation));
            return ExitCode.Yes;
        }
        var query = string.Create(CultureInfo.InvariantCulture, $"/sandbox/people?limit={parsed.GetValue(_limit)}");
        if (parsed.GetValue(_case) is { } story)
            query += $"&case={story}";
        if (parsed.GetValue(_practice) is { } practice)
            query += $"&practice={Uri.EscapeDataString(practice)}";
        var page = await sandbox.AskAsync(HttpMethod.Get, query, null, cancellation);
        if (sandbox.Json)
        {
            await sandbox.Output.WriteLineAsync(page.GetRawText());
            return ExitCode.Yes;
        }
        foreach (var entry in page.GetProperty("people").EnumerateArray())
        {
            var person = entry.GetProperty("person");
            var name = person.GetProperty("name");
            await sandbox.Output.WriteLineAsync(
                $"{person.GetProperty("nhsNumber").GetString()}  {person.GetProperty("dateOfBirth").GetString()}  {entry.GetProperty("case").GetString(),-16}  "
                + $"{person.GetProperty("practice").GetString() ?? "none",-7}  {name.GetProperty("family").GetString()}, {name.GetProperty("given")[0].GetString()}");
        }
        await sandbox.Output.WriteLineAsync($"{page.GetProperty("count")} people; {page.GetProperty("unknownNumber").GetString()} belongs to nobody.");
        return ExitCode.Yes;
    }
}
