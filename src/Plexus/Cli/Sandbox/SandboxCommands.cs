using System.CommandLine;
using System.Text.Json;
using Plexus.Sandbox;
using Plexus.Sandbox.Mesh;

namespace Plexus.Cli.Sandbox;

/// <summary><c>plexus sandbox</c>: runs the emulated national services, and acts on a running one.</summary>
internal static class SandboxCommands
{
    private static readonly Option<int> _port = new("--port", "-p") { Description = "Port; 0 picks a free one.", DefaultValueFactory = _ => 8700 };
    private static readonly Option<DirectoryInfo?> _data = new("--data") { Description = "Folder in which messages, mailboxes, people and the clock are kept." };
    private static readonly Option<bool> _permissive = new("--permissive") { Description = "Relax what the official sandbox relaxes; the list is printed." };
    private static readonly Option<int> _seed = new("--seed") { Description = "Seed of the people. A data folder keeps the seed it was made with.", DefaultValueFactory = _ => 1 };
    private static readonly Option<FileInfo?> _mailboxes = new("--mailboxes") { Description = "mailboxes.jsonl of the official sandbox." };
    private static readonly Option<FileInfo?> _workflows = new("--workflows") { Description = "workflows.jsonl of the official sandbox." };
    private static readonly Option<bool> _https = new("--https") { Description = "Answer over TLS with a certificate made for localhost." };
    private static readonly Option<ClientCertificates> _clients = new("--client-certificates")
    {
        Description = "Off, Required, or RequiredForMailbox (the name must carry the mailbox's ODS code). The last two imply --https.",
        DefaultValueFactory = _ => ClientCertificates.Off,
    };

    /// <summary>The verb with everything under it.</summary>
    internal static Command Create()
    {
        var sandbox = new Command("sandbox", "Runs the national services, emulated, over one invented population.")
        {
            _port, _data, _permissive, _seed, _mailboxes, _workflows, _https, _clients,
            PeopleCommand.Create(), ClockCommand.Create(), FaultsCommand.Create(), SendCommand.Create(), SentCommand.Create(),
        };
        sandbox.SetAction(RunAsync);
        return sandbox;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var clients = parsed.GetValue(_clients);
        var options = new SandboxOptions
        {
            Port = parsed.GetValue(_port),
            DataDirectory = parsed.GetValue(_data)?.FullName,
            Permissive = parsed.GetValue(_permissive),
            Seed = parsed.GetValue(_seed),
            MailboxesFile = parsed.GetValue(_mailboxes)?.FullName,
            WorkflowsFile = parsed.GetValue(_workflows)?.FullName,
            Tls = parsed.GetValue(_https) || clients != ClientCertificates.Off ? new SandboxTls { Clients = clients } : null,
        };
        await using var host = await SandboxHost.StartAsync(options, cancellation: cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CommonOptions.Json))
            await output.WriteLineAsync(JsonSerializer.Serialize(Describe(host), JsonSerializerOptions.Web));
        else
            await IntroduceAsync(host, output);
        await output.FlushAsync(cancellation);

        var stopped = new TaskCompletionSource();
        await using var registration = cancellation.Register(stopped.SetResult);
        await stopped.Task;
        return ExitCode.Yes;
    }

    private static object Describe(SandboxHost host) => new
    {
        url = host.Url,
        environment = SandboxWorld.Environment,
        seed = host.World.Population.Seed,
        people = host.World.Population.Count,
        mailboxes = host.Mesh.Twin.Directory.Mailboxes.Select(m => m.Id.ToWire()),
        relaxed = host.World.Options.Permissive ? Relaxation.All.Select(r => r.Name) : [],
    };

    private static async Task IntroduceAsync(SandboxHost host, TextWriter output)
    {
        var world = host.World;
        await output.WriteLineAsync($"Plexus sandbox on {host.Url} (environment: {SandboxWorld.Environment}). What is here: {new Uri(host.Url, "/sandbox")}");
        await output.WriteLineAsync($"{world.Population.Count} invented people, seed {world.Population.Seed}; {(world.Options.DataDirectory is { } folder ? $"kept in {folder}" : "nothing is kept")}.");
        await output.WriteLineAsync("Mailboxes (password \"password\", shared key \"TestKey\", unless a file says otherwise):");
        foreach (var mailbox in host.Mesh.Twin.Directory.Mailboxes)
            await output.WriteLineAsync($"  {mailbox.Id,-14} {mailbox.Settings.OdsCode,-8} {mailbox.Settings.MailboxName}");
        if (world.Options.Permissive)
        {
            await output.WriteLineAsync("Relaxed, as the official sandbox is:");
            foreach (var row in Relaxation.All)
                await output.WriteLineAsync($"  {row.Name,-28} {row.Permissive} (strict: {row.Strict})");
        }
        else
        {
            await output.WriteLineAsync("Strict. --permissive relaxes what the official sandbox relaxes.");
        }
        await output.WriteLineAsync("Ctrl+C stops it.");
    }
}
