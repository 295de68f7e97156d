using System.Diagnostics;
using Plexus.Engine.Configuration;
using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Cli.Bench.Pipeline;

/// <summary>From starting <c>plexus serve</c> as a process of its own to its first look into a mailbox.</summary>
internal static class ColdStart
{
    private const double Bar = 1.5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static async Task MeasureAsync(BenchReport report, bool quick, CancellationToken cancellation)
    {
        await report.DoingAsync("cold start");
        var starts = new List<double>();
        for (var round = 0; round < (quick ? 1 : 7); round++)
        {
            if (await StartAsync(cancellation) is not { } seconds)
            {
                report.AtMost("cold-start", null, "s", Bar);
                return;
            }

            starts.Add(seconds);
        }

        report.AtMost("cold-start", Samples.Median(starts), "s", Bar);
    }

    /// <summary>The seconds; null when the program ended without polling.</summary>
    private static async Task<double?> StartAsync(CancellationToken cancellation)
    {
        var polled = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var mesh = await PlainServer.StartAsync(context => AnswerAsync(context, polled), cancellation);
        var folder = Directory.CreateTempSubdirectory("plexus-bench-");
        try
        {
            await PrepareAsync(folder.FullName, mesh.Url, cancellation);
            using var process = new Process { StartInfo = OwnProcess.Start("serve", "--data", folder.FullName, "--port", "0"), EnableRaisingEvents = true };
            process.Exited += (_, _) => polled.TrySetCanceled(CancellationToken.None);
            var started = Stopwatch.GetTimestamp();
            process.Start();
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            try
            {
                return Stopwatch.GetElapsedTime(started, await polled.Task.WaitAsync(Patience, cancellation)).TotalSeconds;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return null;
            }
            finally
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PrepareAsync(string folder, Uri mesh, CancellationToken cancellation)
    {
        using var keys = KeyRingFile.Open(Path.Combine(folder, "keys.json"), TimeProvider.System);
        await using var database = Database.OpenSqlite(Path.Combine(folder, "plexus.db"));
        await Migrator.MigrateAsync(database, cancellation);
        await BenchNode.ConfigureAsync(new ConfigurationStore(database, keys), mesh, 1, cancellation);
    }

    private static Task AnswerAsync(HttpContext context, TaskCompletionSource<long> polled)
    {
        if (context.Request.Path.Value?.EndsWith("/inbox", StringComparison.Ordinal) != true)
            return Task.CompletedTask;
        polled.TrySetResult(Stopwatch.GetTimestamp());
        return context.Response.WriteAsync("""{"messages":[],"links":{},"approx_inbox_count":0}""", context.RequestAborted);
    }
}
