namespace Plexus.Mesh;

/// <summary>Gives up an attempt after a silence; every byte moved starts the silence anew.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource? _either;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;

    internal StallWatch(TimeSpan limit, TimeProvider clock, CancellationToken caller)
    {
        _limit = limit;
        _caller = caller;
        _silence = new CancellationTokenSource(limit, clock);
        _either = caller.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, caller) : null;
    }

    internal CancellationToken Token => (_either ?? _silence).Token;

    internal void Moved() => _silence.CancelAfter(_limit);

    /// <summary>Whether a cancellation was ours and not the caller's.</summary>
    internal bool IsStalled => _silence.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _either?.Dispose();
        _silence.Dispose();
    }
}
