namespace Plexus.Sandbox.Itk3;

/// <summary>Lets callers wait until a condition over changing things holds.</summary>
internal sealed class Changes
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Raise()
    {
        TaskCompletionSource happened;
        lock (_gate)
        {
            happened = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        happened.SetResult();
    }

    /// <summary>Completes when the condition holds; it is looked at after every change.</summary>
    internal async Task UntilAsync(Func<bool> condition, CancellationToken cancellation)
    {
        while (true)
        {
            Task next;
            lock (_gate)
                next = _next.Task;
            if (condition())
                return;
            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
