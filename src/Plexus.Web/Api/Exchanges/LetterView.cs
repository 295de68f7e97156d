using Plexus.Primitives;
using Plexus.Standards.Itk3;

namespace Plexus.Web.Api.Exchanges;

/// <summary>A message as a reader sees it. Everything in it may name the patient.</summary>
internal sealed record LetterView
{
    /// <summary>False for FHIR that is no ITK3 message: only its tree can be shown.</summary>
    public required bool IsItkMessage { get; init; }

    public string Event { get; init; } = "";

    public string HeaderId { get; init; } = "";

    public string Title { get; init; } = "";

    public string TypeCode { get; init; } = "";

    public string TypeText { get; init; } = "";

    /// <summary>As written, in any precision.</summary>
    public string Date { get; init; } = "";

    public string Timestamp { get; init; } = "";

    public string SenderOds { get; init; } = "";

    public string SenderName { get; init; } = "";

    public string Author { get; init; } = "";

    public LetterPatient? Patient { get; init; }

    public IReadOnlyList<LetterSection> Sections { get; init; } = [];

    public IReadOnlyList<LetterAttachment> Attachments { get; init; } = [];

    /// <summary>The codes that an acknowledgement carries.</summary>
    public IReadOnlyList<LetterResponseCode> ResponseCodes { get; init; } = [];

    public static LetterView Of(FhirMessage message) => message.View is not { } view ? new() { IsItkMessage = false } : new()
    {
        IsItkMessage = true,
        Event = view.Event,
        HeaderId = view.HeaderId,
        Title = view.Title,
        TypeCode = view.TypeCode,
        TypeText = view.TypeText,
        Date = view.Date,
        Timestamp = view.Timestamp,
        SenderOds = view.SenderOds,
        SenderName = view.SenderName,
        Author = view.Author,
        Patient = view.Patient is { } p ? new(p.NhsNumber, p.NumberIsVerified, p.Surname, p.GivenName, p.BirthDate, p.Gender, p.Postcode) : null,
        Sections = [.. view.Sections.Select(s => new LetterSection(s.Title, Narrative.Sanitise(s.Html), s.Level))],
        Attachments = [.. view.Attachments.Select((a, i) => new LetterAttachment(i + 1, a.Title, a.ContentType, a.Size))],
        ResponseCodes = [.. view.ResponseCodes.Select(c => LetterResponseCode.Of(c))],
    };
}

internal sealed record LetterPatient(NhsNumber? NhsNumber, bool NumberIsVerified, string Surname, string GivenName, DateOnly? BirthDate, string? Gender, string Postcode);

/// <param name="Html">Safe to show: elements and attributes of a short list, no script, no style, no address outside.</param>
/// <param name="Level">0 for the summary, 1 for a section, 2 for a section within one.</param>
internal sealed record LetterSection(string Title, string Html, int Level);

/// <param name="Number">From 1; its address is <c>/api/exchanges/ID/attachments/NUMBER</c>.</param>
/// <param name="ContentType">As the message says.</param>
/// <param name="Size">Bytes; 0 when the content cannot be decoded.</param>
internal sealed record LetterAttachment(int Number, string? Title, string ContentType, long Size);

/// <param name="Positive">Null for a code that no table has.</param>
internal sealed record LetterResponseCode(string Code, string Display, bool? Positive, string Diagnostics)
{
    public static LetterResponseCode Of(ItkResponseCodeView code) =>
        ResponseCodes.All.TryGetValue(code.Code, out var known) ? new(code.Code, known.Display, known.Positive, code.Diagnostics) : new(code.Code, code.Display, null, code.Diagnostics);
}
