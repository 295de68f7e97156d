using System.CommandLine;
using Plexus.Cli.Bench.Mesh;
using Plexus.Cli.Bench.Pipeline;
using Plexus.Cli.Bench.Search;

namespace Plexus.Cli.Bench;

/// <summary><c>plexus bench</c>: what this machine does, beside what it would do with nothing of ours on the way.</summary>
internal static class BenchCommands
{
    private static readonly Option<bool> Quick = new("--quick") { Description = "A smaller run: seconds instead of minutes, and rougher figures.", Recursive = true };

    public static Command Create() =>
        new("bench", "Measures this machine; each figure beside its bar (docs/benchmarks.md).")
        {
            Quick,
            Verb("mesh", "MESH client and emulated MESH against plain HTTP: large and small messages, memory.", MeshBench.RunAsync),
            Verb("pipeline", "ITK3 messages from MESH to the committed task, polling of many mailboxes, cold start.", PipelineBench.RunAsync),
            SearchBench.Create(Quick),
        };

    private static Command Verb(string name, string description, Func<BenchReport, bool, CancellationToken, Task> run)
    {
        var command = new Command(name, description);
        command.SetAction(async (parsed, cancellation) =>
        {
            var report = new BenchReport(name, parsed.InvocationConfiguration.Error);
            await run(report, parsed.GetValue(Quick), cancellation);
            await report.WriteAsync(parsed.InvocationConfiguration.Output, parsed.GetValue(CommonOptions.Json));
            return report.IsOk ? ExitCode.Yes : ExitCode.No;
        });
        return command;
    }
}
