using Plexus.Contracts;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>The event that tells the supplier's system of an accepted document.</summary>
internal static class DocumentEvents
{
    internal const string Received = "received";
    internal const string ReceivedType = "uk.plexus.document.received.v1";

    /// <summary>With a receipt when the answers wait for one.</summary>
    internal static Deliver For(Filing filing) =>
        new(Received, ReceivedType, Json.Of(Of(filing)), RequireReceipt: filing.AckAfter != AckAfter.Committed)
        {
            Patient = filing.NhsNumber,
            IncludePayloadReference = true,
        };

    private static DocumentReceived Of(Filing filing)
    {
        var document = filing.Document;
        return new DocumentReceived
        {
            Exchange = document.Exchange.ToString(),
            Event = document.Event,
            HeaderId = document.HeaderId,
            DocumentId = document.DocumentId,
            Replaces = document.Replaces,
            Subject = document.Subject,
            Title = document.Title,
            Version = document.Version,
            TypeCode = document.TypeCode,
            TypeText = document.TypeText,
            Date = document.Date,
            ForAction = document.Recipient == RecipientType.ForAction,
            SenderOds = document.SenderOds,
            SenderName = document.SenderName,
            Author = document.Author,
            NhsNumber = filing.NhsNumber?.ToDigits(),
            Surname = document.Patient.Surname,
            GivenName = document.Patient.GivenName,
            BirthDate = document.Patient.BirthDate,
            Attachments = document.Attachments,
            PatientOutcome = filing.Outcome,
            LocalId = filing.LocalId,
            MatchedByHand = filing.MatchedByHand,
        };
    }
}

/// <summary>Data of <c>uk.plexus.document.received.v1</c>.</summary>
internal sealed record DocumentReceived
{
    public required string Exchange { get; init; }

    public required string Event { get; init; }

    public required string HeaderId { get; init; }

    public string? DocumentId { get; init; }

    public string? Replaces { get; init; }

    public required string Subject { get; init; }

    public required string Title { get; init; }

    public string? Version { get; init; }

    public required string TypeCode { get; init; }

    public required string TypeText { get; init; }

    public required string Date { get; init; }

    public required bool ForAction { get; init; }

    public required string SenderOds { get; init; }

    public required string SenderName { get; init; }

    public required string Author { get; init; }

    /// <summary>As the document names the patient; when a person chose one, that patient's own.</summary>
    public string? NhsNumber { get; init; }

    public required string Surname { get; init; }

    public required string GivenName { get; init; }

    public DateOnly? BirthDate { get; init; }

    public required IReadOnlyList<ReceivedAttachment> Attachments { get; init; }

    /// <summary>30001, or 30004 for a patient who has recently died.</summary>
    public required string PatientOutcome { get; init; }

    /// <summary>The patient's id in the index, as it answered or of the patient whom a person chose.</summary>
    public string? LocalId { get; init; }

    public required bool MatchedByHand { get; init; }
}
