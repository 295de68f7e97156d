using Plexus.Contracts;
using Plexus.Standards.Itk3;
using Timer = Plexus.Contracts.Timer;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>Replacements: a document that takes the place of an earlier one, which may not have come yet.</summary>
/// <remarks>GPCM-SD-126 to GPCM-SD-132. While the original is awaited nothing is answered, since 20014 would be the only answer.</remarks>
internal static class Replacing
{
    internal const string WaitTimer = "replacement-wait";
    internal const string VoidTask = "void-replacement";
    internal const string SupersededEvent = "uk.plexus.document.superseded.v1";

    /// <summary>Supersedes the original, or begins to wait for it.</summary>
    /// <returns>Whether the document goes on now.</returns>
    internal static bool Begin(ReactionDraft draft, ReceivedDocument document)
    {
        if (Original(draft, document) is { } original)
        {
            if (draft.Facts.Claim(Receiving.VoidScope, document.Replaces!) is not null)
            {
                GiveUp(draft);
                return false;
            }

            TellSuperseded(draft, original, document);
            return true;
        }

        draft.Add(new Expect(Receiving.DocumentScope, document.Replaces!));
        draft.Add(new Timer(WaitTimer, draft.At + draft.Capability.Duration(ReceiverOptions.ReplacementWait)));
        draft.State = draft.State with { Phase = ReceiverPhase.AwaitingOriginal };
        return false;
    }

    /// <summary>The original came after all.</summary>
    internal static void OriginalArrived(ReactionDraft draft, ConversationId original)
    {
        StopWaiting(draft);
        TellSuperseded(draft, original, draft.Document);
        Placing.Begin(draft);
    }

    /// <summary>The wait is over: both documents are void, here and at the sender (GPCM-SD-127, GPCM-SD-128).</summary>
    internal static void OriginalNeverArrived(ReactionDraft draft)
    {
        StopWaiting(draft);
        GiveUp(draft);
    }

    private static void GiveUp(ReactionDraft draft)
    {
        var document = draft.Document;
        draft.ClaimIfFree(Receiving.DocumentScope, document.Replaces!);
        draft.ClaimIfFree(Receiving.VoidScope, document.Replaces!);
        draft.Acks.Refuse(new(ResponseCodes.CannotReplace, "Composition.relatesTo", "The document to be replaced was never received; both documents are void.", "processing"));
        draft.Add(new Conclude(Outcome.Refused, ResponseCodes.CannotReplace));
        draft.Add(new RaiseTask(VoidTask, $"Void: {DocumentTasks.TitleOf(document)}", [DocumentTasks.DoneDecision])
        {
            Urgency = TaskUrgency.Information,
            Patient = document.Patient.NhsNumber,
            Details =
            [
                new("Why", "It replaces a document that never came. The sender was told that neither can be used; ask the sender for a new one."),
                .. DocumentTasks.DetailsOf(document),
            ],
        });
        draft.State = draft.State with { Phase = ReceiverPhase.Closed };
    }

    /// <summary>A later document takes the place of this one.</summary>
    internal static void Superseded(ReactionDraft draft, Superseded by)
    {
        var document = draft.Document;
        if (by.Patient is { } patient && document.Patient.NhsNumber is { } ours && patient != ours.ToDigits())
        {
            draft.Add(new Alert("GFR-REPLACEMENT-PATIENT", "A replacement names another patient than the document it replaces. The earlier document was left as it was."));
            return;
        }

        draft.State = draft.State with { IsSuperseded = true };
        if (draft.State.Phase is not (ReceiverPhase.Filed or ReceiverPhase.AwaitingReceipt or ReceiverPhase.AwaitingDecision))
            return;

        if (!draft.State.IsEnded)
            draft.Add(new CloseTask(DocumentTasks.Document, TaskClosure.Superseded, "Replaced by a later version."));
        draft.Add(new Deliver("superseded", SupersededEvent, Json.Of(new { exchange = document.Exchange.ToString(), documentId = document.DocumentId, supersededBy = by.Document }))
        {
            Patient = document.Patient.NhsNumber,
        });
        if (draft.State.Phase == ReceiverPhase.AwaitingDecision)
            Placing.Release(draft);
        if (draft.State.Phase == ReceiverPhase.Filed)
            draft.End("superseded");
    }

    private static ConversationId? Original(ReactionDraft draft, ReceivedDocument document)
    {
        var claim = draft.Facts.Claim(Receiving.DocumentScope, document.Replaces!);
        return claim is not null && claim.Holder != draft.Facts.Conversation ? claim.Holder : null;
    }

    private static void TellSuperseded(ReactionDraft draft, ConversationId original, ReceivedDocument document) =>
        draft.Add(new Tell(original, Intake.SupersededCommand, Json.Of(new Superseded(document.DocumentId, document.Patient.NhsNumber?.ToDigits()))));

    private static void StopWaiting(ReactionDraft draft)
    {
        draft.Add(new StopExpecting(Receiving.DocumentScope));
        draft.Add(new CancelTimer(WaitTimer));
    }
}

/// <param name="Document">Key of the replacement.</param>
/// <param name="Patient">NHS number the replacement is about.</param>
internal sealed record Superseded(string? Document, string? Patient);
