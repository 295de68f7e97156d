using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Standards.Itk3;

/// <summary>A message as a page shows it. Everything here may name the patient.</summary>
public sealed record ItkDocumentView
{
    public required string Event { get; init; }

    public required string HeaderId { get; init; }

    public required string Title { get; init; }

    public required string TypeCode { get; init; }

    public required string TypeText { get; init; }

    /// <summary>As written in the Composition: any precision.</summary>
    public required string Date { get; init; }

    /// <summary>When the message was made, as written in its header.</summary>
    public required string Timestamp { get; init; }

    public required string SenderOds { get; init; }

    public required string SenderName { get; init; }

    public required string Author { get; init; }

    public ItkPatientView? Patient { get; init; }

    public required IReadOnlyList<ItkSectionView> Sections { get; init; }

    public required IReadOnlyList<ItkAttachment> Attachments { get; init; }

    /// <summary>The codes that an ITK Response carries, in order; empty for other messages.</summary>
    public required IReadOnlyList<ItkResponseCodeView> ResponseCodes { get; init; }

    /// <summary>Projects a message; what it lacks is empty. Null when the document is no ITK3 message.</summary>
    public static ItkDocumentView? Of(FhirDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (Itk3Frame.Open(document) is not { Header.Exists: true } frame)
            return null;

        var content = ItkDocument.Read(frame.Payload);
        return new ItkDocumentView
        {
            Event = frame.Event ?? "",
            HeaderId = frame.HeaderId ?? "",
            Title = content.Title,
            TypeCode = content.TypeCode,
            TypeText = content.TypeText,
            Date = content.Composition["date"].Value ?? "",
            Timestamp = frame.Header["timestamp"].Value ?? "",
            SenderOds = frame.SenderOds ?? Itk3Frame.OdsOf(content.Custodian) ?? "",
            SenderName = content.Custodian["name"].Value ?? "",
            Author = content.AuthorText(),
            Patient = content.Patient.Exists ? ItkPatientView.Of(ItkPatient.Read(content.Patient)) : null,
            Sections = SectionsOf(content.Composition),
            Attachments = content.Attachments,
            ResponseCodes = CodesOf(frame),
        };
    }

    private static List<ItkSectionView> SectionsOf(FhirElement composition)
    {
        var sections = new List<ItkSectionView>();
        if (composition["text"]["div"].Value is { } summary)
            sections.Add(new ItkSectionView("", summary, 0));
        Append(composition, 1, sections);
        return sections;
    }

    private static void Append(FhirElement parent, int level, List<ItkSectionView> sections)
    {
        foreach (var section in parent.Elements("section"))
        {
            sections.Add(new ItkSectionView(section["title"].Value ?? "", section["text"]["div"].Value ?? "", level));
            Append(section, level + 1, sections);
        }
    }

    private static List<ItkResponseCodeView> CodesOf(Itk3Frame frame)
    {
        var codes = new List<ItkResponseCodeView>();
        foreach (var issue in frame.Index.Resolve(frame.Header["response"]["details"]).Elements("issue"))
        {
            var coding = issue["details"]["coding"];
            codes.Add(new ItkResponseCodeView(coding["code"].Value ?? "", coding["display"].Value ?? "", issue["diagnostics"].Value ?? ""));
        }

        return codes;
    }
}

/// <param name="Title">Empty for the document's own summary.</param>
/// <param name="Html">The narrative's <c>div</c> exactly as received: sanitise it before it is shown.</param>
/// <param name="Level">0 for the summary, 1 for a section, 2 for a section within one.</param>
public sealed record ItkSectionView(string Title, string Html, int Level);

/// <summary>The patient as the message names them.</summary>
/// <param name="NumberIsVerified">The sender traced the NHS number.</param>
public sealed record ItkPatientView(NhsNumber? NhsNumber, bool NumberIsVerified, string Surname, string GivenName, DateOnly? BirthDate, string? Gender, string Postcode)
{
    internal static ItkPatientView Of(ItkPatient patient) =>
        new(patient.NhsNumber, patient.IsVerified, patient.Surname, patient.GivenName, patient.BirthDate, patient.Gender, patient.Postcode);
}

/// <summary>One code of an ITK Response.</summary>
public sealed record ItkResponseCodeView(string Code, string Display, string Diagnostics);
