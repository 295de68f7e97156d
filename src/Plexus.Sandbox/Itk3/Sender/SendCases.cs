using System.Collections.Frozen;

namespace Plexus.Sandbox.Itk3;

/// <summary>Every case of the synthetic sender: the rows that a receiver has to get right, good and crafted bad.</summary>
/// <remarks>Codes: ITK-ResponseCodes-1; order of checks: the sheet of the Generic FHIR Receiver. A test holds each row against the bytes it makes.</remarks>
internal static class SendCases
{
    internal const string Good = "good";
    internal const string Replacement = "replacement";
    internal const string UnhandledWorkflow = "PLEXUS_UNHANDLED";
    private const string V2 = Itk3Wire.SendDocument;
    private const string V1 = Itk3Wire.ConsultationReport;

    internal static IReadOnlyList<SendCase> All { get; } =
    [
        Of(Good, "Letter with PDF, HTML, text, RTF and picture", V2, "20013 30001", "as it should be", GoodLetters.Good),
        Of("consultation-report", "Consultation report, version 1 of the guide", V1, "20013 30001", "as it should be, on the older workflow", GoodLetters.ConsultationReport),
        Of("discharge-summary", "Discharge summary of a hospital (Transfer of Care)", Itk3Wire.Discharge, "20013 30001", "event ITK003D with its own definition", GoodLetters.DischargeSummary),
        Of("for-information", "Letter for information only", V2, "20013 30001", "RecipientType FI", GoodLetters.ForInformation),
        Of("infrastructure-only", "Letter that asks for the infrastructure answer only", V2, "20013", "BusAckRequested false", GoodLetters.Asking(infAck: true, busAck: false)),
        Of("business-only", "Letter that asks for the business answer only", V2, "30001", "InfAckRequested false", GoodLetters.Asking(infAck: false, busAck: true)),
        Of("fire-and-forget", "Letter that asks for no answer", V2, "", "both flags false", GoodLetters.Asking(infAck: false, busAck: false)),
        Of("large", "Large letter in chunks (12 MB)", V2, "20013 30001", "a PDF of 9 MB, sent in chunks of 6 MB; the receiver's limit must be raised", GoodLetters.Large),

        Of(Replacement, "Replacement of an earlier letter", V2, "20013 30001", "relatesTo replaces the latest letter, which is sent first if there is none", RepeatedLetters.Replacement),
        Waits("replacement-without-original", "Replacement whose original never came", V2, "20014", "the replacement wait on the business clock", "relatesTo names a document nobody sent", RepeatedLetters.WithoutOriginal),
        Of("same-header", "The same message again", V2, "20007", "the latest letter's bytes under a new MESH message", RepeatedLetters.SameHeader),
        Of("same-document", "The same document in a new message", V2, "20008", "the latest letter's document id under a new header id", RepeatedLetters.SameDocument),

        Of("patient-unknown", "Patient nobody knows", V2, "20013 30002", "a valid NHS number that belongs to nobody", PatientLetters.Unknown),
        Of("patient-deducted", "Patient who left for another practice", V2, "20013 30003", "registered elsewhere for two months", PatientLetters.With(LifeCycle.Deducted)),
        Of("patient-died-8-months", "Patient who died eight months ago", V2, "20013 30003", "off the list since", PatientLetters.With(LifeCycle.Deceased)),
        Of("patient-died-3-months", "Patient who died three months ago", V2, "20013 30004", "still on the list", PatientLetters.With(LifeCycle.RecentlyDeceased)),
        Waits("surname-differs", "NHS number known, surname differs", V2, "20013 30001|30002", "a person's decision", "another surname", PatientLetters.SurnameDiffers),
        Waits("birth-date-differs", "NHS number known, date of birth differs", V2, "20013 30001|30002", "a person's decision", "born a day earlier", PatientLetters.BirthDateDiffers),

        Of("handling-absent", "No handling specification", V2, "10001", "the extension is left out", HandlingLetters.WithNone),
        Of("inf-ack-absent", "InfAckRequested absent", V2, "10001", "the key is left out", HandlingLetters.Without(Itk3Wire.Key.InfAck)),
        Of("bus-ack-absent", "BusAckRequested absent", V2, "10001", "the key is left out", HandlingLetters.Without(Itk3Wire.Key.BusAck)),
        Of("definition-absent", "MessageDefinition absent", V2, "10001", "the key is left out", HandlingLetters.Without(Itk3Wire.Key.Definition)),
        Of("inf-ack-unreadable", "InfAckRequested unreadable", V2, "10002", "valueBoolean \"perhaps\"", HandlingLetters.With(Itk3Wire.Key.InfAck, "valueBoolean", "perhaps")),
        Of("bus-ack-unreadable", "BusAckRequested unreadable", V2, "10003", "valueString \"true\" instead of a boolean", HandlingLetters.With(Itk3Wire.Key.BusAck, "valueString", "true")),
        Of("definition-unreadable", "MessageDefinition unreadable", V2, "10004", "valueString instead of a reference", HandlingLetters.With(Itk3Wire.Key.Definition, "valueString", "Send Document")),
        Of("sender-reference-unreadable", "SenderReference unreadable", V2, "10007", "valueBoolean instead of text", HandlingLetters.With(Itk3Wire.Key.SenderReference, "valueBoolean", "true")),
        Of("sender-reference-too-long", "SenderReference too long", V2, "10007", "256 characters", HandlingLetters.With(Itk3Wire.Key.SenderReference, "valueString", new string('x', 256))),
        Of("recipient-type-unreadable", "RecipientType unreadable", V2, "10010", "valueString instead of a coding", HandlingLetters.With(Itk3Wire.Key.RecipientType, "valueString", "FA")),
        Of("recipient-type-bad", "RecipientType unknown", V2, "10010", "code XX", HandlingLetters.RecipientTypeBad),
        Of("inf-ack-false", "InfAckRequested false where it must be true", V1, "10008", "version 1 demands both answers", HandlingLetters.Refusing(infAck: false, busAck: true)),
        Of("bus-ack-false", "BusAckRequested false where it must be true", V1, "10008", "version 1 demands both answers", HandlingLetters.Refusing(infAck: true, busAck: false)),
        Of("definition-unknown", "MessageDefinition unknown", V2, "10004", "a definition nobody published", HandlingLetters.Definition("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-PlexusSandbox-MessageDefinition-1")),
        Of("definition-version", "MessageDefinition of another version", V2, "10005", "version 9 of Send Document's definition", HandlingLetters.Definition("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-9")),

        Of("event-unknown", "Event unknown", V2, "10004", "event code ITK099X", BrokenLetters.EventUnknown),
        Of("header-invalid", "Header without a timestamp", V2, "20006", "a required element is left out", BrokenLetters.HeaderInvalid),
        Of("not-a-message", "Bundle that is no message", V2, "20006", "Bundle.type collection", BrokenLetters.NotAMessage),
        Of("other-practice", "Addressed to another practice", V2, "20002", "MessageHeader.receiver names another ODS code", BrokenLetters.OtherPractice),
        Of("payload-broken", "Document without a Composition", V2, "20009", "the payload begins with the Patient", BrokenLetters.WithoutComposition),
        Of("payload-unidentified", "Document without an identifier", V2, "20009", "Bundle.identifier is left out of the payload", BrokenLetters.WithoutIdentifier),
        Of("payload-without-subject", "Document about nobody", V2, "20009", "Composition.subject points at nothing", BrokenLetters.WithoutSubject),
        Of("restricted", "Restricted document", V2, "20009", "Composition.confidentiality R", BrokenLetters.Restricted),
        Of("attachment-not-approved", "Attachment of a type nobody approved", V2, "20004|20005", "application/x-msdownload", BrokenLetters.AttachmentNotApproved),
        Of("unreadable-bytes", "Bytes that are no XML", V2, "10009", "4 KB of noise", BrokenLetters.UnreadableBytes),
        Of("truncated", "XML that ends in the middle", V2, "10009", "the second half is missing", BrokenLetters.Truncated),
        Of("dtd", "XML with a document type definition", V2, "10009", "an entity is declared", BrokenLetters.Dtd),
        Of("wrong-namespace", "XML of another namespace", V2, "10009", "the FHIR namespace is replaced", BrokenLetters.WrongNamespace),
        Of("too-large", "Message above the size limit (6 MB)", V2, "20015", "a PDF of 4.6 MB in base64", BrokenLetters.TooLarge),
        Of("unknown-workflow", "Workflow nobody handles", UnhandledWorkflow, "", "a good letter on " + UnhandledWorkflow, BrokenLetters.UnknownWorkflow),

        Of("acknowledgement", "Acknowledgement of something the recipient sent", V2 + "_ACK", "", "30001, or the code that is given, for a header id", AnswersSent.Acknowledgement),
        Of("acknowledgement-full", "Acknowledgement that asks to be acknowledged", V2 + "_ACK", "20013", "the same with InfAckRequested true (full pattern); the recipient must still be waiting for it", AnswersSent.Full),
        Of("report", "MESH REPORT about a message the recipient sent", V2, "", "code 14, or the code that is given, linked to a message id", AnswersSent.Report),
    ];

    internal static FrozenDictionary<string, SendCase> ByName { get; } = All.ToFrozenDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);

    private static SendCase Of(string name, string title, string workflow, string expects, string crafted, Func<LetterDesk, IEnumerable<Outgoing>> make) =>
        new(name, title, workflow, Expectation.Of(expects), crafted, make);

    private static SendCase Waits(string name, string title, string workflow, string expects, string waitsFor, string crafted, Func<LetterDesk, IEnumerable<Outgoing>> make) =>
        new(name, title, workflow, Expectation.Of(expects, waitsFor), crafted, make);
}
