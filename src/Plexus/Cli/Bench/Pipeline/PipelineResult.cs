namespace Plexus.Cli.Bench.Pipeline;

/// <summary>What one run did.</summary>
internal sealed record PipelineResult
{
    public required int Messages { get; init; }

    public required int MessageLength { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Of this process, the emulated MESH included.</summary>
    public required TimeSpan Processor { get; init; }

    public required long Allocated { get; init; }

    public required long Commits { get; init; }

    public required long Units { get; init; }

    public required long Rows { get; init; }

    /// <summary>Seconds in which the same rows were written in as many groups and nothing else was done.</summary>
    public required double PlainSeconds { get; init; }

    public required StageTimes Stages { get; init; }

    public double PerSecond => Messages / Seconds;

    public double PlainPerSecond => Messages / PlainSeconds;

    public double ProcessorMilliseconds => Processor.TotalMilliseconds / Messages;

    public double AllocatedKilobytes => Allocated / 1e3 / Messages;

    public double Cores => Processor.TotalSeconds / Seconds;

    public double CommitsPerSecond => Commits / Seconds;

    public double UnitsPerCommit => (double)Units / Commits;

    public double RowsPerMessage => (double)Rows / Messages;
}
