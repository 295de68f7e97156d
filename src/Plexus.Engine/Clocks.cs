namespace Plexus.Engine;

/// <summary>The two clocks: the wall clock for tokens, leases and retries, the business clock for message age, deadlines and dates of care.</summary>
/// <remarks>In a sandbox installation the business clock may follow the sandbox's, which a test moves.</remarks>
public sealed record Clocks(TimeProvider Wall, TimeProvider Business)
{
    /// <summary>Both are the system's clock.</summary>
    public static Clocks System { get; } = new(TimeProvider.System, TimeProvider.System);

    internal long WallNow => Wall.GetUtcNow().ToUnixTimeMilliseconds();

    internal long BusinessNow => Business.GetUtcNow().ToUnixTimeMilliseconds();
}
