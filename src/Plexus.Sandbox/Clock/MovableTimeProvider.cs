namespace Plexus.Sandbox;

/// <summary>A time provider that runs along another one at an offset; timers follow every move.</summary>
internal sealed class MovableTimeProvider(TimeProvider wall) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<MovableTimer> _timers = [];
    private TimeSpan _offset;
    private DateTimeOffset? _frozenAt;

    internal TimeSpan Offset
    {
        get
        {
            lock (_gate)
                return _frozenAt is { } at ? at - wall.GetUtcNow() : _offset;
        }
    }

    internal bool Frozen
    {
        get
        {
            lock (_gate)
                return _frozenAt is not null;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _frozenAt ?? wall.GetUtcNow() + _offset;
    }

    public override long TimestampFrequency => wall.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => wall.LocalTimeZone;

    public override long GetTimestamp() => wall.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MovableTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Set(DateTimeOffset now)
    {
        lock (_gate)
        {
            _offset = now - wall.GetUtcNow();
            if (_frozenAt is not null)
                _frozenAt = now;
        }
        Reschedule();
    }

    internal void Advance(TimeSpan by)
    {
        lock (_gate)
        {
            _offset += by;
            _frozenAt += by;
        }
        Reschedule();
    }

    /// <summary>Back to the wall clock, running.</summary>
    internal void Reset()
    {
        lock (_gate)
        {
            _offset = TimeSpan.Zero;
            _frozenAt = null;
        }
        Reschedule();
    }

    internal void Freeze()
    {
        lock (_gate)
            _frozenAt ??= wall.GetUtcNow() + _offset;
        Reschedule();
    }

    internal void Resume()
    {
        lock (_gate)
        {
            if (_frozenAt is not { } stoodAt)
                return;
            _offset = stoodAt - wall.GetUtcNow();
            _frozenAt = null;
        }
        Reschedule();
    }

    private void Reschedule()
    {
        MovableTimer[] timers;
        lock (_gate)
            timers = [.. _timers];
        foreach (var timer in timers)
            timer.Schedule();
    }

    private void Track(MovableTimer timer, bool active)
    {
        lock (_gate)
        {
            if (active)
                _timers.Add(timer);
            else
                _timers.Remove(timer);
        }
    }

    private sealed class MovableTimer : ITimer
    {
        private static readonly TimeSpan _longestWait = TimeSpan.FromDays(20);
        private readonly MovableTimeProvider _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _underlying;
        private readonly Lock _gate = new();
        private DateTimeOffset? _due;
        private TimeSpan _period;

        internal MovableTimer(MovableTimeProvider clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _callback = callback;
            _state = state;
            _underlying = clock.Wall.CreateTimer(static timer => ((MovableTimer)timer!).Schedule(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
                _period = period;
            }
            _clock.Track(this, dueTime != Timeout.InfiniteTimeSpan);
            Schedule();
            return true;
        }

        internal void Schedule()
        {
            var fire = false;
            lock (_gate)
            {
                if (_due is { } due)
                {
                    var now = _clock.GetUtcNow();
                    if (due <= now)
                    {
                        fire = true;
                        _due = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? null : now + _period;
                    }
                    if (_due is { } next && !_clock.Frozen)
                        _underlying.Change(Min(next - now, _longestWait), Timeout.InfiniteTimeSpan);
                }
            }
            if (fire)
                _callback(_state);
        }

        private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

        public void Dispose()
        {
            lock (_gate)
                _due = null;
            _clock.Track(this, false);
            _underlying.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private TimeProvider Wall => wall;
}
