using System.Buffers.Binary;

namespace Plexus.Sandbox.Itk3;

/// <summary>Writes a PNG of grey stripes. Its data is stored, not compressed: compressors may change between runtimes, these bytes may not.</summary>
internal static class PngFile
{
    private static readonly byte[] _signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Makes an 8-bit greyscale picture.</summary>
    /// <param name="width">Pixels across, up to 1,000.</param>
    /// <param name="height">Pixels down; a row of pixels and its filter byte, all rows together, must fit 65,535 bytes.</param>
    internal static byte[] Write(int width, int height)
    {
        var file = new MemoryStream();
        file.Write(_signature);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        head[8] = 8;
        Chunk(file, "IHDR"u8, head);
        Chunk(file, "IDAT"u8, Stored(Pixels(width, height)));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Pixels(int width, int height)
    {
        var rows = new byte[(width + 1) * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                rows[(y * (width + 1)) + 1 + x] = (byte)(((x / 8) + (y / 8)) % 2 == 0 ? 0xE8 : 0x40);
        }
        return rows;
    }

    // RFC 1950 and 1951: a header, one stored block, a checksum.
    private static byte[] Stored(byte[] data)
    {
        if (data.Length > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(data), "One stored block holds 65,535 bytes.");
        var stream = new byte[2 + 5 + data.Length + 4];
        stream[0] = 0x78;
        stream[1] = 0x01;
        stream[2] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(stream.AsSpan(3), (ushort)data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(stream.AsSpan(5), (ushort)~data.Length);
        data.CopyTo(stream.AsSpan(7));
        BinaryPrimitives.WriteUInt32BigEndian(stream.AsSpan(7 + data.Length), Adler(data));
        return stream;
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        var chunk = new byte[4 + data.Length];
        type.CopyTo(chunk);
        data.CopyTo(chunk.AsSpan(4));
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(chunk));
        file.Write(number);
    }

    private static uint Adler(byte[] data)
    {
        uint a = 1, b = 0;
        foreach (var value in data)
        {
            a = (a + value) % 65_521;
            b = (b + a) % 65_521;
        }
        return (b << 16) | a;
    }

    private static uint Crc(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }
        return ~crc;
    }
}
