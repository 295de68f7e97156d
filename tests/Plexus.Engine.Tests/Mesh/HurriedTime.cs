namespace Plexus.Engine.Tests.Mesh;

/// <summary>The real clock, on which waits up to a minute end at once and longer ones never.</summary>
internal sealed class HurriedTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.FromMinutes(1) ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, period);
}
