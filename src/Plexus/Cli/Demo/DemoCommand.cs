using System.CommandLine;
using Plexus.Gateway;
using Plexus.Sandbox;
using Plexus.Tour;

namespace Plexus.Cli.Demo;

/// <summary><c>plexus demo</c>: gateway, console and sandbox in one process, with the tour played on them.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Once = new("--once") { Description = "Play on throw-away storage and free ports, say how it went, and stop." };
    private static readonly Option<bool> Again = new("--again") { Description = "Play the tour again although its messages are already there." };
    private static readonly Option<int> Port = new("--port", "-p") { Description = "Port of the console; 0 picks a free one.", DefaultValueFactory = _ => 8080 };
    private static readonly Option<int> SandboxPort = new("--sandbox-port") { Description = "Port of the sandbox; 0 picks a free one.", DefaultValueFactory = _ => SandboxDefaults.Port };
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "Folder in which everything is kept.", DefaultValueFactory = _ => new DirectoryInfo("plexus-demo") };

    internal static Command Create()
    {
        var command = new Command("demo", "Plays the tour: every way a message can end, on a sandbox of our own, shown in the console.") { Once, Again, Port, SandboxPort, Data };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!parsed.GetValue(Once))
            return await ShowAsync(parsed, parsed.GetRequiredValue(Data).FullName, parsed.GetValue(Port), parsed.GetValue(SandboxPort), stay: true, cancellation);
        var folder = Directory.CreateTempSubdirectory("plexus-demo-");
        try
        {
            return await ShowAsync(parsed, folder.FullName, 0, 0, stay: false, cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> ShowAsync(ParseResult parsed, string folder, int port, int sandboxPort, bool stay, CancellationToken cancellation)
    {
        using var loggers = GatewayLogs.ToConsole();
        await using var sandbox = await SandboxHost.StartAsync(
            new SandboxOptions { Port = sandboxPort, DataDirectory = Path.Combine(folder, "sandbox"), Seed = SandboxDefaults.Seed },
            cancellation: cancellation);
        using var http = new HttpClient { BaseAddress = sandbox.Url };
        var desk = new SandboxDesk(http);
        // The sandbox may have another address than the last time: the gateway is told before it looks there.
        var options = new GatewayOptions
        {
            DataFolder = Path.Combine(folder, "gateway"),
            Port = port,
            FollowClock = sandbox.Url,
            Prepare = (opened, token) => TourInstallation.SetUpAsync(opened, sandbox, desk, token),
        };
        await using var gateway = await GatewayHost.StartAsync(options, loggers, cancellation);

        var story = new TourTelling(parsed);
        await story.WelcomeAsync(gateway.Url, sandbox.Url, stay);
        var known = (await gateway.Node.Queries.SearchAsync(new() { Limit = 1 }, cancellation)).Items.Count > 0;
        var result = known && !parsed.GetValue(Again) ? null : await new TourPlayer(gateway, sandbox, desk).PlayAsync(story.Arrived, cancellation);
        await story.EndAsync(result, folder, stay);
        if (stay)
            await UntilStoppedAsync(cancellation);
        return result is { Ok: false } ? ExitCode.No : ExitCode.Yes;
    }

    private static async Task UntilStoppedAsync(CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = cancellation.Register(stopped.SetResult);
        await stopped.Task;
    }
}
