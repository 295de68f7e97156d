namespace Plexus.Mesh;

/// <summary>The state of a chunked send while chunks end in any order; tells the caller one change at a time.</summary>
internal sealed class StateRecord(ChunkedSendState start, Func<ChunkedSendState, CancellationToken, ValueTask>? tell) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    internal ChunkedSendState State { get; private set; } = start;

    internal ValueTask TellAsync(CancellationToken cancellation) => tell is null ? ValueTask.CompletedTask : tell(State, cancellation);

    internal async ValueTask AddAsync(int chunk, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            State = State.With(chunk);
            await TellAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
