using System.Globalization;
using Plexus.Contracts;
using Plexus.Primitives;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>The work that a received document raises, and what a person is shown of it.</summary>
/// <remarks>Send Document business requirements; GPCM-SD-092 (subject line), GPCM-SD-093, GPCM-SD-125 (attachments).</remarks>
internal static class DocumentTasks
{
    internal const string Document = "document";
    internal const string RefusedBySystem = "refused-by-system";

    internal const string Done = "done";
    internal const string Accepted = "accepted";
    internal const string Unusable = "unusable";

    internal static readonly TaskDecision DoneDecision = new(Done, "Done");

    /// <summary>What may be said of a document that must be decided about, and the code it gives; null accepts.</summary>
    internal static readonly IReadOnlyList<(TaskDecision Decision, string? Code, string Text)> AcceptanceDecisions =
    [
        (new(Accepted, "Accept"), null, ""),
        (new(Placing.NotOurs, "Not our patient"), ResponseCodes.PatientUnknown, "The patient of this document is not known at this practice."),
        (new(Placing.Left, "A patient who has left us"), ResponseCodes.PatientLeft, "The patient of this document is no longer at this practice."),
        (new(Unusable, "Cannot be used"), ResponseCodes.PayloadInvalid, "The receiving system could not use this document."),
    ];

    /// <summary>For action or for information, as the message asks; decisions as the organisation's <see cref="AckAfter"/> asks.</summary>
    internal static RaiseTask For(Filing filing)
    {
        var document = filing.Document;
        return new RaiseTask(Document, TitleOf(document), filing.AckAfter == AckAfter.DecidedBySupplier ? Acceptance : [DoneDecision])
        {
            Urgency = document.Recipient == RecipientType.ForAction ? TaskUrgency.Action : TaskUrgency.Information,
            Patient = filing.NhsNumber,
            Details = DetailsOf(document, filing.Chosen),
        };
    }

    internal static IReadOnlyList<TaskDecision> Acceptance { get; } = [.. AcceptanceDecisions.Select(row => row.Decision)];

    internal static string TitleOf(ReceivedDocument document) => document.Subject.Length > 0 ? document.Subject : document.Title;

    internal static IReadOnlyList<TaskDetail> DetailsOf(ReceivedDocument document, ChosenPatient? chosen = null)
    {
        var details = new List<TaskDetail>(15);
        Add("Subject", document.Subject);
        Add("Document", document.Title);
        Add("Version", document.Version);
        Add("Type", document.TypeText.Length > 0 ? document.TypeText : document.TypeCode);
        Add("Patient", document.Patient.DisplayName);
        Add("NHS number", document.Patient.NhsNumber?.ToDisplay());
        Add("Date of birth", document.Patient.BirthDate is { } born ? UkTime.Format(born) : null);
        Add("Matched by hand to", chosen is null ? null : string.Join(", ", new[] { chosen.LocalId, chosen.NhsNumber?.ToDisplay() }.OfType<string>()));
        Add("Sender", document.SenderName.Length == 0 ? document.SenderOds : $"{document.SenderName} ({document.SenderOds})");
        Add("Author", document.Author);
        Add("Date", UkTime.FormatFhir(document.Date));
        foreach (var attachment in document.Attachments)
            Add("Attachment", $"{attachment.Title ?? "Attachment"} ({attachment.ContentType}, {attachment.Size.ToString("N0", CultureInfo.InvariantCulture)} bytes)");
        if (document.Replaces is not null)
            Add("Replaces", "An earlier document, which is superseded");
        return details;

        void Add(string label, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                details.Add(new TaskDetail(label, value));
        }
    }
}
