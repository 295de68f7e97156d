using System.CommandLine;
using System.Text.Json;
using Plexus.Cli.Store;
using Plexus.Gateway;

namespace Plexus.Cli.Serve;

/// <summary><c>plexus serve</c>: the gateway with its API and console.</summary>
internal static class ServeCommand
{
    private static readonly Option<int> Port = new("--port", "-p") { Description = "Port of API and console; 0 picks a free one.", DefaultValueFactory = _ => 8080 };
    private static readonly Option<Uri?> Clock = CommonOptions.Address("--clock", "Address of a sandbox whose business clock is followed; for sandbox installations only.");
    private static readonly Option<Uri?> Telemetry = CommonOptions.Address("--otlp", "Address of an OpenTelemetry collector.");

    internal static Command Create()
    {
        var command = new Command("serve", "Runs the gateway: receives and sends national messages, with API and console.")
        {
            StoreOptions.Data, StoreOptions.Database, Port, Clock, Telemetry,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var loggers = GatewayLogs.ToConsole();
        var options = new GatewayOptions
        {
            DataFolder = parsed.GetRequiredValue(StoreOptions.Data).FullName,
            Database = await StoreOptions.ConnectionAsync(parsed, cancellation),
            Port = parsed.GetValue(Port),
            FollowClock = parsed.GetValue(Clock),
            Telemetry = parsed.GetValue(Telemetry),
        };
        await using var gateway = await GatewayHost.StartAsync(options, loggers, cancellation);
        if (options.FollowClock is not null && gateway.Directory.Configuration.Environment is { } environment and not "sandbox")
            throw new CommandException($"--clock follows a sandbox, and this installation belongs to {environment}.", ExitCode.Misuse);

        await IntroduceAsync(parsed, gateway);
        var stopped = new TaskCompletionSource();
        await using var registration = cancellation.Register(stopped.SetResult);
        await stopped.Task;
        return ExitCode.Yes;
    }

    private static async Task IntroduceAsync(ParseResult parsed, GatewayHost gateway)
    {
        var output = parsed.InvocationConfiguration.Output;
        var directory = gateway.Directory.Current;
        if (parsed.GetValue(CommonOptions.Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(
                new { url = gateway.Url, environment = gateway.Directory.Configuration.Environment, organisations = directory.Organisations.Count, mailboxes = directory.Endpoints.Count },
                JsonSerializerOptions.Web));
        }
        else
        {
            await output.WriteLineAsync($"Plexus on {gateway.Url}");
            await output.WriteLineAsync(directory.Endpoints.Count == 0
                ? "Nothing is configured yet: plexus config apply FILE (docs/configuration.md). It is picked up while this runs."
                : $"{directory.Organisations.Count} organisations, {directory.Endpoints.Count} endpoints. Ctrl+C stops it.");
        }
        await output.FlushAsync();
    }
}
