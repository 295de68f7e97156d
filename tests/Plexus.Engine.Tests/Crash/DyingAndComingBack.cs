using System.Diagnostics;
using System.Globalization;
using System.Text;
using Plexus.Storage;
using Plexus.Storage.Audit;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Tests.Crash;

/// <summary>Kills a real process at each crash point and looks at what the next one makes of it.</summary>
public sealed class DyingAndComingBack : IDisposable
{
    private const int Messages = 12;
    private const int Killed = 137;

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("plexus-crash-").FullName;

    public static TheoryData<string, int> Points
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var point in CrashPoint.All)
            {
                data.Add(point, 1);
                data.Add(point, 5);
            }

            return data;
        }
    }

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Points))]
    public async Task A_gateway_killed_anywhere_loses_nothing_and_does_nothing_twice(string point, int hit)
    {
        var inbox = System.IO.Directory.CreateDirectory(Path.Combine(_folder, "inbox")).FullName;
        for (var n = 0; n < Messages; n++)
        {
            var script = $"claim document d{n}\ntask letter\nconclude Accepted 20013\nsend inf{n} after=Lookup order=k{n}\nsend bus{n} after=Lookup order=k{n}\n";
            await File.WriteAllTextAsync(Path.Combine(inbox, $"M{n:D3}"), n % 4 == 0 ? script + "on never: " + new string('x', 100_000) : script);
        }

        (await Run(point, hit)).ShouldBe(Killed);
        (await File.ReadAllTextAsync(Path.Combine(_folder, "crash.log"))).ShouldBe(point + "\n");
        (await Run(null, 0)).ShouldBe(0);

        System.IO.Directory.GetFiles(inbox).ShouldBeEmpty();
        System.IO.Directory.GetFiles(Path.Combine(_folder, "acknowledged")).Length.ShouldBe(Messages);
        var sent = System.IO.Directory.GetFiles(Path.Combine(_folder, "sent")).Select(File.ReadAllText).Order(StringComparer.Ordinal);
        sent.ShouldBe(Enumerable.Range(0, Messages).SelectMany(n => new[] { $"ack inf{n}", $"ack bus{n}" }).Order(StringComparer.Ordinal));
        await using var database = Database.OpenSqlite(Path.Combine(_folder, "plexus.db"));
        long Count(string what) => database.Read(rows => rows.First(new Sql("SELECT count(*) FROM " + what), row => row.GetInt64(0)));
        Count("exchange WHERE direction = 'in' AND state = 'done' AND outcome = 'accepted'").ShouldBe(Messages);
        Count("exchange WHERE direction = 'in'").ShouldBe(Messages);
        Count("exchange WHERE direction = 'out' AND state = 'submitted'").ShouldBe(2 * Messages);
        Count("task").ShouldBe(Messages);
        Count("payload").ShouldBe(3 * Messages);
        using var keys = KeyRingFile.Open(Path.Combine(_folder, "keys.json"), TimeProvider.System);
        (await new AuditChain(database, keys).VerifyAsync(default)).Break.ShouldBeNull();
    }

    private async Task<int> Run(string? point, int hit)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host, [typeof(CrashChild).Assembly.Location, _folder]) { RedirectStandardError = true };
        start.Environment["PLEXUS_CRASH_LOG"] = Path.Combine(_folder, "crash.log");
        start.Environment["PLEXUS_CRASH_AT"] = point is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{point}:{hit}");
        using var process = Process.Start(start)!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, e) => errors.AppendLine(e.Data);
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        if (process.ExitCode is not (0 or Killed))
            throw new InvalidOperationException(errors.ToString());
        return process.ExitCode;
    }
}
