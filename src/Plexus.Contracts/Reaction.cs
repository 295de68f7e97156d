namespace Plexus.Contracts;

/// <summary>What a protocol wants done about one stimulus, in order.</summary>
public sealed class Reaction
{
    private Reaction(IReadOnlyList<Effect> effects, bool ignored)
    {
        Effects = effects;
        Ignored = ignored;
    }

    public IReadOnlyList<Effect> Effects { get; }

    /// <summary>The protocol has no use for the stimulus in its present state; it is noted on the timeline.</summary>
    public bool Ignored { get; }

    public static Reaction Of(params IReadOnlyList<Effect> effects) => new(effects, false);

    public static Reaction Ignore() => new([], true);

    /// <summary>A new reaction with further effects behind these.</summary>
    public Reaction And(params IReadOnlyList<Effect> more) => new([.. Effects, .. more], false);

    /// <summary>A new reaction with the other's effects behind these.</summary>
    public Reaction And(Reaction other) => new([.. Effects, .. other.Effects], false);
}
