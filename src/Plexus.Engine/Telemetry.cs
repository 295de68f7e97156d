using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Plexus.Engine;

/// <summary>What the engine tells OpenTelemetry under the name <c>Plexus</c>: never patient data.</summary>
internal static class Telemetry
{
    internal static readonly ActivitySource Source = new("Plexus");
    internal static readonly Meter Meter = new("Plexus");
    internal static readonly Counter<long> Received = Meter.CreateCounter<long>("plexus.received", "{message}", "Messages committed to the journal.");
    internal static readonly Counter<long> Reactions = Meter.CreateCounter<long>("plexus.reactions", "{reaction}", "Reactions committed.");
    internal static readonly Counter<long> Reruns = Meter.CreateCounter<long>("plexus.reaction.reruns", "{reaction}", "Reactions run again because something they had read changed.");
    internal static readonly Counter<long> Sends = Meter.CreateCounter<long>("plexus.sends", "{message}", "Sends by what became of them.");
    internal static readonly Counter<long> Failures = Meter.CreateCounter<long>("plexus.failures", "{failure}", "Attempts that failed, by stage.");
    internal static readonly Histogram<double> ReactionTime = Meter.CreateHistogram<double>("plexus.reaction.duration", "ms", "From taking a stimulus to its commit.");
    internal static readonly Histogram<double> ProtocolTime = Meter.CreateHistogram<double>("plexus.protocol.duration", "ms", "Running a protocol and storing what it made, without the commit.");
    internal static readonly Histogram<double> DownloadTime = Meter.CreateHistogram<double>("plexus.download.duration", "ms", "Downloading a message and storing its payload.");
    internal static readonly Histogram<double> ReceiveTime = Meter.CreateHistogram<double>("plexus.receive.duration", "ms", "From listing a message to its commit.");

    /// <summary>A span in the trace of an exchange: the trace's id is kept in the row, so that spans of all nodes meet.</summary>
    internal static Activity? Start(string name, string trace, ActivityKind kind = ActivityKind.Internal)
    {
        if (!Source.HasListeners())
            return null;
        var parent = new ActivityContext(ActivityTraceId.CreateFromString(trace), ActivitySpanId.CreateFromString(trace.AsSpan(16)), ActivityTraceFlags.Recorded, isRemote: true);
        return Source.StartActivity(name, kind, parent);
    }
}
