using System.Buffers;
using System.Buffers.Binary;

using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Definitions;

/// <summary>Writes one section: the mirror of <see cref="PackReader"/>.</summary>
internal sealed class PackSectionWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal int Length => _bytes.WrittenCount;

    internal void Number(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var rest = (uint)value;
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    internal void Byte(byte value) => _bytes.Write([value]);

    internal void Bytes(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    internal void Numbers(IReadOnlyCollection<int> values)
    {
        Number(values.Count);
        foreach (var value in values)
            Number(value);
    }

    internal byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    internal static byte[] Assemble(FhirVersion version, PackKind kind, IReadOnlyDictionary<PackSection, byte[]> sections)
    {
        const int count = (int)PackSection.Count;
        using var pack = new MemoryStream();
        pack.Write(PackFormat.Magic);
        pack.Write([PackFormat.Revision, (byte)version, (byte)kind, count]);

        var offset = PackFormat.HeaderLength + (count * 8);
        var entry = new byte[8];
        for (var section = 0; section < count; section++)
        {
            var length = sections.TryGetValue((PackSection)section, out var bytes) ? bytes.Length : 0;
            BinaryPrimitives.WriteInt32LittleEndian(entry, offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), length);
            pack.Write(entry);
            offset += length;
        }

        for (var section = 0; section < count; section++)
        {
            if (sections.TryGetValue((PackSection)section, out var bytes))
                pack.Write(bytes);
        }

        return pack.ToArray();
    }
}
