namespace Plexus.Cli.Bench;

/// <summary>Measurements of the same thing, and what is said of them.</summary>
internal static class Samples
{
    internal static double Median(IEnumerable<double> values) => At(values, 0.5);

    /// <summary>The value that a share of the measurements does not exceed.</summary>
    internal static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
    }

    /// <summary>Measures two ways of doing the same in turns, so that a machine that is busy for a while is busy for both.</summary>
    internal static async Task<Pairs> TakeTurnsAsync(int rounds, Func<Task<double>> ours, Func<Task<double>> plain)
    {
        var pairs = new List<(double Ours, double Plain)>();
        for (var round = 0; round < rounds; round++)
        {
            // The second of a pair meets what the first left behind (heap, files), so they change places.
            if (round % 2 == 0)
            {
                var first = await ours();
                pairs.Add((first, await plain()));
            }
            else
            {
                var first = await plain();
                pairs.Add((await ours(), first));
            }
        }

        return new Pairs(Median(pairs.Select(p => p.Ours)), Median(pairs.Select(p => p.Plain)), Median(pairs.Select(p => p.Ours / p.Plain)));
    }
}

/// <summary>Medians of measurements taken in turns.</summary>
/// <param name="Ratio">The median of ours divided by plain, pair by pair.</param>
internal sealed record Pairs(double Ours, double Plain, double Ratio);
