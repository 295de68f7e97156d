namespace Plexus.Sandbox.Mesh;

/// <summary>When what happens to a message by itself: not collected, then deleted.</summary>
internal sealed class Deadlines
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<MeshMessage, long> _queue = new();
    private long _next = long.MaxValue;

    /// <summary>Whether anything is due; cheap enough to ask before every request.</summary>
    internal bool AnyDue(DateTimeOffset now) => now.UtcTicks >= Interlocked.Read(ref _next);

    internal void Add(MeshMessage message, DateTimeOffset due)
    {
        lock (_gate)
        {
            _queue.Enqueue(message, due.UtcTicks);
            Interlocked.Exchange(ref _next, _queue.TryPeek(out _, out var next) ? next : long.MaxValue);
        }
    }

    internal bool TryTake(DateTimeOffset now, out MeshMessage message)
    {
        lock (_gate)
        {
            var due = _queue.TryPeek(out message!, out var at) && at <= now.UtcTicks;
            if (due)
                _queue.Dequeue();
            Interlocked.Exchange(ref _next, _queue.TryPeek(out _, out var next) ? next : long.MaxValue);
            return due;
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _queue.Clear();
            Interlocked.Exchange(ref _next, long.MaxValue);
        }
    }
}
