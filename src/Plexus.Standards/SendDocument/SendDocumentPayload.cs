using Plexus.Contracts;
using Plexus.Standards.GenericFhirReceiver;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.SendDocument;

/// <summary>Receives GP Connect Send Document (ITK007C), v1 and v2, whatever workflow it came on.</summary>
internal sealed class SendDocumentPayload : DocumentPayload
{
    internal const string Folder = "SendDocument";

    private static readonly string[] Restricted = ["R", "V"];

    private static readonly string[] OwnDefinitions = [MessageDefinitions.SendDocument];

    /// <summary>What Send Document adds to the rules of every document.</summary>
    internal static readonly IReadOnlyList<DocumentRule> OwnRules =
    [
        new("SD-01", "Send Document 2.0.2", "business-rule", "A restricted document must not be sent.", "entry[0].resource.confidentiality", MayBeSent),
        new("SD-02", "GPCM-SD-036", "required", "The patient must have a name with a surname.", "entry.resource.ofType(Patient).name", d => ItkPatient.Read(d.Patient).Surname.Length > 0),
        new("SD-03", "GPCM-SD-037", "required", "The patient must have a full date of birth.", "entry.resource.ofType(Patient).birthDate", d => ItkPatient.Read(d.Patient).BirthDate is not null),
    ];

    public override string Standard => Folder;

    public override IReadOnlyCollection<string> Definitions => OwnDefinitions;

    protected override IReadOnlyList<DocumentRule> Rules { get; } = [.. DocumentRules.All, .. OwnRules];

    public override bool Takes(string eventCode, string documentType) => eventCode == MessageEvents.SendDocument;

    public override bool DemandsAcknowledgements(InboundMessage message, CapabilityFact capability) =>
        capability.Choice(SendDocumentOptions.DemandAcknowledgements) switch
        {
            SendDocumentOptions.Always => true,
            SendDocumentOptions.Never => false,
            _ => SendDocumentVersion.All.Any(version => version.DemandsAcknowledgements && message.Workflow == version.Workflow),
        };

    /// <summary>The patient must agree with the address, where the address still names one (GPCM-SD-038); MESH usually replaces it by the mailbox.</summary>
    protected override Itk3Problem? Judge(ItkDocument document, PayloadContext context)
    {
        if (!GpProviderAddress.TryParse(context.Message.Endpoint, out var address))
            return null;
        var patient = ItkPatient.Read(document.Patient);
        var agrees = patient.NhsNumber == address!.NhsNumber
            && patient.BirthDate == address.BirthDate
            && string.Equals(patient.Surname, address.Surname, StringComparison.OrdinalIgnoreCase);
        return agrees ? null
            : new(ResponseCodes.PayloadInvalid, document.Patient.Path, "SD-04: The patient does not agree with the address the message was sent to.", "business-rule");
    }

    // The online consultation guide allows restricted reports; everything else does not.
    private static bool MayBeSent(ItkDocument document) =>
        !Restricted.Contains(document.Confidentiality) || document.TypeCode == SendDocumentWire.OnlineConsultationReport;
}
