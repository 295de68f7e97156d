using Plexus.Contracts;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>Where a received message stands.</summary>
internal enum ReceiverPhase
{
    /// <summary>Set aside: an operator may replay it.</summary>
    Parked,

    /// <summary>A replacement waits for the document it replaces.</summary>
    AwaitingOriginal,
    AwaitingPatient,

    /// <summary>A person must say whose the document is.</summary>
    AwaitingMatch,

    /// <summary>The supplier's system must take the document.</summary>
    AwaitingReceipt,

    /// <summary>The supplier's system, or a person, must accept the document.</summary>
    AwaitingDecision,

    /// <summary>Accepted; its task may still be open.</summary>
    Filed,

    /// <summary>Refused, duplicate or void.</summary>
    Closed,
}

/// <summary>The conversation about one received message.</summary>
internal sealed record ReceiverState
{
    public required ReceiverPhase Phase { get; init; }

    public required AckLedger Acks { get; init; }

    public ReceivedDocument? Document { get; init; }

    /// <summary>The business code that acceptance gives: 30001 or 30004.</summary>
    public string? Outcome { get; init; }

    /// <summary>The patient's id in the index: as it answered, or of the patient whom a person chose; null until there is one.</summary>
    public string? LocalId { get; init; }

    /// <summary>Whom a person chose; null when nobody had to, and where a decision was taken before it named patients.</summary>
    public ChosenPatient? Chosen { get; init; }

    /// <summary>A later document replaces this one: it is answered, and not put before anybody.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>Somebody dealt with the document's task while its answers still waited.</summary>
    public bool IsWorked { get; init; }

    public bool IsEnded { get; init; }
}
