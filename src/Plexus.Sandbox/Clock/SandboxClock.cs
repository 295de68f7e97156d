namespace Plexus.Sandbox;

/// <summary>The sandbox's two clocks: the wall clock is real, the business clock can be set, advanced and frozen.</summary>
/// <remarks>
/// Tokens, TLS and rate limits look at <see cref="Wall"/>; ages of messages, deadlines and dates of care look at
/// <see cref="Business"/>. Moving the business clock therefore never invalidates a client's credentials.
/// </remarks>
public sealed class SandboxClock
{
    private readonly MovableTimeProvider _business;

    /// <summary>Both clocks start at the same instant and run at the same speed.</summary>
    public SandboxClock(TimeProvider? wall = null)
    {
        Wall = wall ?? TimeProvider.System;
        _business = new MovableTimeProvider(Wall);
    }

    /// <summary>The clock of the machine, or the one a test injected.</summary>
    public TimeProvider Wall { get; }

    /// <summary>The clock of the emulated world.</summary>
    public TimeProvider Business => _business;

    /// <summary>Raised after the business clock was moved, with the new instant.</summary>
    public event Action<DateTimeOffset>? Moved;

    /// <summary>How far the business clock is ahead of the wall clock; negative when behind.</summary>
    public TimeSpan Offset => _business.Offset;

    /// <summary>True while the business clock stands still.</summary>
    public bool Frozen => _business.Frozen;

    /// <summary>Moves the business clock to an instant, forwards or backwards; timers that became due fire.</summary>
    public void Set(DateTimeOffset now)
    {
        _business.Set(now);
        Moved?.Invoke(_business.GetUtcNow());
    }

    /// <summary>Moves the business clock by a span, which may be negative.</summary>
    public void Advance(TimeSpan by)
    {
        _business.Advance(by);
        Moved?.Invoke(_business.GetUtcNow());
    }

    /// <summary>Stops the business clock where it is; <see cref="Set"/> and <see cref="Advance"/> still move it.</summary>
    public void Freeze() => _business.Freeze();

    /// <summary>Lets a frozen business clock run on from where it stands.</summary>
    public void Resume() => _business.Resume();

    /// <summary>Puts the business clock back to the wall clock, running.</summary>
    public void Reset()
    {
        _business.Reset();
        Moved?.Invoke(_business.GetUtcNow());
    }
}
