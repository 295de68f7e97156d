using Plexus.Contracts;
using Plexus.Fhir;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>Takes an arriving message through the steps.</summary>
/// <remarks>Only a message that passes them all claims its ids: one that was refused may come again, mended, under the same ids.</remarks>
internal sealed class Intake(IReadOnlyList<IItk3Payload> payloads, IMessageValidator? validator)
{
    internal const string RepeatCommand = "itk3.repeat-answers";
    internal const string ResponseCommand = "itk3.response";
    internal const string SupersededCommand = "itk3.superseded";

    private const int MaxFindings = 100;

    internal Reaction Receive(ReceiverState? before, InboundMessage message, IFacts facts, DateTimeOffset at)
    {
        var receiving = new Receiving(message, facts, at, payloads, validator);

        // A replayed message keeps its ledger: a negative answer that went out is final, whatever becomes of the message now.
        var draft = new ReactionDraft(new ReceiverState { Phase = ReceiverPhase.Closed, Acks = before?.Acks ?? receiving.OpenLedger() }, facts, at, payloads);
        switch (Check(receiving))
        {
            case (var stop, { } problem):
                return Stopped(draft, receiving, stop, problem);
            case var _ when receiving.Frame!.IsResponse:
                return Response(draft, receiving);
        }

        Describe(draft, receiving);
        draft.Add(new Claim(Receiving.HeaderScope, receiving.HeaderKey));
        var document = receiving.Document!;
        draft.State = draft.State with { Document = document };
        ClaimDocument(draft, receiving, document);
        if (document.Replaces is null || Replacing.Begin(draft, document))
            Placing.Begin(draft);
        return draft.Finish();
    }

    /// <summary>The first problem in the order of the steps; for a problem found late the duplicates before it are looked for first.</summary>
    private static (Stop Stop, Itk3Problem? Problem) Check(Receiving receiving)
    {
        foreach (var step in ReceiverSteps.All)
        {
            if (step.Check(receiving) is { } problem)
            {
                if (receiving.ReadsClaims)
                    return (step.Stop, problem);
                receiving.ReadsClaims = true;
                return Check(receiving);
            }

            if (step.ResponsesLeave && receiving.Frame!.IsResponse)
                break;
        }

        return default;
    }

    private static Reaction Stopped(ReactionDraft draft, Receiving receiving, Stop stop, Itk3Problem problem)
    {
        Describe(draft, receiving);

        // Answers to answers loop: what arrives on an acknowledgement workflow is never refused.
        var isAnswer = receiving.Message.Workflow?.IsAck == true || receiving.Frame is { Unreadable: null, IsResponse: true };
        if (isAnswer)
            stop = Stop.Park;
        else if (stop == Stop.Duplicate && problem.Code == ResponseCodes.DuplicateMessage && RepeatsAnswers(receiving, out var holder))
            draft.Add(new Tell(holder, RepeatCommand, Json.Of(new RepeatAnswers(receiving.Message.Exchange.ToString()))));
        else
            draft.Acks.Refuse(problem);

        draft.Add(new Conclude(OutcomeOf(stop, problem), problem.Code, problem.Place.Length == 0 ? null : problem.Place));
        if (stop == Stop.Park)
        {
            draft.Add(new Alert($"GFR-{problem.Code}", $"A message was set aside: {problem.Text}"));
            draft.Add(new Park($"{problem.Code}: {problem.Text}"));
            draft.State = draft.State with { Phase = ReceiverPhase.Parked };
            return draft.Finish();
        }

        draft.End(problem.Code);
        return draft.Finish();
    }

    private static Outcome OutcomeOf(Stop stop, Itk3Problem problem) => stop switch
    {
        Stop.Duplicate => Outcome.Duplicate,
        _ when problem.Code == ResponseCodes.Unreadable => Outcome.Unreadable,
        _ => Outcome.Refused,
    };

    private static bool RepeatsAnswers(Receiving receiving, out ConversationId holder)
    {
        holder = receiving.HeldByAnother(Receiving.HeaderScope, receiving.HeaderKey)!.Holder;
        return receiving.Capability.Choice(ReceiverOptions.RepeatedMessage) == ReceiverOptions.Again;
    }

    /// <summary>An ITK Response that came on a payload workflow: handed to the conversation it answers, never answered from here.</summary>
    private static Reaction Response(ReactionDraft draft, Receiving receiving)
    {
        Describe(draft, receiving);
        var response = Itk3Response.Read(receiving.Frame!);
        if (Itk3Correlator.Find(response.Answers, response.SenderReference, receiving.Facts) is { } conversation)
        {
            draft.Add(new Tell(conversation, ResponseCommand, Json.Of(response)));
            draft.Add(new Conclude(Outcome.Accepted, response.Code?.Code));
            draft.End(null);
            return draft.Finish();
        }

        if (OrphanAcknowledgements.IsEchoOfOurRepeat(response, receiving.Facts))
        {
            draft.Add(new Conclude(Outcome.Ignored, response.Code?.Code));
            draft.End(OrphanAcknowledgements.EchoResult);
            return draft.Finish();
        }

        draft.State = draft.State with { Phase = ReceiverPhase.Parked };
        draft.Add(new Conclude(Outcome.Unroutable, response.Code?.Code));
        draft.Add(new Alert("ITK3-ACK-ORPHAN", "An ITK Response answers no message that this organisation is waiting for."));
        draft.Add(new Park("Answers no open conversation."));
        return draft.Finish();
    }

    private static void Describe(ReactionDraft draft, Receiving receiving)
    {
        if (receiving.Frame is not { Unreadable: null } frame)
            return;
        var document = receiving.Document;
        draft.Add(new Describe(document?.Title ?? "", document?.Patient.NhsNumber, frame.HeaderId, document?.SenderOds ?? frame.SenderOds));
        if (receiving.Issues.Count > 0)
            draft.Add(new RecordFindings([.. receiving.Issues.Take(MaxFindings).Select(ToFinding)]));
    }

    private static Finding ToFinding(FhirIssue issue) =>
        new(issue.Severity.ToString().ToLowerInvariant(), issue.Id, issue.Text, issue.Path, issue.Line, issue.Column);

    private static void ClaimDocument(ReactionDraft draft, Receiving receiving, ReceivedDocument document)
    {
        foreach (var key in document.Keys)
        {
            if (receiving.HeldByAnother(Receiving.DocumentScope, key) is null)
                draft.Add(new Claim(Receiving.DocumentScope, key));
            draft.Add(new Satisfy(Receiving.DocumentScope, key));
        }
    }
}

/// <param name="Repetition">The exchange that repeats the message.</param>
internal sealed record RepeatAnswers(string Repetition);
