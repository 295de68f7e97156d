using Plexus.Contracts;

namespace Plexus.Standards.Itk3;

/// <summary>What the sender of a message asked to be told, what it has been told, and what waits to be told.</summary>
internal sealed record AckLedger
{
    /// <summary>The header id that answers carry; <see cref="Itk3Wire.UnreadableIdentifier"/> when it could not be read.</summary>
    public required string HeaderId { get; init; }

    public required string SenderReference { get; init; }

    public required string Channel { get; init; }

    /// <summary>Our address that the message came to and the answers leave from.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Where the message came from and the answers go; empty when the transport did not say.</summary>
    public required string To { get; init; }

    /// <summary>The workflow of the answers; null when the message came without one.</summary>
    public string? Workflow { get; init; }

    /// <summary>InfAckRequested; null when it could not be determined, which means yes.</summary>
    public bool? Infrastructure { get; init; }

    /// <summary>BusAckRequested; null when it could not be determined.</summary>
    public bool? Business { get; init; }

    /// <summary>Codes given so far, in order, whether or not the flags let them be sent.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>Codes that were sent, in order.</summary>
    public IReadOnlyList<string> Sent { get; init; } = [];

    /// <summary>Positive codes that wait until the supplier's system has the document or has decided.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>A negative code was given: nothing may follow.</summary>
    public bool IsClosed => Given.Any(code => !ResponseCodes.All[code].Positive);

    /// <summary>Opens the ledger of a message by what its header says.</summary>
    internal static AckLedger Of(InboundMessage message, string? headerId, string? senderReference, bool? infrastructure, bool? business) => new()
    {
        HeaderId = headerId ?? Itk3Wire.UnreadableIdentifier,
        SenderReference = Itk3Id.IsUsed(senderReference) ? senderReference! : Itk3Wire.Unused,
        Channel = message.Channel,
        Endpoint = message.Endpoint,
        To = message.From,
        Workflow = message.Workflow?.Ack.ToWire(),
        Infrastructure = infrastructure,
        Business = business,
    };

    internal static AckLedger Of(InboundMessage message, Itk3Frame frame) =>
        Of(message, frame.HeaderId, frame.Keys.SenderReference, frame.Keys.Infrastructure, frame.Keys.Business);

    internal static AckLedger Of(InboundMessage message, HeaderPeek peek) =>
        Of(message, peek.HeaderId, peek.SenderReference, peek.Infrastructure, peek.Business);

    /// <summary>Whether the sender wants to hear this code.</summary>
    /// <remarks>A negative infrastructure code also goes to a sender that asked for a business answer only: it is the only answer there will be.</remarks>
    internal bool Wants(ResponseCode code)
    {
        if (Infrastructure is null || Business is null)
            return true;
        if (code.IsBusiness)
            return Business.Value;
        return Infrastructure.Value || (!code.Positive && Business.Value);
    }
}
