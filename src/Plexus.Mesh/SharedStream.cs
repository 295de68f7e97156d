using System.Diagnostics.CodeAnalysis;

namespace Plexus.Mesh;

/// <summary>One seekable stream read at several positions at once: each read moves it under a lock.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle is never asked for holds nothing to release, and a payload has no end of life.")]
internal sealed class SharedStream(Stream stream)
{
    private readonly long _start = stream.Position;
    private readonly SemaphoreSlim _turn = new(1, 1);

    internal Stream OpenAt(long offset) => new View(this, _start + offset);

    private async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            stream.Position = position;
            return await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed class View(SharedStream shared, long position) : ReadOnlyStream
    {
        private long _position = position;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await shared.ReadAtAsync(_position, buffer, cancellationToken).ConfigureAwait(false);
            _position += read;
            return read;
        }
    }
}
