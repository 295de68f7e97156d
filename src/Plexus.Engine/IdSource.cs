using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Plexus.Engine;

/// <summary>Makes ids that sort by the time they were made: UUIDs of version 7, rising even within a millisecond.</summary>
public sealed class IdSource(TimeProvider time)
{
    private long _last;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Next()
    {
        Span<byte> id = stackalloc byte[16];
        RandomNumberGenerator.Fill(id[8..]);
        // 48 bits of milliseconds and 12 of a counter, which runs on when the clock stands or goes back.
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() << 12;
        long last, next;
        do
        {
            last = Interlocked.Read(ref _last);
            next = Math.Max(now, last + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        BinaryPrimitives.WriteInt64BigEndian(id, ((next >> 12) << 16) | 0x7000 | (next & 0xFFF));
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return Convert.ToHexStringLower(id);
    }

    /// <summary>No id made since the moment is lower.</summary>
    internal static string FirstOf(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture) + new string('0', 20);

    /// <summary>The id of a thing that follows from another: the same each time it is asked for, and sorted beside its origin.</summary>
    internal static string Derive(string origin, string purpose)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(origin + "\n" + purpose), hash);
        var id = hash[..16];
        Convert.FromHexString(origin.AsSpan(0, 12), id, out _, out _);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return Convert.ToHexStringLower(id);
    }
}
