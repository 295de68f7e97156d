using Plexus.Storage;

namespace Plexus.Engine.Reacting;

/// <summary>What a stimulus leads to, ready to be written: all of it or nothing.</summary>
internal interface IReactionUnit
{
    /// <summary>What two transactions must not decide about at once.</summary>
    IReadOnlyCollection<long> Locks { get; }

    string Organisation { get; }

    /// <summary>Writes everything within the caller's savepoint.</summary>
    /// <exception cref="ReactionUndoneException">Nothing of it may stay.</exception>
    void Write(WriteSession session);
}

/// <summary>How a commit ended.</summary>
internal enum Verdict
{
    Committed,

    /// <summary>Another conversation holds a key that was claimed.</summary>
    Claimed,

    /// <summary>Something the reaction had read has changed.</summary>
    Stale,

    /// <summary>An earlier message of the mailbox has not taken effect yet.</summary>
    OutOfTurn,

    /// <summary>The stimulus is not ours any more: another node has reacted.</summary>
    NotOurs,
}

/// <summary>Ends a unit whose writes must all be undone.</summary>
internal sealed class ReactionUndoneException(Verdict verdict) : Exception("The reaction is run again or left to another node.")
{
    internal Verdict Verdict => verdict;
}
