namespace Plexus.Tour;

/// <summary>The tour: each way in which a message can end, once.</summary>
internal static class TourScript
{
    public static IReadOnlyList<TourStop> Stops { get; } =
    [
        new("A letter with five attachments", "good", ["20013", "30001"], 1, "done", "accepted"),
        new("Consultation report of the older guide", "consultation-report", ["20013", "30001"], 1, "done", "accepted"),
        new("Letter from 111", "good", ["20013", "30001"], 1, "done", "accepted"),
        new("Replacement of that letter", "replacement", ["20013", "30001"], 1, "done", "accepted") { Supersedes = true },
        new("The same message again", "same-header", ["20007"], 0, "done", "duplicate"),
        new("The same document in a new message", "same-document", ["20008"], 0, "done", "duplicate"),
        new("Patient nobody knows", "patient-unknown", ["20013", "30002"], 0, "done", "refused"),
        new("Patient who moved to another practice", "patient-deducted", ["20013", "30003"], 0, "done", "refused"),
        new("Patient who died eight months ago", "patient-died-8-months", ["20013", "30003"], 0, "done", "refused"),
        new("Patient who died three months ago", "patient-died-3-months", ["20013", "30004"], 1, "done", "accepted"),
        new("Surname differs; a person matches it", "surname-differs", ["20013", "30001"], 1, "done", "accepted") { Decision = "matched" },
        new("Surname differs; a person refuses it", "surname-differs", ["20013", "30002"], 1, "done", "refused") { Decision = "not-ours" },
        new("Date of birth differs; it waits for you", "birth-date-differs", ["20013"], 1, "waiting", null),
        new("Handling key unreadable", "inf-ack-unreadable", ["10002"], 0, "done", "refused"),
        new("Message definition unknown", "definition-unknown", ["10004"], 0, "done", "refused"),
        new("Addressed to another practice", "other-practice", ["20002"], 0, "done", "refused"),
        new("Payload broken", "payload-broken", ["20009"], 0, "done", "refused"),
        new("Unreadable bytes", "unreadable-bytes", ["10009"], 0, "parked", "unreadable"),
        new("XML with a document type definition", "dtd", ["10009"], 0, "parked", "unreadable"),
        new("XML of another namespace", "wrong-namespace", ["10009"], 0, "parked", "unreadable"),
        new("Above the size limit", "too-large", ["20015"], 0, "parked", "refused"),
        new("Large letter in chunks, limit raised", "large", ["20013", "30001"], 1, "done", "accepted") { ToLargeMailbox = true },
        new("Workflow nobody handles", "unknown-workflow", [], 0, "parked", "unroutable") { Alerts = true },
        new("Letter that asks for no answer", "fire-and-forget", [], 1, "done", "accepted"),
        new("Acknowledgements of a letter we sent", "send", [], 0, "done", "accepted") { Kind = TourKind.Answered },
        new("MESH report on a letter we sent", "send-unroutable", [], 0, "done", null) { Kind = TourKind.Reported, Alerts = true },
        new("Replacement whose original never came", "replacement-without-original", ["20014"], 1, "done", "refused") { Wait = TimeSpan.FromMinutes(61) },
    ];
}
