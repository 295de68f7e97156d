using System.Buffers.Text;
using System.Xml;
using Plexus.Primitives;
using Plexus.Standards.GenericFhirReceiver;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.SendDocument;

/// <summary>What must be right about a request before a message is built.</summary>
internal sealed class SendDocumentChecks
{
    private const int MaxText = 100_000;
    private const int MaxName = 100;
    private const int MaxTitle = 200;
    private const int MaxAttachments = 50;

    private static readonly string[] Genders = ["male", "female", "other", "unknown"];

    private readonly List<InputProblem> _problems = [];

    private SendDocumentChecks()
    {
    }

    internal static IReadOnlyList<InputProblem> Of(SendDocumentRequest request, long largest)
    {
        var checks = new SendDocumentChecks();
        if (SendDocumentVersion.Find(request.Guide) is not { } version)
            return [new("guide", "invalid", "The guide is v1 or v2.")];
        checks.Patient(request.Patient);
        checks.Document(request, version);
        checks.People(request, version);
        checks.Attachments(request, version, largest);
        return checks._problems;
    }

    private void Patient(RequestPatient? patient)
    {
        if (patient is null)
        {
            Add("patient", "required", "Say who the document is about.");
            return;
        }

        if (!NhsNumber.TryParse(patient.NhsNumber, null, out _))
            Add("patient.nhsNumber", string.IsNullOrEmpty(patient.NhsNumber) ? "required" : "invalid", "A valid NHS number is needed to find the practice and the patient.");
        Line("patient.surname", patient.Surname, MaxName, required: true);
        Line("patient.givenName", patient.GivenName, MaxName, required: true);
        Line("patient.postcode", patient.Postcode, 10, required: false);
        if (patient.BirthDate is null)
            Add("patient.birthDate", "required", "The date of birth is needed.");
        if (patient.Gender is not null && !Genders.Contains(patient.Gender))
            Add("patient.gender", "invalid", "The gender is male, female, other or unknown.");
    }

    private void Document(SendDocumentRequest request, SendDocumentVersion version)
    {
        if (request.Recipient?.Mailbox is { } mailbox && !MeshMailboxId.TryParse(mailbox, null, out _))
            Add("recipient.mailbox", "invalid", "The mailbox is not a MESH mailbox id.");
        if (request.Recipient?.Mailbox is null && request.Patient?.Surname?.Length > SendDocumentWire.MaxMeshTo / 2)
            Add("patient.surname", "too-long", "The surname is too long for an address by patient: name the practice's mailbox.");
        Coding("type", request.Type, required: version.FixedTitle is null);
        Coding("careSetting", request.CareSetting, required: version.FixedTitle is null);
        Line("title", request.Title, MaxTitle, required: version.FixedTitle is null);
        if (version.FixedTitle is { } title && request.Title is not null && request.Title != title)
            Add("title", "not-allowed", "In v1 the title is fixed: leave it out.");
        if (request.Text is { } text && (text.Length > MaxText || !IsXmlText(text)))
            Add("text", text.Length > MaxText ? "too-long" : "invalid", $"The text has at most {MaxText} characters, none of them control characters.");
        if (request.Version is < 1 or > 9999)
            Add("version", "invalid", "The version is a number from 1.");
        if (request.Confidentiality is not (null or SendDocumentWire.NormalConfidentiality))
            Add("confidentiality", "not-allowed", "Restricted documents must not be sent.");
        Line("replaces", request.Replaces, Itk3Wire.MaxSenderReference, required: false);
    }

    private void People(SendDocumentRequest request, SendDocumentVersion version)
    {
        if (request.Author is null)
            Add("author", "required", "Say who wrote the document.");
        else
        {
            Line("author.surname", request.Author.Surname, MaxName, required: true);
            Line("author.givenName", request.Author.GivenName, MaxName, required: false);
            Line("author.prefix", request.Author.Prefix, 20, required: false);
            Line("author.sdsUserId", request.Author.SdsUserId, 20, required: version.DemandsSdsUserId);
        }

        Line("sender.name", request.Sender?.Name, MaxName, required: false);
        Line("sender.phone", request.Sender?.Phone, 40, required: false);
        Line("encounter.id", request.Encounter?.Id, Itk3Wire.MaxSenderReference, required: false);
    }

    private void Attachments(SendDocumentRequest request, SendDocumentVersion version, long largest)
    {
        var attachments = request.Attachments ?? [];
        if (attachments.Count == 0 && (version.FixedTitle is not null || string.IsNullOrWhiteSpace(request.Text)))
            Add("attachments", "required", "A document has at least one attachment; the first is the primary one.");
        if (attachments.Count > MaxAttachments)
            Add("attachments", "too-large", $"At most {MaxAttachments} attachments.");

        var total = 0L;
        for (var i = 0; i < attachments.Count; i++)
        {
            Attachment($"attachments[{i}]", attachments[i]);
            total += attachments[i]?.Data?.Length ?? 0;
        }

        if (total > largest)
            Add("attachments", "too-large", "The attachments are larger than receivers take. Send a PDF that lists the name, time stamp and size of those left out.");
        if (version.FixedTitle is not null && attachments.Count > 0 && AttachmentTypes.Registered(attachments[0]?.ContentType ?? "") != "application/pdf")
            Add("attachments[0].contentType", "invalid", "In v1 the primary attachment is a PDF.");
    }

    private void Attachment(string field, RequestAttachment? attachment)
    {
        if (attachment is null)
        {
            Add(field, "required", "The attachment is empty.");
            return;
        }

        Line($"{field}.title", attachment.Title, MaxTitle, required: false);
        if (AttachmentTypes.Registered(attachment.ContentType ?? "") is null)
            Add($"{field}.contentType", string.IsNullOrEmpty(attachment.ContentType) ? "required" : "not-allowed", "The MIME type is not one that receivers approve.");
        if (string.IsNullOrEmpty(attachment.Data))
            Add($"{field}.data", "required", "The attachment is empty.");
        else if (!Base64.IsValid(attachment.Data, out var size) || size == 0)
            Add($"{field}.data", "invalid", "The attachment is not base64.");
    }

    private void Coding(string field, RequestCoding? coding, bool required)
    {
        if (coding is null)
        {
            if (required)
                Add(field, "required", "A SNOMED CT code is needed.");
            return;
        }

        if (!SnomedCode.TryParse(coding.Code, null, out _))
            Add($"{field}.code", "invalid", "Not a SNOMED CT identifier.");
        Line($"{field}.display", coding.Display, MaxTitle, required: true);
    }

    // One line of text that XML and a MESH header can both carry.
    private void Line(string field, string? text, int longest, bool required)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (required)
                Add(field, "required", "This is needed.");
            else if (text is not null)
                Add(field, "invalid", "Leave it out rather than empty.");
            return;
        }

        if (text.Length > longest)
            Add(field, "too-long", $"At most {longest} characters.");
        if (text.Any(char.IsControl) || !IsXmlText(text))
            Add(field, "invalid", "Control characters cannot be sent.");
    }

    private static bool IsXmlText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
                continue;
            if (i + 1 == text.Length || !XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                return false;
            i++;
        }

        return true;
    }

    private void Add(string field, string code, string text) => _problems.Add(new InputProblem(field, code, text));
}
