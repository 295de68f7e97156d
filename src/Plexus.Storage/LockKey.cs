using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Plexus.Storage;

/// <summary>Names a thing that two transactions must not decide about at once.</summary>
public static class LockKey
{
    /// <summary>A hash of the parts. Two things that share one by chance only wait for each other.</summary>
    public static long Of(string kind, string organisation, string key, string? more = null)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{organisation}\n{key}\n{more}"), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
