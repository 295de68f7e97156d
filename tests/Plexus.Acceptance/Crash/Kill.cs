using System.Globalization;
using System.Runtime.InteropServices;
using Plexus.Storage;

namespace Plexus.Acceptance.Crash;

/// <summary>Where a gateway is killed in one of its lives.</summary>
/// <param name="Point">One of <see cref="CrashPoint"/>.</param>
/// <param name="Hit">At which passing, from 1.</param>
internal sealed record Kill(string Point, int Hit)
{
    private const int OrdinaryKills = 25;
    private const int OrdinarySeed = 2026;

    /// <summary>A life has many commits for each passing of another point.</summary>
    private const int CommitsToAPassing = 3;

    /// <summary>25 kills, every point at least three times. <c>PLEXUS_TEST_KILLS</c> asks for more, drawn from <c>PLEXUS_TEST_SEED</c>.</summary>
    public static IReadOnlyList<Kill> Plan { get; } = Draw(Math.Max(OrdinaryKills, Number("PLEXUS_TEST_KILLS", OrdinaryKills)), Number("PLEXUS_TEST_SEED", OrdinarySeed));

    /// <summary>What PLEXUS_CRASH_AT takes.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Point}:{Hit}");

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static List<Kill> Draw(int count, int seed)
    {
        List<Kill> kills = [.. CrashPoint.All.SelectMany(point => new[] { 1, 2, 3 }.Select(passing => At(point, passing, CommitsToAPassing)))];
#pragma warning disable CA5394 // A seed makes a run repeatable; nothing is secret here.
        var random = new Random(seed);
        while (kills.Count < count)
            kills.Add(At(CrashPoint.All[random.Next(CrashPoint.All.Count)], random.Next(1, 6), random.Next(1, 6)));
        random.Shuffle(CollectionsMarshal.AsSpan(kills));
#pragma warning restore CA5394
        return kills;
    }

    private static Kill At(string point, int passing, int commits) => new(point, point == CrashPoint.MidCommit ? passing * commits : passing);
}
