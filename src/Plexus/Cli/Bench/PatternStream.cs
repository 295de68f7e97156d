namespace Plexus.Cli.Bench;

/// <summary>As many bytes as wanted, without holding them: one block over and over, too long for gzip to see that it repeats.</summary>
internal sealed class PatternStream(long length) : Stream
{
    private const int BlockLength = 128 * 1024;
    private static readonly byte[] Block = Make();

    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var offset = (int)(_position % BlockLength);
        var count = (int)Math.Min(Math.Min(buffer.Length, BlockLength - offset), length - _position);
        Block.AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Make()
    {
        var block = new byte[BlockLength];
        new Random(1).NextBytes(block);
        return block;
    }
}
