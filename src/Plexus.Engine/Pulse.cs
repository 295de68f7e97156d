namespace Plexus.Engine;

/// <summary>Wakes those who wait: a signal given while it works is not lost.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource _next = New();

    internal void Give() => Volatile.Read(ref _next).TrySetResult();

    /// <summary>Waits for a signal, at most as long as the clock says.</summary>
    internal async Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken cancellation)
    {
        var next = Volatile.Read(ref _next);
        if (!next.Task.IsCompleted)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(next.Task, Task.Delay(most, clock, enough.Token));
            await enough.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        }

        // Several may wait: only one renews the signal, or a new one given meanwhile would be lost.
        if (next.Task.IsCompleted)
            Interlocked.CompareExchange(ref _next, New(), next);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
