using System.Globalization;
using Plexus.Storage;

namespace Plexus.Acceptance.Crash;

/// <summary>Where a gateway is killed, one life after another.</summary>
/// <param name="Point">One of <see cref="CrashPoint"/>.</param>
/// <param name="Hit">At which passing, from 1.</param>
internal sealed record Kill(string Point, int Hit)
{
    private const int Seed = 2026;
    private const int OrdinaryKills = 25;
    private const int LongKills = 1000;

    /// <summary>What PLEXUS_CRASH_AT takes.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Point}:{Hit}");

    /// <summary>25 kills, every point at least three times; 1,000 drawn from a seed under <c>PLEXUS_LONG=1</c>.</summary>
    public static IReadOnlyList<Kill> Plan { get; } = Environment.GetEnvironmentVariable("PLEXUS_LONG") == "1" ? Drawn(LongKills) : Ordinary();

    private static List<Kill> Ordinary()
    {
        var kills = CrashPoint.All.SelectMany(point => new[] { 1, 2, 4 }.Select(hit => new Kill(point, point == CrashPoint.MidCommit ? 4 * hit : hit))).ToList();
        kills.AddRange(Drawn(OrdinaryKills - kills.Count));
        Shuffle(kills);
        return kills;
    }

#pragma warning disable CA5394 // A seed makes a run repeatable; nothing is secret here.
    private static void Shuffle(List<Kill> kills) => new Random(Seed).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kills));

    private static List<Kill> Drawn(int count)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, count).Select(_ => CrashPoint.All[random.Next(CrashPoint.All.Count)]).Select(point => new Kill(point, random.Next(1, point == CrashPoint.MidCommit ? 30 : 6)))];
#pragma warning restore CA5394
    }
}
