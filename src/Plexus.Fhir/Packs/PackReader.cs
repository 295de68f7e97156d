using System.Buffers.Binary;

namespace Plexus.Fhir.Packs;

/// <summary>Walks one section of a pack: unsigned varints, bytes and nothing else.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> section)
{
    private readonly ReadOnlySpan<byte> _section = section;
    private int _position;

    internal readonly int Position => _position;

    internal int Number()
    {
        int first = _section[_position++];
        return first < 0x80 ? first : LongNumber(first);
    }

    internal byte Byte() => _section[_position++];

    internal ReadOnlySpan<byte> Bytes(int count)
    {
        var bytes = _section.Slice(_position, count);
        _position += count;
        return bytes;
    }

    internal int[] Numbers()
    {
        var count = Number();
        if (count == 0)
            return [];

        var numbers = new int[count];
        for (var i = 0; i < count; i++)
            numbers[i] = Number();
        return numbers;
    }

    /// <summary>The bytes of one section, found through the directory behind the header.</summary>
    /// <exception cref="InvalidDataException">Not a pack, of another revision, or of another kind.</exception>
    internal static Range Locate(ReadOnlySpan<byte> pack, PackKind kind, PackSection section)
    {
        if (!pack.StartsWith(PackFormat.Magic) || pack[4] != PackFormat.Revision || pack[6] != (byte)kind)
            throw new InvalidDataException("The definition pack is not of the revision this program reads.");

        var entry = pack.Slice(PackFormat.HeaderLength + ((int)section * 8), 8);
        var offset = BinaryPrimitives.ReadInt32LittleEndian(entry);
        return offset..(offset + BinaryPrimitives.ReadInt32LittleEndian(entry[4..]));
    }

    private int LongNumber(int first)
    {
        var value = first & 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            int next = _section[_position++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
