using Plexus.Contracts;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.SendDocument;

/// <summary>What becomes of a sent document: acknowledgements, failures of the transport, and silence.</summary>
/// <remarks>GPCM-SD-094, GPCM-SD-095: somebody is told whenever a document was not received or not answered.</remarks>
internal static class SentAnswers
{
    internal const string ConcernTask = "not-received";
    internal const string DeliveredType = "uk.plexus.document.delivered.v1";
    internal const string UndeliveredType = "uk.plexus.document.undelivered.v1";

    internal static Reaction Arrived(SentDocument state, Arrived arrived, IFacts facts)
    {
        var message = ZippedBySender.Open(arrived.Message);
        var frame = message.AboveLimit ? null : Itk3Frame.Of(message);
        if (frame is not { Unreadable: null, IsResponse: true })
        {
            return Reaction.Of(
                new Conclude(Contracts.Outcome.Unreadable, ResponseCodes.Unreadable),
                new Alert("ITK3-ACK-UNREADABLE", "A message that seems to answer a document of ours is not a readable ITK Response."),
                new Park("Not a readable ITK Response."));
        }

        var response = Itk3Response.Read(frame);
        var draft = Answer(state, response, facts);
        draft.Add(new Describe($"Acknowledgement {response.WireCode}", state.Patient, frame.HeaderId, frame.SenderOds));
        draft.Add(new Conclude(Contracts.Outcome.Accepted, response.Code?.Code));
        if (response is { AsksInfrastructureAck: true, IsBusiness: true } && facts.Capability.Flag(SendDocumentOptions.AnswerResponses))
        {
            var acknowledger = new Acknowledger(AckLedger.Of(message, frame), facts, arrived.At);
            acknowledger.Accept(ResponseCodes.Success, hold: false);
            draft.AddRange(acknowledger.Effects);
        }

        return draft.Finish();
    }

    /// <summary>What an acknowledgement changes, whichever way it came.</summary>
    internal static SentDraft Answer(SentDocument state, Itk3Response response, IFacts facts)
    {
        var draft = new SentDraft(state);
        var isEcho = state.MayBeRepeated && response.Code?.Code is ResponseCodes.DuplicateMessage or ResponseCodes.DuplicateDocument;
        if (state.Phase is SentPhase.Delivered or SentPhase.Failed || isEcho)
            return draft;

        var code = response.Code?.Code ?? response.WireCode;
        draft.State = response.IsBusiness ? state with { Business = code } : state with { Infrastructure = code };
        if (response.Code is null)
            draft.Add(new Alert("ITK3-CODE-UNKNOWN", "An ITK Response carries a code that is in no published list; it was judged by its response code."));

        if (!response.Positive)
            Refused(draft, response, code, facts);
        else if (response.IsBusiness)
            Delivered(draft, code);
        else
            draft.Add(new CancelTimer(SendDocumentSender.InfrastructureTimer));
        return draft;
    }

    internal static Reaction Outcome(SentDocument state, SendOutcome outcome)
    {
        var draft = new SentDraft(state);
        switch (outcome.Status)
        {
            case SendStatus.Uncertain:
                draft.State = state with { MayBeRepeated = true };
                return draft.Finish();
            case SendStatus.Submitted:
                return Reaction.Ignore();
            case var _ when state.Phase is SentPhase.Delivered or SentPhase.Failed:
                return Reaction.Ignore();
        }

        var code = outcome.Code ?? outcome.Status.ToString();
        draft.Add(new Alert("SEND-DOCUMENT-UNDELIVERED", $"MESH did not deliver a document: {outcome.Status} {outcome.Code}."));
        Fail(draft, code, MeshFailures.Explain(outcome.Code));
        return draft.Finish();
    }

    internal static Reaction NoInfrastructure(SentDocument state)
    {
        var draft = new SentDraft(state);
        draft.Add(new Alert("SEND-DOCUMENT-NO-INFRASTRUCTURE-ACK", "A document was sent and no infrastructure acknowledgement came in time (GPCM-SD-095)."));
        draft.Add(Concern(state, "No answer yet: the receiver's system has not said that it got the document."));
        return draft.Finish();
    }

