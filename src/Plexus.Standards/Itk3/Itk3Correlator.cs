using Plexus.Contracts;

namespace Plexus.Standards.Itk3;

/// <summary>Finds the conversation that an ITK acknowledgement answers.</summary>
/// <remarks>By <c>response.identifier</c>, which is the header id of what we sent; else by SenderReference, only when exactly one conversation waits for it. REPORTs go by the MESH linked id and are the engine's.</remarks>
public sealed class Itk3Correlator : ICorrelator
{
    /// <summary>The kind of expectation keyed by the header id of a message that we sent.</summary>
    public const string ByHeaderId = "itk3.response";

    /// <summary>The kind of expectation keyed by the SenderReference of a message that we sent.</summary>
    public const string BySenderReference = "itk3.sender-reference";

    public ConversationId? Correlate(InboundMessage message, IFacts facts)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(facts);
        var peek = HeaderPeek.Read(ZippedBySender.Open(message));
        return Find(peek.ResponseIdentifier, peek.SenderReference, facts);
    }

    internal static ConversationId? Find(string? answers, string? senderReference, IFacts facts)
    {
        var header = answers is null ? null : Itk3Id.Normalise(answers);
        if (header is not null && facts.Expecting(ByHeaderId, header) is { Count: 1 } byHeader)
            return byHeader[0];
        if (!Itk3Id.IsUsed(senderReference) || facts.Expecting(BySenderReference, senderReference!) is not { Count: 1 } byReference)
            return null;
        // It names a message of ours that waits for nothing more: whoever else waits under the reference is not meant.
        return header is not null && facts.Claim(OrphanAcknowledgements.SentScope, header) is { } sent && sent.Holder != byReference[0] ? null : byReference[0];
    }
}
