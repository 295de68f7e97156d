using Plexus.Storage.Secrets;

namespace Plexus.Storage.Payloads;

/// <summary>Gives the plain bytes of a sealed payload, frame by frame, and only bytes that were proven genuine.</summary>
internal sealed class FrameReader(KeyRing keys, string exchange, long size, Stream source) : Stream
{
    private readonly long _size = size;
    private readonly byte[] _header = new byte[SealedFrames.Header];
    private readonly byte[] _place = SealedFrames.Place(exchange);
    private readonly byte[] _sealed = new byte[SealedFrames.Sealed];
    private readonly byte[] _plain = new byte[SealedFrames.Plain];
    private KeyRing.DataKey? _key;
    private uint _frame;
    private long _left = size;
    private int _from;
    private int _to;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _size;

    public override long Position
    {
        get => _size - _left - (_to - _from);
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_from == _to && (_left == 0 || !await NextAsync(cancellationToken)))
            return 0;
        return Give(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_from == _to)
        {
            if (_left == 0)
                return 0;
            if (_key is null)
            {
                source.ReadExactly(_header);
                _key = SealedFrames.KeyOf(_header, keys);
            }

            source.ReadExactly(_sealed, 0, FrameLength);
            Open();
        }

        return Give(buffer);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    private int FrameLength => (int)Math.Min(_left, SealedFrames.Plain) + SealedFrames.Tag;

    private async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        if (_key is null)
        {
            await source.ReadExactlyAsync(_header, cancellation);
            _key = SealedFrames.KeyOf(_header, keys);
        }

        await source.ReadExactlyAsync(_sealed.AsMemory(0, FrameLength), cancellation);
        Open();
        return true;
    }

    private void Open()
    {
        var length = (int)Math.Min(_left, SealedFrames.Plain);
        Span<byte> nonce = stackalloc byte[12];
        SealedFrames.Nonce(_header, _frame++, last: _left == length, nonce);
        _key!.Decrypt(nonce, _sealed.AsSpan(0, length), _sealed.AsSpan(length, SealedFrames.Tag), _plain.AsSpan(0, length), _place);
        _left -= length;
        (_from, _to) = (0, length);
    }

    private int Give(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _to - _from);
        _plain.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }
}
