using System.Diagnostics.Metrics;

namespace Plexus.Cli.Bench.Pipeline;

/// <summary>How long messages spend in each stage, as the engine tells its meter.</summary>
internal sealed class StageTimes : IDisposable
{
    private static readonly Dictionary<string, string> Instruments = new()
    {
        ["plexus.download.duration"] = "download",
        ["plexus.receive.duration"] = "listing-to-commit",
        ["plexus.protocol.duration"] = "protocol",
        ["plexus.reaction.duration"] = "reaction",
    };

    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, List<double>> _times = Names.ToDictionary(n => n, _ => new List<double>());

    internal StageTimes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Plexus" && Instruments.TryGetValue(instrument.Name, out var stage))
                listener.EnableMeasurementEvents(instrument, _times[stage]);
        };
        _listener.SetMeasurementEventCallback<double>(static (_, milliseconds, _, state) =>
        {
            var times = (List<double>)state!;
            lock (times)
                times.Add(milliseconds);
        });
        _listener.Start();
    }

    internal static IReadOnlyList<string> Names { get; } = [.. Instruments.Values];

    /// <summary>The milliseconds that a share of the messages did not exceed.</summary>
    internal double At(string stage, double share) => Samples.At(_times[stage], share);

    public void Dispose() => _listener.Dispose();
}
