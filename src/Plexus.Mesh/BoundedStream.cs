namespace Plexus.Mesh;

/// <summary>The next so many bytes of another stream, which it owns. An early end is an error: the chunk would be shorter than promised.</summary>
internal sealed class BoundedStream(Stream inner, long count) : ReadOnlyStream
{
    private long _left = count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0 || buffer.IsEmpty)
            return 0;

        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        if (read == 0)
            throw new EndOfStreamException("The data to send ended early: it became shorter while it was sent.");
        _left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
