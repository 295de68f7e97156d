using System.Globalization;

namespace Plexus.Sandbox.Mesh;

/// <summary>Makes message ids (<c>yyyyMMddHHmmssffffff_XXXXXX</c>) and the opaque ids of answers.</summary>
/// <remarks>The six digits walk through all 2^24 values before one comes again, so ids stay unique while the clock stands still.</remarks>
internal sealed class MessageIds(TimeProvider business, int seed)
{
    private const int Odd = 0x9E3779;
    private const int Mask = 0xFFFFFF;
    private readonly uint _seed = (uint)seed;
    private int _count = seed;

    internal string NextMessage()
    {
        var next = (Interlocked.Increment(ref _count) * Odd) & Mask;
        return string.Create(27, (business.GetUtcNow().UtcDateTime, next), static (text, state) =>
        {
            state.UtcDateTime.TryFormat(text, out _, "yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);
            text[20] = '_';
            state.next.TryFormat(text[21..], out _, "X6", CultureInfo.InvariantCulture);
        });
    }

    /// <summary>32 hexadecimal digits, lower case.</summary>
    internal string NextQuery()
    {
        var next = (ulong)Interlocked.Increment(ref _count);
        return string.Create(CultureInfo.InvariantCulture, $"{(ulong)business.GetUtcNow().Ticks:x16}{(next * 0x9E3779B97F4A7C15UL) ^ _seed:x16}");
    }
}
