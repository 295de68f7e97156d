using Plexus.Contracts;
using Plexus.Engine.Journal;

namespace Plexus.Engine.Reacting;

/// <summary>Runs the protocol on one stimulus and commits what it wants done: a message of a mailbox behind the earlier ones, everything else at once.</summary>
/// <remarks>
/// A message that begins a conversation is reacted to before its turn, on what is known then; if an earlier message changes that, the commit says so and the protocol runs again.
/// One that belongs to a conversation reacts in its turn, behind the conversation's gate: held earlier, the gate would keep an earlier message out that this one waits for.
/// </remarks>
internal sealed class ReactionInTurn(EngineCore core, MailboxOrder order) : IDisposable
{
    private const int MostRuns = 10;

    private readonly ReactionRunner _runner = new(core);
    private readonly Committer _committer = new(core.Database);
    private readonly ConversationGates _gates = new();
    private readonly SemaphoreSlim _suspects = new(1);

    /// <summary>True when nothing is left to do; false when the stimulus must be given back, because what comes before it is not here.</summary>
    /// <exception cref="InvalidOperationException">It was run too often.</exception>
    /// <remarks>
    /// A suspect is a stimulus that a node held when it died. If the node died of it, this one will too: so its attempt is counted first, and suspects go one after
    /// another, or those that are held beside the one at fault would be blamed with it.
    /// </remarks>
    internal async Task<bool> ReactAsync(StimulusRow row, MailboxOrder.Place? place, ReactionSlots.Slot slot)
    {
        if (!row.IsSuspect)
            return await ReactUntilCommittedAsync(row, place, slot);
        await TurnAsync(place, slot);
        slot.Give();
        await _suspects.WaitAsync();
        try
        {
            await core.Database.Writes.RunAsync(session => StimulusRows.NoteAttempt(session, row, core.Node));
            return await ReactUntilCommittedAsync(row, place, slot);
        }
        finally
        {
            _suspects.Release();
        }
    }

    public void Dispose() => _suspects.Dispose();

    private async Task<bool> ReactUntilCommittedAsync(StimulusRow row, MailboxOrder.Place? place, ReactionSlots.Slot slot)
    {
        ClaimFact? duplicateOf = null;
        for (var run = 0; run < MostRuns; run++)
        {
            await slot.TakeBackAsync();
            var route = await _runner.RouteAsync(row, CancellationToken.None);
            var (verdict, holder) = route switch
            {
                null => (await CommitAsync(new UnroutableArrival(core, row), place, slot), null),
                { Conversation.IsNew: true } when row.Kind == StimulusKinds.Arrived => await BeginAsync(row, route, duplicateOf, place, slot),
                _ => await ContinueAsync(row, route, duplicateOf, place, slot),
            };
            switch (verdict)
            {
                case Verdict.Committed:
                    Telemetry.Reactions.Add(1);
                    return true;
                case Verdict.NotOurs:
                    return true;
                case Verdict.OutOfTurn:
                    return false;
                case Verdict.Claimed:
                    duplicateOf = holder;
                    break;
            }

            Telemetry.Reruns.Add(1);
        }

        throw new InvalidOperationException("The reaction was run again and again and never fitted what it had read: it claims what it knows is held, or its facts change without end.");
    }

    private async Task<(Verdict Verdict, ClaimFact? Holder)> BeginAsync(StimulusRow row, StimulusRoute route, ClaimFact? duplicateOf, MailboxOrder.Place? place, ReactionSlots.Slot slot)
    {
        var plan = await _runner.RunAsync(row, route, duplicateOf, CancellationToken.None);
        return (await CommitAsync(plan, place, slot), plan.Holder);
    }

    private async Task<(Verdict Verdict, ClaimFact? Holder)> ContinueAsync(StimulusRow row, StimulusRoute route, ClaimFact? duplicateOf, MailboxOrder.Place? place, ReactionSlots.Slot slot)
    {
        var conversation = route.Conversation.Id;
        while (true)
        {
            await TurnAsync(place, slot);
            await slot.TakeBackAsync();
            await _gates.EnterAsync(conversation);
            try
            {
                // An earlier stimulus of the conversation waits for its next attempt: this one must not pass it.
                if (row.Conversation is not null && core.Database.Read(rows => StimulusRows.FirstOf(rows, conversation)) is { } first && first != row.Id)
                    return (Verdict.OutOfTurn, null);
                var plan = await _runner.RunAsync(row, route, duplicateOf, CancellationToken.None);
                var (verdict, goesAgain) = await HandOverAsync(plan, place);
                if (!goesAgain)
                    return (verdict, plan.Holder);
            }
            finally
            {
                _gates.Leave(conversation);
            }
        }
    }

    private async Task<Verdict> CommitAsync(IReactionUnit unit, MailboxOrder.Place? place, ReactionSlots.Slot slot)
    {
        while (true)
        {
            await TurnAsync(place, slot);
            var (verdict, goesAgain) = await HandOverAsync(unit, place);
            if (!goesAgain)
                return verdict;
        }
    }

    private async Task TurnAsync(MailboxOrder.Place? place, ReactionSlots.Slot slot)
    {
        if (place is null)
            return;
        var turn = order.TurnAsync(place);
        if (!turn.IsCompleted)
            slot.Give();
        await turn;
    }

    /// <summary>Gives the unit to the writer and waits for its end. It goes again when it came too early and what comes before it is on this node.</summary>
    private async Task<(Verdict Verdict, bool GoesAgain)> HandOverAsync(IReactionUnit unit, MailboxOrder.Place? place)
    {
        var committing = _committer.CommitAsync([unit], CancellationToken.None);
        if (place is null)
            return ((await committing)[0], false);
        order.HandOver(place);
        Verdict verdict;
        try
        {
            verdict = (await committing)[0];
        }
        catch
        {
            order.TakeBack(place);
            throw;
        }

        if (verdict is Verdict.Committed or Verdict.NotOurs)
            return (verdict, false);
        var earlierIsHere = order.TakeBack(place);
        return (verdict, verdict == Verdict.OutOfTurn && earlierIsHere);
    }
}
