using Plexus.Contracts;
using Plexus.Primitives;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>What a standard adds to the receiver to take its payload: which events, which demands, which rules, and what is done with it.</summary>
internal interface IItk3Payload
{
    /// <summary>Folder of the standard; its receiver capability must be switched on.</summary>
    string Standard { get; }

    /// <param name="eventCode">MessageHeader.event; the workflow plays no part.</param>
    /// <param name="documentType">SNOMED CT code of Composition.type; empty when the payload is no document.</param>
    bool Takes(string eventCode, string documentType);

    /// <summary>MessageDefinition names the event accepts, without version.</summary>
    IReadOnlyCollection<string> Definitions { get; }

    /// <summary>Whether both acknowledgement flags must be true.</summary>
    bool DemandsAcknowledgements(InboundMessage message, CapabilityFact capability);

    /// <summary>Reads and judges the payload: 20009 when it breaks a rule.</summary>
    PayloadReading Read(PayloadContext context);

    /// <summary>What acceptance does: the work it raises and the event it delivers.</summary>
    IReadOnlyList<Effect> File(Filing filing);
}

internal sealed record PayloadContext(InboundMessage Message, Itk3Frame Frame, CapabilityFact Capability);

/// <summary>A payload that was read: good, or with its first problem.</summary>
internal sealed record PayloadReading(Itk3Problem? Problem, ReceivedDocument? Document, IReadOnlyList<ItkAttachment> Attachments)
{
    internal static PayloadReading Broken(Itk3Problem problem) => new(problem, null, []);
}

/// <summary>An accepted document on its way into the practice.</summary>
/// <param name="Outcome">30001, or 30004 when the patient has recently died.</param>
/// <param name="LocalId">The patient's id in the index, as it answered or of the patient whom a person chose; null when it told none.</param>
/// <param name="MatchedByHand">A person said whose it is.</param>
internal sealed record Filing(ReceivedDocument Document, string Outcome, string? LocalId, bool MatchedByHand, AckAfter AckAfter, DateTimeOffset At)
{
    /// <summary>Whom a person chose; null when nobody had to.</summary>
    internal ChosenPatient? Chosen { get; init; }

    /// <summary>Of the patient it is filed for: a chosen patient's own, never the one that the document says instead.</summary>
    internal NhsNumber? NhsNumber => Chosen is null ? Document.Patient.NhsNumber : Chosen.NhsNumber;
}

/// <summary>A standard that plugs payloads into the receiver.</summary>
internal interface IItk3PayloadSource
{
    IReadOnlyList<IItk3Payload> Payloads { get; }
}
