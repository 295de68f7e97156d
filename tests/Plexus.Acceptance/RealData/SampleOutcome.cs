namespace Plexus.Acceptance.RealData;

/// <summary>What becomes of a published sample, and why.</summary>
/// <param name="Workflow">The MESH workflow it is posted on.</param>
/// <param name="Became">State, outcome, code and acknowledgements, as <see cref="Installing.Posted"/> writes them.</param>
/// <param name="Tasks">Kinds of task raised.</param>
/// <param name="Why">What in the sample leads there, and why a live receiver should do the same.</param>
internal sealed record SampleOutcome(string File, string Workflow, string Became, string Tasks, string Why)
{
    private const string Orphan = "parked | unroutable |";

    /// <summary>Posted to the sandbox's practice, which is not the one that some of them name.</summary>
    public static IReadOnlyList<SampleOutcome> AtAnyPractice { get; } =
    [
        new("gp-connect-send-document/examples/send-document--generic-example.xml", "GPCONNECT_SEND_DOCUMENT", "waiting | - | - | 20013", "match",
            "Sound in form, so the infrastructure answer is positive. Its NHS number is said to be verified but its check digit is wrong: nobody may file it alone, and nobody may refuse it alone either."),
        new("gp-connect-send-document/examples/itk3-response-business-template.xml", "GPCONNECT_SEND_DOCUMENT_ACK", $"{Orphan} - | none", "",
            "A template: placeholders stand for its ids and its code. It answers nothing that we sent, and an answer is never answered, although it asks for it."),
        new("gp-connect-send-document/examples/itk3-response-infrastructure-template.xml", "GPCONNECT_SEND_DOCUMENT_ACK", $"{Orphan} - | none", "", "The same for the infrastructure answer."),
        new("gp-connect-send-document/examples/mesh-workflow-id-xref.txt", "GPCONNECT_SEND_DOCUMENT", "parked | unreadable | 10009 | 10009", "",
            "A list in plain text, no XML at all: the flags cannot be read, so its sender is answered."),
        new("itk3/examples/ITK003D-edischarge.xml", "TOC_FHIR_IP_DISCH", "done | refused | 20002 | 20002", "", "Its receiver is the organisation RY6, which this practice is not."),
        new("itk3/examples/ITK008M-response-30001.xml", "GPFED_CONSULT_REPORT_ACK", $"{Orphan} 30001 | none", "",
            "A good answer to a message that this practice never sent. It asks for an infrastructure answer; no code says \"we sent you nothing\", and a success would be untrue."),
        new("itk3/examples/ITK009D-immunization.xml", "DIGMED_FLU_VAC", "done | refused | 20002 | 20002", "", "Its receiver is the practice P86609."),
        new("itk3/examples/ITK010D-emergency-supply.xml", "DIGMED_EMG_MED", "waiting | - | - | 20013", "match",
            "Its receiver is a person, and no list of a practice's people is held against it. Its MessageDefinition is another document's: known, so it counts. The check digit of its NHS number is wrong, so a person decides."),
        new("itk3/examples/harness-business-response-template.xml", "GPFED_CONSULT_REPORT_ACK", $"{Orphan} - | none", "", "A template, as above."),
        new("itk3/examples/harness-infrastructure-response-template.xml", "GPFED_CONSULT_REPORT_ACK", $"{Orphan} - | none", "", "A template, as above."),
    ];

    /// <summary>The messages among them, posted to a practice that has the sites they name.</summary>
    public static IReadOnlyList<SampleOutcome> WhereTheyBelong { get; } =
    [
        new("gp-connect-send-document/examples/send-document--generic-example.xml", "GPFED_CONSULT_REPORT", "waiting | - | - | 20013", "match",
            "The event and the type of the document decide, not the workflow: on the older workflow it is the same letter, answered on that workflow."),
        new("itk3/examples/ITK003D-edischarge.xml", "TOC_FHIR_IP_DISCH", "waiting | - | - | 20013", "match",
            "It has Priority, lacks SenderReference and LocalExtension, and refers by bare ids: all from before 2.5.0, all understood. Its NHS number has a wrong check digit."),
        new("itk3/examples/ITK009D-immunization.xml", "DIGMED_FLU_VAC", "done | refused | 30002 | 20013 30002", "",
            "Elements out of order and a name written as text do not change what it means. Its NHS number is right, and belongs to nobody here."),
        new("itk3/examples/ITK010D-emergency-supply.xml", "DIGMED_EMG_MED", "waiting | - | - | 20013", "match", "As at any practice: it names none."),
        new("itk3/examples/ITK008M-response-30001.xml", "GPFED_CONSULT_REPORT", $"{Orphan} 30001 | none", "", "An answer on the workflow of letters is still an answer: it raises no work and gets no answer."),
    ];
}
