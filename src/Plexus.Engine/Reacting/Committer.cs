using Plexus.Storage;

namespace Plexus.Engine.Reacting;

/// <summary>The only writer of reactions: those that wait together, whoever asked, share a transaction, each under a savepoint.</summary>
internal sealed class Committer(Database database)
{
    /// <summary>Commits the reactions; the answers come in the same order. One that is undone leaves the others as they are.</summary>
    internal async Task<IReadOnlyList<Verdict>> CommitAsync(IReadOnlyList<IReactionUnit> reactions, CancellationToken cancellation) =>
        await Task.WhenAll(reactions.Select(reaction => CommitAsync(reaction, cancellation)));

    private async Task<Verdict> CommitAsync(IReactionUnit reaction, CancellationToken cancellation)
    {
        try
        {
            await database.Writes.RunAsync(reaction.Write, reaction.Locks, reaction.Organisation, cancellation);
            return Verdict.Committed;
        }
        catch (ReactionUndoneException undone)
        {
            return undone.Verdict;
        }
    }
}
