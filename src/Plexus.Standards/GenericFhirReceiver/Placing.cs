using Plexus.Contracts;
using Plexus.Standards.Itk3;
using Timer = Plexus.Contracts.Timer;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>From a good message to accepted work: whose it is, what is filed, what the sender is told and when.</summary>
/// <remarks>Positive codes wait as <see cref="AckAfter"/> says; negative ones go at once.</remarks>
internal static class Placing
{
    internal const string PatientQuestion = "patient";
    internal const string MatchTask = "match";
    internal const string UnplacedTask = "unplaced";
    internal const string MatchTimer = "match-overdue";

    internal const string Matched = "matched";
    internal const string RecentlyDied = "recently-died";
    internal const string Left = "left";
    internal const string NotOurs = "not-ours";

    /// <summary>What a person may say of a match, and the business code it stands for.</summary>
    internal static readonly IReadOnlyList<(TaskDecision Decision, string Code)> MatchDecisions =
    [
        (new(Matched, "It is our patient", NamesPatient: true), ResponseCodes.PatientKnown),
        (new(RecentlyDied, "Our patient, who has recently died", NamesPatient: true), ResponseCodes.PatientRecentlyDied),
        (new(Left, "A patient who has left us"), ResponseCodes.PatientLeft),
        (new(NotOurs, "Not our patient"), ResponseCodes.PatientUnknown),
    ];

    /// <summary>The technical checks are passed: says so, and asks whose document it is.</summary>
    internal static void Begin(ReactionDraft draft)
    {
        draft.Acks.Accept(ResponseCodes.Success, draft.Holds);
        var patient = draft.Document.Patient;
        var why = PatientMatching.WhyByHand(patient, draft.Capability.Choice(ReceiverOptions.UnverifiedNumber) == ReceiverOptions.ByHand)
            ?? (draft.Capability.MatchesByHand ? "Here every document is matched by hand." : null);
        if (why is not null)
        {
            AskPerson(draft, why);
            return;
        }

        var question = patient.Question();
        if (draft.Facts.Known(question) is { } answer)
        {
            Decide(draft, answer);
            return;
        }

        draft.Add(new Ask(PatientQuestion, question, draft.At + draft.Capability.Duration(ReceiverOptions.PatientAnswerWithin)));
        draft.State = draft.State with { Phase = ReceiverPhase.AwaitingPatient };
    }

    internal static void Decide(ReactionDraft draft, Answer answer)
    {
        draft.State = draft.State with { LocalId = (answer as PatientAnswer)?.LocalId };
        var match = PatientMatching.Of(answer, DateOnly.FromDateTime(draft.At.UtcDateTime));
        if (match.Code is { } code)
            Place(draft, code, byHand: false);
        else
            AskPerson(draft, match.Why);
    }

    internal static void DecidedByPerson(ReactionDraft draft, Decided decided)
    {
        foreach (var (taken, code) in MatchDecisions)
        {
            if (taken.Name != decided.Decision)
                continue;
            draft.Add(new CancelTimer(MatchTimer));
            if (decided.Patient is { } chosen)
                draft.State = draft.State with { Chosen = chosen, LocalId = chosen.LocalId };
            Place(draft, code, byHand: true);
            return;
        }
    }

    /// <summary>The condition of <see cref="AckAfter"/> is met: the sender may know, and the exchange is done.</summary>
    internal static void Release(ReactionDraft draft)
    {
        draft.Acks.Release();
        draft.Add(new Conclude(Outcome.Accepted, draft.State.Outcome));
        draft.State = draft.State with { Phase = ReceiverPhase.Filed };
    }

    /// <summary>Refuses by a business code, or by an infrastructure code when the success was held back.</summary>
    internal static void Refuse(ReactionDraft draft, string code, string text)
    {
        draft.Acks.Refuse(new(code, "", text));
        draft.Add(new Conclude(Outcome.Refused, code));
        draft.State = draft.State with { Phase = ReceiverPhase.Closed };
    }

    private static void Place(ReactionDraft draft, string code, bool byHand)
    {
        if (!ResponseCodes.All[code].Positive)
        {
            RefusePatient(draft, code, byHand);
            return;
        }

        draft.State = draft.State with { Outcome = code };
        draft.Acks.Accept(code, draft.Holds);
        if (draft.State.IsSuperseded)
        {
            Release(draft);
            draft.End("superseded");
            return;
        }

        var filing = new Filing(draft.Document, code, draft.State.LocalId, byHand, draft.Capability.AckAfter, draft.At) { Chosen = draft.State.Chosen };
        draft.AddRange(draft.Payload.File(filing));
        switch (draft.Capability.AckAfter)
        {
            case AckAfter.DeliveredToSupplier:
                draft.State = draft.State with { Phase = ReceiverPhase.AwaitingReceipt };
                break;
            case AckAfter.DecidedBySupplier:
                draft.State = draft.State with { Phase = ReceiverPhase.AwaitingDecision };
                break;
            default:
                Release(draft);
                break;
        }
    }

    private static void RefusePatient(ReactionDraft draft, string code, bool byHand)
    {
        var tellsSender = draft.Acks.Ledger.Wants(ResponseCodes.All[code]);
        Refuse(draft, code, code == ResponseCodes.PatientLeft
            ? "The patient of this document is no longer at this practice."
            : "The patient of this document is not known at this practice.");

        // A sender that asked for no business answer will not learn that nobody has its document, so a person here must.
        if (tellsSender || byHand)
        {
            draft.End(code);
            return;
        }

        draft.Add(new RaiseTask(UnplacedTask, $"No patient here: {DocumentTasks.TitleOf(draft.Document)}", [DocumentTasks.DoneDecision])
        {
            Patient = draft.Document.Patient.NhsNumber,
            Details = [new("Why", "The patient is not, or no longer, registered here, and the sender asked for no answer."), .. DocumentTasks.DetailsOf(draft.Document)],
        });
    }

    private static void AskPerson(ReactionDraft draft, string why)
    {
        var document = draft.Document;
        var due = draft.At + draft.Capability.Duration(ReceiverOptions.MatchWithin);
        draft.Add(new RaiseTask(MatchTask, $"Whose is it: {DocumentTasks.TitleOf(document)}", [.. MatchDecisions.Select(row => row.Decision)])
        {
            Due = due,
            Patient = document.Patient.NhsNumber,
            Details = [new("Why", why), .. DocumentTasks.DetailsOf(document)],
        });
        draft.Add(new Timer(MatchTimer, due));
        draft.State = draft.State with { Phase = ReceiverPhase.AwaitingMatch };
    }
}
