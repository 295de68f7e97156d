namespace Plexus.Acceptance.RealData;

/// <summary>What becomes of a published sample, and why.</summary>
/// <param name="Became">State, outcome, code and acknowledgements, as <see cref="Installing.Posted"/> writes them.</param>
/// <param name="Why">What in the sample leads there.</param>
internal sealed record SampleOutcome(string File, string Workflow, string Became, string Why)
{
    public static IReadOnlyList<SampleOutcome> Table { get; } =
    [
        new("gp-connect-send-document/examples/send-document--generic-example.xml", "GPCONNECT_SEND_DOCUMENT", "waiting | - | - | 20013", "Sound enough to be read; its patient is not one whom the practice can match alone, so a person decides."),
        new("gp-connect-send-document/examples/itk3-response-business-template.xml", "GPCONNECT_SEND_DOCUMENT_ACK", "parked | unroutable | - | none", "A template: its code is a placeholder, and it answers nothing that we sent. Answers are never answered."),
        new("gp-connect-send-document/examples/itk3-response-infrastructure-template.xml", "GPCONNECT_SEND_DOCUMENT_ACK", "parked | unroutable | - | none", "The same for the infrastructure answer."),
        new("gp-connect-send-document/examples/mesh-workflow-id-xref.txt", "GPCONNECT_SEND_DOCUMENT", "parked | unreadable | 10009 | 10009", "A list of workflows in plain text: no XML at all."),
        new("itk3/examples/ITK003D-edischarge.xml", "TOC_FHIR_IP_DISCH", "done | refused | 20002 | 20002", "Addressed to another organisation than the practice."),
        new("itk3/examples/ITK008M-response-30001.xml", "GPFED_CONSULT_REPORT_ACK", "?", "?"),
        new("itk3/examples/ITK009D-immunization.xml", "DIGMED_FLU_VAC", "?", "?"),
        new("itk3/examples/ITK010D-emergency-supply.xml", "DIGMED_EMG_MED", "?", "?"),
        new("itk3/examples/harness-business-response-template.xml", "GPFED_CONSULT_REPORT_ACK", "?", "?"),
        new("itk3/examples/harness-infrastructure-response-template.xml", "GPFED_CONSULT_REPORT_ACK", "?", "?"),
    ];
}
