namespace Plexus.Cli.Bench.Pipeline;

/// <summary>A whole node: messages from MESH to the committed task, many quiet mailboxes, a cold start.</summary>
internal static class PipelineBench
{
    private const int Mailboxes = 50;

    internal static async Task RunAsync(BenchReport report, bool quick, CancellationToken cancellation)
    {
        await report.DoingAsync($"{Mailboxes} mailboxes");
        var each = quick ? 20 : 100;
        // Until everything is compiled as far as it will be.
        await PipelineRun.MeasureAsync(Mailboxes, quick ? 20 : 40, cancellation);
        await MeasureManyAsync(report, quick ? 1 : 5, each, cancellation);

        await report.DoingAsync("one mailbox");
        var alone = new List<double>();
        for (var round = 0; round < (quick ? 1 : 3); round++)
            alone.Add((await PipelineRun.MeasureAsync(1, quick ? 300 : 1500, cancellation)).PerSecond);
        report.AtLeast("one-mailbox", Samples.Median(alone), "/s", 250);

        await QuietMailboxes.MeasureAsync(report, quick, cancellation);
        await ColdStart.MeasureAsync(report, quick, cancellation);
    }

    private static async Task MeasureManyAsync(BenchReport report, int rounds, int each, CancellationToken cancellation)
    {
        var runs = new List<PipelineResult>();
        for (var round = 0; round < rounds; round++)
            runs.Add(await PipelineRun.MeasureAsync(Mailboxes, each, cancellation));

        double Median(Func<PipelineResult, double> of) => Samples.Median(runs.Select(of));
        report.AtLeast("pipeline", Median(r => r.PerSecond), "/s", 800);
        report.AtLeast("pipeline-ratio", Median(r => r.PerSecond / r.PlainPerSecond), "x plain", 0.35);
        report.Tell("plain-rows", Median(r => r.PlainPerSecond), "/s");
        report.Tell("processor", Median(r => r.ProcessorMilliseconds), "ms/message");
        report.Tell("processor-used", Median(r => r.Cores), "cores");
        report.Tell("allocated", Median(r => r.AllocatedKilobytes), "kB/message");
        report.Tell("fsyncs", Median(r => r.CommitsPerSecond), "/s");
        report.Tell("units-per-fsync", Median(r => r.UnitsPerCommit), "");
        report.Tell("rows-per-message", Median(r => r.RowsPerMessage), "");
        report.Tell("message-size", Median(r => r.MessageLength), "bytes");
        foreach (var stage in StageTimes.Names)
        {
            report.Tell(stage + "-p50", Median(r => r.Stages.At(stage, 0.5)), "ms");
            report.Tell(stage + "-p99", Median(r => r.Stages.At(stage, 0.99)), "ms");
        }
    }
}
