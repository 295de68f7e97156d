namespace Plexus.Engine.Events;

/// <summary>Leaves a destination in peace while it is in trouble: after a few failures in a row only one attempt at a time tests it, ever more seldom.</summary>
/// <remarks>Kept per node and per endpoint; nothing is lost with it.</remarks>
public sealed class Circuit(TimeProvider clock)
{
    internal const int FailuresToOpen = 5;
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private int _failures;
    private DateTimeOffset _closedUntil;
    private bool _testing;

    /// <summary>Only one attempt at a time may test the destination.</summary>
    public bool IsTroubled
    {
        get
        {
            lock (_lock)
                return _failures >= FailuresToOpen;
        }
    }

    /// <summary>Null when an attempt may be made now; otherwise when to come back.</summary>
    public DateTimeOffset? TryEnter()
    {
        lock (_lock)
        {
            if (_failures < FailuresToOpen)
                return null;
            var now = clock.GetUtcNow();
            if (now < _closedUntil)
                return _closedUntil;
            if (_testing)
                return now + FirstPause;
            _testing = true;
            return null;
        }
    }

    /// <summary>Ends an attempt that <see cref="TryEnter"/> let through, whatever became of it.</summary>
    /// <param name="troubled">The destination itself failed; null when the attempt says nothing about it.</param>
    public void Leave(bool? troubled)
    {
        lock (_lock)
        {
            _testing = false;
            if (troubled is not { } failed)
                return;
            _failures = failed ? Math.Min(_failures + 1, 64) : 0;
            if (_failures >= FailuresToOpen)
                _closedUntil = clock.GetUtcNow() + RetryDelay.After(_failures - FailuresToOpen + 1, FirstPause, LongestPause, chance: 1);
        }
    }
}
