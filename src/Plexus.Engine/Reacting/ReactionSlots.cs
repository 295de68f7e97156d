namespace Plexus.Engine.Reacting;

/// <summary>How many protocols run at once. A reaction that waits for its turn gives its slot away, or those it waits for might never get one.</summary>
internal sealed class ReactionSlots(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    internal async Task<Slot> TakeAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        return new Slot(_free);
    }

    public void Dispose() => _free.Dispose();

    internal sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        private bool _held = true;

        internal async Task TakeBackAsync()
        {
            if (!_held)
                await free.WaitAsync();
            _held = true;
        }

        internal void Give()
        {
            if (_held)
                free.Release();
            _held = false;
        }

        public void Dispose() => Give();
    }
}
