namespace Plexus.Cli.Bench;

/// <summary>Watches how far the process's memory grows.</summary>
internal sealed class PeakMemory : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly long _before;
    private readonly Timer _timer;
    private long _peak;

    internal PeakMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        _before = _peak = Environment.WorkingSet;
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>How far above the start it has been, in MB.</summary>
    internal double GrowthInMegabytes
    {
        get
        {
            Look();
            return (Interlocked.Read(ref _peak) - _before) / 1e6;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = Environment.WorkingSet;
        var peak = Interlocked.Read(ref _peak);
        while (now > peak && Interlocked.CompareExchange(ref _peak, now, peak) is var seen && seen != peak)
            peak = seen;
    }
}
