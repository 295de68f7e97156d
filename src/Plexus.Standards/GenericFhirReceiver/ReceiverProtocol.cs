using Plexus.Contracts;
using Plexus.Fhir;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>Receives ITK3 messages: checks, answers, matches to a patient, raises work. Standards plug their payloads into it.</summary>
internal sealed class ReceiverProtocol(IReadOnlyList<IItk3Payload> payloads, IMessageValidator? validator) : Protocol<ReceiverState>
{
    internal const string KindName = "generic-fhir-receiver.receive";

    private readonly Intake _intake = new(payloads, validator);

    public override string Kind => KindName;

    protected override Reaction React(ReceiverState? state, Stimulus stimulus, IFacts facts)
    {
        if (stimulus is Arrived { Message: var message })
            return state is null or { Phase: ReceiverPhase.Parked } ? _intake.Receive(state, message, facts, stimulus.At) : Reaction.Ignore();
        if (state is null)
            return Reaction.Ignore();

        var draft = new ReactionDraft(state, facts, stimulus.At, payloads);
        return Continue(draft, stimulus) ? draft.Finish() : Reaction.Ignore();
    }

    private static bool Continue(ReactionDraft draft, Stimulus stimulus)
    {
        switch (draft.State.Phase, stimulus)
        {
            case (_, Commanded command):
                return Command(draft, command);
            case (ReceiverPhase.AwaitingOriginal, Answered { Question: Receiving.DocumentScope, Answer: Arrival arrival }):
                Replacing.OriginalArrived(draft, arrival.From);
                return true;
            case (ReceiverPhase.AwaitingOriginal, TimerFired { Name: Replacing.WaitTimer }):
                Replacing.OriginalNeverArrived(draft);
                return true;
            case (ReceiverPhase.AwaitingPatient, Answered { Question: Placing.PatientQuestion } answered):
                Placing.Decide(draft, answered.Answer);
                return true;
            case (ReceiverPhase.AwaitingMatch, Decided { Task: Placing.MatchTask } decided):
                Placing.DecidedByPerson(draft, decided);
                return true;
            case (ReceiverPhase.AwaitingMatch, TimerFired { Name: Placing.MatchTimer }):
                draft.Add(new Alert("GFR-MATCH-OVERDUE", "A document has waited too long for somebody to say whose it is."));
                return true;
            case (_, DeliveryOutcome { Event: DocumentEvents.Received } outcome):
                return Delivery.Outcome(draft, outcome);
            case (_, Decided decided):
                return Delivery.Decided(draft, decided);
            case (_, SendOutcome { Status: SendStatus.Refused or SendStatus.Failed or SendStatus.Undeliverable } outcome):
                draft.Add(new Alert("ITK3-ACK-NOT-SENT", $"An acknowledgement ({outcome.Send}) did not reach the sender: {outcome.Status} {outcome.Code}."));
                return true;
            default:
                return false;
        }
    }

    private static bool Command(ReactionDraft draft, Commanded command)
    {
        switch (command.Command)
        {
            case Intake.RepeatCommand when command.Arguments.As<RepeatAnswers>() is { } repeat:
                draft.Acks.Repeat(repeat.Repetition);
                return true;
            case Intake.SupersededCommand when draft.State.Document is not null && command.Arguments.As<Superseded>() is { } by:
                Replacing.Superseded(draft, by);
                return true;
            default:
                return false;
        }
    }
}
