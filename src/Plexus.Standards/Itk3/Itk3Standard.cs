using Plexus.Contracts;

namespace Plexus.Standards.Itk3;

/// <summary>ITK3 Messaging Distribution: the frame, the acknowledgements and the correlation that the FHIR messaging standards share.</summary>
/// <remarks>It takes no workflow of its own: the standards whose payloads it frames do.</remarks>
public sealed class Itk3Standard : IStandard
{
    private const string Guide = "ITK3 Messaging Distribution 2.10.0";

    public StandardDescriptor Descriptor { get; } = new("Itk3", "ITK3 Messaging Distribution", ["itk", "itk3"], ["2.10.0", "2.5.0"])
    {
        Roles =
        [
            new("sender", "Frames messages and follows their acknowledgements."),
            new("receiver", "Opens messages and answers them with infrastructure and business acknowledgements."),
        ],
        Operations =
        [
            new("Read a message and its handling specification", Grade.Documented, Guide),
            new("Write an ITK Response", Grade.Documented, $"{Guide}; GPCM-SD-050 to 055, 074"),
            new("Acknowledgement rules", Grade.Documented, $"{Guide}, response codes"),
            new("Order of the checks between header and payload", Grade.Inferred, "The guide lists the checks without a full order"),
            new("Correlation by response.identifier, then SenderReference", Grade.Documented, Guide),
        ],
    };

    public IReadOnlyList<IProtocol> Protocols { get; } = [new OrphanAcknowledgements()];
}
