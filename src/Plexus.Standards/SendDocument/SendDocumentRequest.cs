using System.Text.Json;

namespace Plexus.Standards.SendDocument;

/// <summary>Something wrong with a request, found before anything is built.</summary>
/// <param name="Field">Path in the request, such as <c>patient.nhsNumber</c>.</param>
/// <param name="Code">Stable: <c>required</c>, <c>invalid</c>, <c>too-long</c>, <c>too-large</c>, <c>not-allowed</c>.</param>
/// <param name="Text">What to mend; never a value from the request.</param>
public sealed record InputProblem(string Field, string Code, string Text);

/// <summary>A document to send. The JSON of the <c>send</c> command and of <c>POST /api/send-document</c> has this shape.</summary>
/// <remarks>GP Connect Send Document, payload and MESH configuration. Trace the patient on PDS first (GPCM-SD-084).</remarks>
public sealed record SendDocumentRequest
{
    /// <summary><c>v2</c> or <c>v1</c>; null: as the organisation chose.</summary>
    public string? Guide { get; init; }

    public RequestPatient? Patient { get; init; }

    /// <summary>Null: MESH finds the patient's registered practice.</summary>
    public RequestRecipient? Recipient { get; init; }

    /// <summary>SNOMED CT document type; v1 has its own default.</summary>
    public RequestCoding? Type { get; init; }

    public RequestCoding? CareSetting { get; init; }

    /// <summary>Required in v2; fixed in v1.</summary>
    public string? Title { get; init; }

    /// <summary>Plain text; becomes the Composition's summary.</summary>
    public string? Text { get; init; }

    /// <summary>From 1; null: 1, or 2 for a replacement.</summary>
    public int? Version { get; init; }

    /// <summary>Only <c>N</c>: restricted documents must not be sent.</summary>
    public string? Confidentiality { get; init; }

    /// <summary>For action rather than for information; true unless said.</summary>
    public bool? ForAction { get; init; }

    public RequestAuthor? Author { get; init; }

    public RequestSender? Sender { get; init; }

    public RequestEncounter? Encounter { get; init; }

    /// <summary>The first is the primary one.</summary>
    public IReadOnlyList<RequestAttachment>? Attachments { get; init; }

    /// <summary>Document id of the document this one replaces.</summary>
    public string? Replaces { get; init; }

    /// <summary>Reads and judges a request.</summary>
    /// <param name="json">Not an object, or with a value of the wrong kind: one problem without a field.</param>
    /// <param name="defaultGuide">The guide when the request names none.</param>
    /// <param name="largest">Bytes of all attachments together, as base64.</param>
    /// <returns>The request, and no problems, or problems.</returns>
    public static (SendDocumentRequest? Request, IReadOnlyList<InputProblem> Problems) Read(JsonElement json, string defaultGuide = "v2", long largest = 5_242_880)
    {
        var request = json.ValueKind == JsonValueKind.Object ? json.As<SendDocumentRequest>() : null;
        if (request is null)
            return (null, [new("", "invalid", "The request is not an object of the documented shape.")]);
        if (request.Guide is null)
            request = request with { Guide = defaultGuide };
        var problems = SendDocumentChecks.Of(request, largest);
        return problems.Count == 0 ? (request, []) : (null, problems);
    }
}

/// <param name="NhsNumber">Ten digits.</param>
/// <param name="Verified">Traced on PDS; true unless said.</param>
/// <param name="Gender"><c>male</c>, <c>female</c>, <c>other</c> or <c>unknown</c>.</param>
public sealed record RequestPatient(string? NhsNumber, bool? Verified, string? Surname, string? GivenName, DateOnly? BirthDate, string? Gender, string? Postcode);

/// <param name="Mailbox">A MESH mailbox; null: the patient's registered practice.</param>
public sealed record RequestRecipient(string? Mailbox);

/// <param name="Code">SNOMED CT identifier.</param>
public sealed record RequestCoding(string? Code, string? Display);

/// <param name="SdsUserId">Required in v1.</param>
public sealed record RequestAuthor(string? Surname, string? GivenName, string? Prefix, string? SdsUserId);

/// <param name="Name">The sending practice as readers know it; null: the organisation's registered name.</param>
/// <param name="Phone">Shown to the receiver.</param>
public sealed record RequestSender(string? Name, string? Phone);

/// <param name="Id">Becomes SenderReference (GPCM-SD-042); at most 255 characters.</param>
/// <param name="Date">When the patient was seen.</param>
public sealed record RequestEncounter(string? Id, DateTimeOffset? Date);

/// <param name="ContentType">One of the approved MIME types.</param>
/// <param name="Data">Base64.</param>
public sealed record RequestAttachment(string? Title, string? ContentType, string? Data);
