using Plexus.Contracts;

namespace Plexus.Standards.Itk3;

/// <summary>Takes acknowledgements that answer nothing we know of: set aside for an operator, never answered.</summary>
internal sealed class OrphanAcknowledgements : Protocol<OrphanAcknowledgements.Nothing>
{
    internal const string KindName = "itk3.orphan-acknowledgement";

    public override string Kind => KindName;

    protected override Reaction React(Nothing? state, Stimulus stimulus, IFacts facts) =>
        stimulus is Arrived { Message: var message } ? Park(message) : Reaction.Ignore();

    private static Reaction Park(InboundMessage message)
    {
        var frame = Itk3Frame.Of(message);
        if (frame.Unreadable is not null || !frame.IsResponse)
        {
            return Reaction.Of(
                new Conclude(Outcome.Unreadable, ResponseCodes.Unreadable),
                new Alert("ITK3-ACK-UNREADABLE", "A message on an acknowledgement workflow is not a readable ITK Response. It was not answered: answers to answers loop."),
                new Park("Not a readable ITK Response."));
        }

        var response = Itk3Response.Read(frame);
        return Reaction.Of(
            new Describe($"Acknowledgement {response.WireCode}", BusinessId: frame.HeaderId, SenderOrganisation: frame.SenderOds),
            new Conclude(Outcome.Unroutable, response.Code?.Code),
            new Alert("ITK3-ACK-ORPHAN", "An ITK Response answers no message that this organisation is waiting for."),
            new Park("Answers no open conversation."));
    }

    /// <summary>The conversation has nothing to remember.</summary>
    internal sealed record Nothing;
}
