using Plexus.Contracts;

namespace Plexus.Standards.Itk3;

/// <summary>Takes acknowledgements that answer nothing we know of: set aside for an operator, never answered.</summary>
internal sealed class OrphanAcknowledgements : Protocol<OrphanAcknowledgements.Nothing>
{
    internal const string KindName = "itk3.orphan-acknowledgement";

    /// <summary>Claimed under the header id of each message that we send: remembered when its conversation is over.</summary>
    internal const string SentScope = "itk3.sent";

    /// <summary>How the conversation of an answer to our own repeat ends.</summary>
    internal const string EchoResult = "echo-of-a-repeat";

    public override string Kind => KindName;

    protected override Reaction React(Nothing? state, Stimulus stimulus, IFacts facts) =>
        stimulus is Arrived { Message: var message } ? Take(ZippedBySender.Open(message), facts) : Reaction.Ignore();

    /// <summary>Whether an answer says no more than that something of ours, sent twice because the first answer of MESH was lost, had arrived before.</summary>
    internal static bool IsEchoOfOurRepeat(Itk3Response response, IFacts facts) =>
        response.Code?.Code is ResponseCodes.DuplicateMessage && response.Answers is { } answers && facts.Claim(SentScope, Itk3Id.Normalise(answers)) is not null;

    private static Reaction Take(InboundMessage message, IFacts facts)
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
        if (IsEchoOfOurRepeat(response, facts))
        {
            return Reaction.Of(
                new Describe($"Acknowledgement {response.WireCode}", BusinessId: frame.HeaderId, SenderOrganisation: frame.SenderOds),
                new Conclude(Outcome.Ignored, response.Code?.Code),
                new Complete(ConversationEnd.Completed, EchoResult));
        }

        return Reaction.Of(
            new Describe($"Acknowledgement {response.WireCode}", BusinessId: frame.HeaderId, SenderOrganisation: frame.SenderOds),
            new Conclude(Outcome.Unroutable, response.Code?.Code),
            new Alert("ITK3-ACK-ORPHAN", "An ITK Response answers no message that this organisation is waiting for."),
            new Park("Answers no open conversation."));
    }

    /// <summary>The conversation has nothing to remember.</summary>
    internal sealed record Nothing;
}
