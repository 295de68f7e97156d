using Plexus.Contracts;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>What the supplier's system, or a person, makes of an accepted document, and what the sender hears of it.</summary>
internal static class Delivery
{
    internal static bool Outcome(ReactionDraft draft, DeliveryOutcome outcome)
    {
        switch (draft.State.Phase, outcome.Accepted)
        {
            case (ReceiverPhase.AwaitingReceipt, true):
                Placing.Release(draft);
                if (draft.State.IsWorked || draft.State.IsSuperseded)
                    draft.End(draft.State.Outcome);
                return true;
            case (ReceiverPhase.AwaitingReceipt or ReceiverPhase.AwaitingDecision, false):
                Refused(draft, outcome);
                return true;
            case (ReceiverPhase.Filed, false):
                RefusedTooLate(draft);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A decision about the document's own task, or about one that a refusal raised.</summary>
    internal static bool Decided(ReactionDraft draft, Decided decided)
    {
        switch (draft.State.Phase, decided.Task, decided.Decision)
        {
            case (ReceiverPhase.AwaitingReceipt, DocumentTasks.Document, DocumentTasks.Done):
                // Worked before the system's receipt came: the sender still waits for that receipt.
                draft.State = draft.State with { IsWorked = true };
                return true;
            case (ReceiverPhase.AwaitingReceipt, DocumentTasks.RefusedBySystem, var decision):
                return Accepted(draft, decision, endsWhenAccepted: draft.State.IsWorked);
            case (ReceiverPhase.AwaitingDecision, DocumentTasks.Document, var decision):
                return Accepted(draft, decision, endsWhenAccepted: true);
            case (_, DocumentTasks.RefusedBySystem, DocumentTasks.Done):
                return true;
            case (_, _, DocumentTasks.Done):
                draft.End(draft.State.Outcome);
                return true;
            default:
                return false;
        }
    }

    private static bool Accepted(ReactionDraft draft, string decision, bool endsWhenAccepted)
    {
        foreach (var (taken, code, text) in DocumentTasks.AcceptanceDecisions)
        {
            if (taken.Name != decision)
                continue;
            if (code is not null)
            {
                Refuse(draft, code, text);
                return true;
            }

            Placing.Release(draft);
            if (endsWhenAccepted)
                draft.End(draft.State.Outcome);
            return true;
        }

        return false;
    }

    private static void Refused(ReactionDraft draft, DeliveryOutcome outcome)
    {
        if (CodeOf(draft, outcome) is { } code)
        {
            Refuse(draft, code, "The receiving system refused this document.");
            return;
        }

        draft.Add(new Alert("GFR-DELIVERY-REFUSED", "The supplier's system refused a document; a person decides what the sender is told."));
        if (draft.State.Phase == ReceiverPhase.AwaitingDecision)
            return;
        draft.Add(Task(draft.State, outcome.Reason ?? "No reason was given.", DocumentTasks.Acceptance));
    }

    private static void RefusedTooLate(ReactionDraft draft)
    {
        draft.Add(new Alert("GFR-DELIVERY-REFUSED", "The supplier's system refused a document whose sender was told that it was accepted."));
        draft.Add(Task(draft.State, "The system refused it after the sender was told that it was accepted. File it by hand, or call the sender.", [DocumentTasks.DoneDecision]));
    }

    private static void Refuse(ReactionDraft draft, string code, string text)
    {
        Placing.Refuse(draft, code, text);
        draft.Add(new CloseTask(DocumentTasks.Document, TaskClosure.Withdrawn, "Refused."));
        draft.End(code);
    }

    // The system may name the code itself; otherwise the organisation's option says.
    private static string? CodeOf(ReactionDraft draft, DeliveryOutcome outcome)
    {
        foreach (var (_, code, _) in DocumentTasks.AcceptanceDecisions)
        {
            if (code is not null && outcome.Reason?.Trim() == code)
                return code;
        }

        var choice = draft.Capability.Choice(ReceiverOptions.WhenRefused);
        return choice == ReceiverOptions.AskAPerson ? null : choice;
    }

    private static RaiseTask Task(ReceiverState state, string why, IReadOnlyList<TaskDecision> decisions)
    {
        var document = state.Document!;
        return new(DocumentTasks.RefusedBySystem, $"Refused by the system: {DocumentTasks.TitleOf(document)}", decisions)
        {
            Patient = state.Chosen is { } chosen ? chosen.NhsNumber : document.Patient.NhsNumber,
            Details = [new("Why", why), .. DocumentTasks.DetailsOf(document, state.Chosen)],
        };
    }
}
