using Plexus.Acceptance.Executable;
using Plexus.Acceptance.Installing;
using Plexus.Sandbox;

namespace Plexus.Acceptance.SystemCalls;

/// <summary>Watches the system calls of a gateway that receives one message.</summary>
[Collection(HeavyTests.Name)]
public sealed class TheJournalBeforeMesh
{
    private const string WriteAheadLog = "plexus.db-wal";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [StraceFact]
    public async Task Is_on_the_disk_before_the_acknowledgement_reaches_the_socket()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var installation = await InstallationOnDisk.CreateAsync(sandbox, new InstallationPlan());
        var file = installation.Beside("system-calls");
        // Strings whole: a page of the database is searched for the message's id.
        string[] watched = ["-f", "-y", "-s", "20000", "-e", "trace=fsync,fdatasync,sendto,sendmsg,write,writev,pwrite64", "-o", file];
        string[] serve = ["dotnet", Path.Combine(AppContext.BaseDirectory, "plexus.dll"), "serve", "--data", installation.Data, "--port", "0", "--json"];
        await using var gateway = await RunningGateway.IntroducedAsync(PlexusProcess.Start(new Dictionary<string, string?>(), "strace", [.. watched, .. serve]));

        var message = (await sandbox.SendAsync("good"))[^1].GetProperty("meshId").GetString()!;
        await Wait.UntilAsync(async () => await sandbox.WaitingAsync(SandboxDefaults.PracticeMailbox) == 0, "The message was never acknowledged.", Patience);
        // strace holds signals back from itself, so the program is asked to stop; strace ends with it and has then written everything.
        PlexusProcess.Interrupt(SystemCallTrace.ProgramOf(File.ReadLines(file).First()));
        await gateway.Process.ExitAsync();

        var calls = new SystemCallTrace(File.ReadLines(file)).Calls;
        var acknowledgement = calls.First(c => c.Requests("PUT", $"/{message}/status/acknowledged"));
        var written = calls.Where(c => c.Writes(WriteAheadLog) && c.Text.Contains(message, StringComparison.Ordinal)).ToList();
        written.ShouldNotBeEmpty("The journal never held the message's id.");
        var first = written[0];
        first.Ended.ShouldBeLessThan(acknowledgement.Began);
        var synced = calls.FirstOrDefault(c => c.Syncs(WriteAheadLog) && c.Began > first.Ended);
        synced.ShouldNotBeNull("The journal was written and never synced.");
        synced.Ended.ShouldBeLessThan(acknowledgement.Began, "The acknowledgement left before the journal was on the disk.");
    }
}
