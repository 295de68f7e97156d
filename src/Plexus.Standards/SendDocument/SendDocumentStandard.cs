using Plexus.Contracts;
using Plexus.Primitives;
using Plexus.Standards.GenericFhirReceiver;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.SendDocument;

/// <summary>GP Connect Send Document: a care setting sends a report to the patient's registered practice.</summary>
public sealed class SendDocumentStandard : IStandard, IItk3PayloadSource
{
    private const string Guide = "GP Connect Messaging, Send Document 2.0";

    public StandardDescriptor Descriptor { get; } = new("SendDocument", "GP Connect Send Document", ["gp-connect-send-document"], ["v1", "v2"])
    {
        Roles =
        [
            new("receiver", "A practice receives documents about its patients as work, and answers them.")
            {
                Routes = [.. SendDocumentVersion.All.Select(version => new Route(WorkflowPattern.Exactly(version.Workflow), ReceiverProtocol.KindName))],
            },
            new("sender", "A care setting sends documents and follows them until both acknowledgements are in.")
            {
                Routes = [.. SendDocumentVersion.All.Select(version => new Route(WorkflowPattern.Exactly(version.Workflow.Ack), OrphanAcknowledgements.KindName, new Itk3Correlator()))],
                Commands = new Dictionary<string, string> { [SendDocumentSender.SendCommand] = SendDocumentSender.KindName },
            },
        ],
        Options = [.. ReceiverOptions.Descriptors, .. SendDocumentOptions.Descriptors],
        Operations =
        [
            new("Receive a document", Grade.Documented, Guide),
            new("Send a document, v2", Grade.Documented, $"{Guide}; published example"),
            new("Send a consultation report, v1", Grade.Documented, "GPCM-SD-028 to 064, 114 to 124"),
            new("Address a patient's registered practice", Grade.Inferred, "Two guides print the date of birth differently"),
            new("Deadlines of acknowledgements", Grade.Inferred, "GPCM-SD-095 names no time"),
        ],
    };

    public IReadOnlyList<IProtocol> Protocols { get; } = [new SendDocumentSender()];

    IReadOnlyList<IItk3Payload> IItk3PayloadSource.Payloads { get; } = [new SendDocumentPayload()];
}
