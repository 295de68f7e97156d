namespace Plexus.Engine.Events;

/// <summary>How long to wait before the next attempt: doubling from the first to the longest, the upper half left to chance.</summary>
/// <remarks>Chance spreads the attempts of many deliveries that failed together.</remarks>
public static class RetryDelay
{
    /// <param name="attempts">Attempts made so far, from 1.</param>
    /// <param name="chance">From 0 to below 1.</param>
    public static TimeSpan After(int attempts, TimeSpan first, TimeSpan longest, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var full = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 60)), longest.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + Math.Clamp(chance, 0, 1) / 2));
    }
}
