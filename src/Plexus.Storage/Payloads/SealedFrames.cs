using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Plexus.Storage.Secrets;

namespace Plexus.Storage.Payloads;

/// <summary>The encrypted form of a large payload: a header, then frames of 64 KiB, each sealed with its number and whether it is the last.</summary>
/// <remarks>Frames cannot be changed, reordered, dropped from the end or moved to another exchange. Nonce: 7 random bytes, 4 of the frame's number, 1 that marks the last.</remarks>
internal static class SealedFrames
{
    internal const int Plain = 64 * 1024;
    internal const int Tag = 16;
    internal const int Sealed = Plain + Tag;
    internal const int Header = 4 + 2 + Prefix;

    private const int Prefix = 7;

    private static ReadOnlySpan<byte> Magic => "PLX1"u8;

    internal static byte[] NewHeader(KeyRing keys)
    {
        var header = new byte[Header];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), keys.Current.Number);
        RandomNumberGenerator.Fill(header.AsSpan(6));
        return header;
    }

    internal static KeyRing.DataKey KeyOf(ReadOnlySpan<byte> header, KeyRing keys)
    {
        if (!header.StartsWith(Magic))
            throw new StorageException("A stored payload is not in our encrypted format.");
        return keys.Key(BinaryPrimitives.ReadUInt16BigEndian(header[4..]));
    }

    internal static byte[] Place(string exchange) => Encoding.ASCII.GetBytes("payload/" + exchange);

    internal static void Nonce(ReadOnlySpan<byte> header, uint frame, bool last, Span<byte> nonce)
    {
        header.Slice(6, Prefix).CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[Prefix..], frame);
        nonce[11] = last ? (byte)1 : (byte)0;
    }
}
