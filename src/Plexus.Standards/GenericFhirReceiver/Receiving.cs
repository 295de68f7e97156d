using Plexus.Contracts;
using Plexus.Fhir;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>One arriving message on its way through the steps: what has been found out about it so far.</summary>
internal sealed class Receiving(InboundMessage message, IFacts facts, DateTimeOffset at, IReadOnlyList<IItk3Payload> payloads, IMessageValidator? validator)
{
    internal const string HeaderScope = "itk3.header";

    /// <summary>Every name of a document: the first is its own, which nobody else may have; the others are only looked up, and being taken is no fault.</summary>
    internal const string DocumentScope = "itk3.document";

    /// <summary>Documents that a failed replacement made void.</summary>
    internal const string VoidScope = "itk3.document.void";

    private IReadOnlyList<FhirIssue>? _issues;

    /// <summary>As it is read: opened, when its sender had zipped it.</summary>
    internal InboundMessage Message { get; } = ZippedBySender.Open(message);

    internal IFacts Facts => facts;

    internal DateTimeOffset At => at;

    /// <summary>Null when the message is above the size limit: there is nothing to open.</summary>
    internal Itk3Frame? Frame => field ??= Message.AboveLimit ? null : Itk3Frame.Of(Message);

    /// <summary>The payload that takes the event and is switched on; null before the header step and when there is none.</summary>
    internal IItk3Payload? Payload { get; private set; }

    /// <summary>The capability that decides: the payload's own, once known.</summary>
    internal CapabilityFact Capability { get; private set; } = facts.Capability;

    internal PayloadReading? Reading { get; private set; }

    internal ReceivedDocument? Document => Reading?.Document;

    internal bool IsStrict => Capability.Flag(ReceiverOptions.StrictHandling);

    /// <summary>What reading and base validation found.</summary>
    internal IReadOnlyList<FhirIssue> Issues => _issues ??= Frame is not { Unreadable: null } frame ? []
        : validator is null ? frame.Issues
        : [.. frame.Issues, .. validator.Validate(frame.Bundle)];

    internal string HeaderKey => $"{Message.From}|{Itk3Id.Normalise(Frame!.HeaderId!)}";

    internal AckLedger OpenLedger()
    {
        if (Frame is { Unreadable: null } frame)
            return AckLedger.Of(Message, frame);
        return AckLedger.Of(Message, HeaderPeek.Read(Message));
    }

    /// <summary>Finds who takes the event: a standard that is switched on, the most particular first.</summary>
    internal void ChoosePayload()
    {
        var documentType = Frame!.Payload["entry"]["resource"]["type"]["coding"]["code"].Value ?? "";
        foreach (var payload in payloads)
        {
            if (!payload.Takes(Frame.Event!, documentType))
                continue;
            var capability = payload.Standard == facts.Capability.Standard ? facts.Capability : facts.CapabilityOf(payload.Standard, "receiver");
            if (capability is null)
                continue;
            Payload = payload;
            Capability = capability;
            return;
        }
    }

    /// <summary>Whether claims are read before they are made. A good message makes its claims unread and is run again if one is taken; only then, or when a message is about to be refused, is it worth asking.</summary>
    internal bool ReadsClaims { get; set; } = facts.DuplicateOf is not null;

    internal void ReadPayload() => Reading ??= Payload!.Read(new PayloadContext(Message, Frame!, Capability));

    /// <summary>Another conversation that holds a key; null when it is free, ours, or not asked about.</summary>
    internal ClaimFact? HeldByAnother(string scope, string key)
    {
        if (!ReadsClaims)
            return null;
        return facts.Claim(scope, key) is { } claim && claim.Holder != facts.Conversation ? claim : null;
    }
}