    /// <summary>The conversation expires; its expectations stay, so that a late answer finds it.</summary>
    internal static Reaction NoBusiness(SentDocument state)
    {
        var draft = new SentDraft(state) { State = state with { Phase = SentPhase.Expired } };
        draft.Add(new Alert("SEND-DOCUMENT-NO-BUSINESS-ACK", "A document was sent and no business acknowledgement came in time (GPCM-SD-095)."));
        draft.Add(Concern(state, state.Infrastructure is null
            ? "No answer at all: treat the document as not received, and call the practice."
            : "The receiver's system got the document, and nobody said whose it is. Call the practice."));
        draft.Add(new Complete(ConversationEnd.Expired, "no-business-acknowledgement"));
        return draft.Finish();
    }

    private static void Delivered(SentDraft draft, string code)
    {
        draft.State = draft.State with { Phase = SentPhase.Delivered };
        draft.Add(new CloseTask(ConcernTask, TaskClosure.Withdrawn, "The receiver accepted the document."));
        draft.StopWaiting();
        draft.Add(Event(draft.State, DeliveredType, code));
        draft.Add(new Complete(ConversationEnd.Completed, code));
    }

    private static void Refused(SentDraft draft, Itk3Response response, string code, IFacts facts)
    {
        draft.Add(new Alert("SEND-DOCUMENT-REFUSED", $"A document was refused with {code} (GPCM-SD-094)."));
        var reason = response.Code?.Display ?? "The receiver refused the document.";
        if (code == ResponseCodes.CannotReplace)
        {
            reason = "The receiver could not replace the earlier document: both are void. Send the document again as a new one.";
            draft.State = draft.State with { IsVoid = true };
            if (draft.State.Replaces is { } replaced && facts.Claim(SendDocumentSender.SentScope, Itk3Id.Normalise(replaced)) is { } original)
                draft.Add(new Tell(original.Holder, SendDocumentSender.VoidCommand, Json.Of(new { by = draft.State.DocumentId })));
        }

        Fail(draft, code, string.IsNullOrWhiteSpace(response.Diagnostics) ? reason : $"{reason} The receiver says: {response.Diagnostics}");
    }

    private static void Fail(SentDraft draft, string code, string reason)
    {
        draft.State = draft.State with { Phase = SentPhase.Failed, Reason = reason };
        draft.StopWaiting();
        draft.Add(new CloseTask(ConcernTask, TaskClosure.Withdrawn, "The document failed."));
        draft.Add(Concern(draft.State, reason));
        draft.Add(Event(draft.State, UndeliveredType, code));
        draft.Add(new Complete(ConversationEnd.Failed, code));
    }

    private static RaiseTask Concern(SentDocument state, string why) =>
        new(ConcernTask, $"Not received: {state.Title} for {state.PatientName}", [new TaskDecision("done", "Done")])
        {
            Patient = state.Patient,
            Details = [new("Why", why), new("Document", state.Title), new("Patient", state.PatientName), new("NHS number", state.Patient?.ToDisplay())],
        };

    private static Deliver Event(SentDocument state, string type, string code) =>
        new("outcome", type, Json.Of(new { documentId = state.DocumentId, headerId = state.HeaderId, code, reason = state.Reason, replaces = state.Replaces }))
        {
            Patient = state.Patient,
        };
}

/// <summary>A reaction of the sender being written.</summary>
internal sealed class SentDraft(SentDocument state)
{
    private readonly List<Effect> _effects = [];

    internal SentDocument State { get; set; } = state;

    internal void Add(Effect effect) => _effects.Add(effect);

    internal void AddRange(IEnumerable<Effect> effects) => _effects.AddRange(effects);

    internal void StopWaiting() => _effects.AddRange(
    [
        new CancelTimer(SendDocumentSender.InfrastructureTimer),
        new CancelTimer(SendDocumentSender.BusinessTimer),
        new StopExpecting(Itk3Correlator.ByHeaderId),
        new StopExpecting(Itk3Correlator.BySenderReference),
    ]);

    internal Reaction Finish() => Reaction.Of([.. _effects, new SetState(State)]);
}
