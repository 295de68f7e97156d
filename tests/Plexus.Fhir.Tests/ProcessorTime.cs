using System.Globalization;

namespace Plexus.Fhir.Tests;

/// <summary>What work costs, whatever else the machine has to do.</summary>
internal static class ProcessorTime
{
    private const string Schedule = "/proc/thread-self/schedstat";

    /// <summary>What this thread has used of a processor, where the system tells.</summary>
    internal static TimeSpan OfThread() => File.Exists(Schedule)
        ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText(Schedule).Split(' ')[0], CultureInfo.InvariantCulture) / 1000)
        : TimeSpan.FromMilliseconds(Environment.TickCount64);
}
