namespace Plexus.Sandbox.Mesh;

/// <summary>Several streams read as one, each closed when it is used up.</summary>
internal sealed class ChunkStream(IReadOnlyList<Stream> parts) : Stream
{
    private int _at;

    private Stream? Current => _at < parts.Count ? parts[_at] : null;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        while (Current is { } current)
        {
            var read = current.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
                return read;
            Next();
        }
        return 0;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (Current is { } current)
        {
            var read = await current.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0 || buffer.IsEmpty)
                return read;
            Next();
        }
        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            while (Current is not null)
                Next();
        }
        base.Dispose(disposing);
    }

    private void Next() => parts[_at++].Dispose();
}
