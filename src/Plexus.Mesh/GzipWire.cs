using System.Buffers.Binary;

namespace Plexus.Mesh;

/// <summary>Compressed bytes on their way to the decompressor, which stops without a word where they stop: this remembers the end, to check that it was one.</summary>
/// <remarks>RFC 1952: a member ends with the length of its data modulo 2^32. Several members in one body do not pass, and are asked for uncompressed instead.</remarks>
internal sealed class GzipWire(Stream inner) : ReadOnlyStream
{
    private readonly byte[] _tail = new byte[4];
    private long _count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Remember(buffer.Span[..read]);
        return read;
    }

    /// <summary>Reads what the decompressor left, and refuses an end that is none.</summary>
    /// <exception cref="InvalidDataException">The compressed data was cut short, or is not one member.</exception>
    internal async ValueTask CheckEndAsync(long decompressed, CancellationToken cancellation)
    {
        var rest = new byte[16];
        while (await ReadAsync(rest, cancellation).ConfigureAwait(false) > 0)
        {
            // The decompressor may leave part of the end unread.
        }

        if (_count > 0 && (_count < 18 || BinaryPrimitives.ReadUInt32LittleEndian(_tail) != (uint)decompressed))
            throw new InvalidDataException("The compressed chunk does not end as it should.");
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        _count += bytes.Length;
        var last = bytes.Length >= 4 ? bytes[^4..] : bytes;
        _tail.AsSpan(last.Length).CopyTo(_tail);
        last.CopyTo(_tail.AsSpan(4 - last.Length));
    }
}
