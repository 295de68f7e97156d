using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Plexus.Contracts;

namespace Plexus.Standards.Itk3;

/// <summary>Opens what its sender zipped itself: MESH passes that on as it came (<c>Mex-Content-Compressed</c>), so the receiver unzips it.</summary>
/// <remarks>Generic FHIR Receiver, first step: unzip, then size. What comes out is bounded, however little went in.</remarks>
public static class ZippedBySender
{
    private const int ShortestZip = 18;

    private static ReadOnlySpan<byte> MemberStart => [0x1f, 0x8b, 8];

    private static readonly ConditionalWeakTable<InboundMessage, InboundMessage> Opened = [];

    private enum End
    {
        Reached,
        Damaged,
        BeyondLimit,
    }

    /// <summary>What is inside.</summary>
    /// <param name="most">Bytes that may come out.</param>
    /// <returns>The bytes themselves when they are not zipped, are damaged, or more than <paramref name="most"/> is inside.</returns>
    public static ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> bytes, int most) =>
        IsZip(bytes) && Inflate(bytes, most, out var inside) == End.Reached ? inside : bytes;

    /// <summary>The message opened, as far as its <see cref="InboundMessage.SizeLimit"/>, once however often its reaction is run; the same message when it is not zipped.</summary>
    /// <remarks>Damaged, it keeps its bytes, and <see cref="InboundMessage.Head"/> holds what could be read of it: enough, often, to answer its sender.</remarks>
    internal static InboundMessage Open(InboundMessage message) =>
        IsZip(message.AboveLimit ? message.Head : message.Payload) ? Opened.GetValue(message, m => Unzip(m, (int)Math.Min(m.SizeLimit, Array.MaxLength))) : message;

    private static bool IsZip(ReadOnlyMemory<byte> bytes) => bytes.Span is [0x1f, 0x8b, ..];

    private static InboundMessage Unzip(InboundMessage message, int most)
    {
        if (message.AboveLimit)
        {
            Inflate(message.Head, HeaderPeek.Window, out var begun);
            return message with { Head = begun };
        }

        return Inflate(message.Payload, most, out var inside) switch
        {
            End.Reached => message with { Payload = inside },
            End.BeyondLimit => message with { Payload = default, AboveLimit = true, Head = Beginning(inside) },
            _ => message with { Head = Beginning(inside) },
        };
    }

    private static ReadOnlyMemory<byte> Beginning(ReadOnlyMemory<byte> inside) => inside.Length > HeaderPeek.Window ? inside[..HeaderPeek.Window] : inside;

    private static End Inflate(ReadOnlyMemory<byte> zipped, int most, out ReadOnlyMemory<byte> inside)
    {
        using var bytes = MemoryMarshal.TryGetArray(zipped, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(zipped.ToArray(), writable: false);
        using var gzip = new GZipStream(bytes, CompressionMode.Decompress);
        using var result = new MemoryStream();
        var buffer = new byte[64 * 1024];
        var end = End.Reached;
        try
        {
            for (int read; end == End.Reached && (read = gzip.Read(buffer)) > 0;)
            {
                end = result.Length + read > most ? End.BeyondLimit : End.Reached;
                result.Write(buffer, 0, (int)Math.Min(read, most - result.Length));
            }
        }
        catch (InvalidDataException)
        {
            end = End.Damaged;
        }

        inside = result.GetBuffer().AsMemory(0, (int)result.Length);
        return end == End.Reached && !EndsAsItShould(zipped.Span, result.Length) ? End.Damaged : end;
    }

    // RFC 1952: the last four bytes are the length of what is inside, modulo 2^32; of several members, as a sender that zips each chunk makes them, that of the last.
    // The decompressor does not miss them when they are cut off.
    private static bool EndsAsItShould(ReadOnlySpan<byte> zipped, long length)
    {
        if (zipped.Length < ShortestZip)
            return false;
        var last = BinaryPrimitives.ReadUInt32LittleEndian(zipped[^4..]);
        return last == (uint)length || (last < length && zipped[1..].IndexOf(MemberStart) >= 0);
    }
}
