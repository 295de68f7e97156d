using Plexus.Contracts;
using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>Generic FHIR Receiver (S76): takes ITK3 messages for a practice; standards with payloads of their own plug into it.</summary>
public sealed class GenericFhirReceiverStandard : IStandard
{
    private const string Published = "DSIC S76 v1.0.1, published responsibilities";
    private const string Ours = "Our reading of S76 and ITK3; the requirement document is not public";

    private static readonly string[] Workflows =
    [
        "TOC_FHIR_IP_DISCH", "TOC_FHIR_MH_DISCH", "TOC_FHIR_EC_DISCH", "TOC_FHIR_OP_ATTEN", "DIGMED_FLU_VAC", "DIGMED_EMG_MED", "DIGIMED_MINOR_ILLNESS_PEM",
    ];

    /// <param name="others">The standards that may plug payloads in; those that do are found among them.</param>
    /// <param name="validator">Finds faults in the FHIR itself beyond what reading finds; null finds none.</param>
    public GenericFhirReceiverStandard(IEnumerable<IStandard> others, IMessageValidator? validator = null)
    {
        ArgumentNullException.ThrowIfNull(others);
        Protocols = [new ReceiverProtocol([.. others.OfType<IItk3PayloadSource>().SelectMany(source => source.Payloads), new DocumentPayload()], validator)];
    }

    public StandardDescriptor Descriptor { get; } = new("GenericFhirReceiver", "Generic FHIR Receiver", ["generic-fhir-receiver"], ["1.0.1"])
    {
        Roles =
        [
            new("receiver", "Takes Transfer of Care and digital medicines documents as letters: checks, answers, matches, raises a task.")
            {
                Routes = [.. Workflows.Select(workflow => new Route(WorkflowPattern.Parse(workflow), ReceiverProtocol.KindName))],
            },
        ],
        Options = ReceiverOptions.Descriptors,
        Operations =
        [
            new("Receive an ITK3 message", Grade.Documented, Published),
            new("Order of the checks", Grade.Inferred, Ours),
            new("Match the patient", Grade.Documented, "GPCM-SD-038, FHIR-RR-02, FHIR-RR-04"),
            new("Match by hand", Grade.Inferred, Ours),
            new("Replace a document", Grade.Documented, "GPCM-SD-126 to 132"),
            new("Wait for the document that a replacement names", Grade.Inferred, Ours),
        ],
    };

    public IReadOnlyList<IProtocol> Protocols { get; }
}
