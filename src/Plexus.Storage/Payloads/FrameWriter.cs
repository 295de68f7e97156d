using Plexus.Storage.Secrets;

namespace Plexus.Storage.Payloads;

/// <summary>Seals plain bytes frame by frame into a sink. Only one frame is held in memory.</summary>
internal sealed class FrameWriter(KeyRing keys, string exchange, Stream sink)
{
    private readonly byte[] _header = SealedFrames.NewHeader(keys);
    private readonly byte[] _place = SealedFrames.Place(exchange);
    private readonly byte[] _plain = new byte[SealedFrames.Plain];
    private readonly byte[] _sealed = new byte[SealedFrames.Sealed];
    private int _filled;
    private uint _frame;

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
        {
            // A full frame is sealed only when more follows: the last one is marked.
            if (_filled == _plain.Length)
                await SealAsync(last: false, cancellation);
            var taken = Math.Min(bytes.Length, _plain.Length - _filled);
            bytes[..taken].CopyTo(_plain.AsMemory(_filled));
            _filled += taken;
            bytes = bytes[taken..];
        }
    }

    internal ValueTask CompleteAsync(CancellationToken cancellation) => SealAsync(last: true, cancellation);

    private async ValueTask SealAsync(bool last, CancellationToken cancellation)
    {
        if (_frame == 0)
            await sink.WriteAsync(_header, cancellation);
        Seal(last);
        await sink.WriteAsync(_sealed.AsMemory(0, _filled + SealedFrames.Tag), cancellation);
        _filled = 0;
    }

    private void Seal(bool last)
    {
        Span<byte> nonce = stackalloc byte[12];
        SealedFrames.Nonce(_header, _frame++, last, nonce);
        keys.Current.Encrypt(nonce, _plain.AsSpan(0, _filled), _sealed.AsSpan(0, _filled), _sealed.AsSpan(_filled, SealedFrames.Tag), _place);
    }
}
