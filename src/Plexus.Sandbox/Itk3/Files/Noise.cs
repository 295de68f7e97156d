using System.Buffers.Binary;

namespace Plexus.Sandbox.Itk3;

/// <summary>Bytes that look random and are always the same.</summary>
internal static class Noise
{
    internal static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        var block = new byte[sizeof(ulong)];
        var state = 0x504C45585553UL;
        for (var at = 0; at < length; at += block.Length)
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            BinaryPrimitives.WriteUInt64LittleEndian(block, z ^ (z >> 31));
            block.AsSpan(0, Math.Min(block.Length, length - at)).CopyTo(bytes.AsSpan(at));
        }
        return bytes;
    }
}
