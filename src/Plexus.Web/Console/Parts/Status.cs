using System.Collections.Frozen;

namespace Plexus.Web.Console.Parts;

/// <summary>How a state or an outcome is shown. The word says it; the colour only repeats it.</summary>
/// <param name="Code">As the API writes it.</param>
/// <param name="Label">As people read it.</param>
/// <param name="Colour">A tag colour of nhsuk-frontend: green ended well, red needs somebody, yellow may, blue is under way, grey is over.</param>
internal sealed record Status(string Code, string Label, string Colour)
{
    private static readonly FrozenDictionary<string, Status> Known = new Status[]
    {
        // Exchanges that arrived.
        new("received", "Received", "blue"),
        new("waiting", "Waiting", "yellow"),
        new("done", "Done", "green"),
        new("parked", "Parked", "red"),
        new("discarded", "Discarded", "grey"),

        // Exchanges that leave.
        new("queued", "Queued", "blue"),
        new("sending", "Sending", "blue"),
        new("submitted", "Submitted", "aqua-green"),
        new("uncertain", "Uncertain", "orange"),
        new("rejected", "Rejected", "red"),
        new("failed", "Failed", "red"),
        new("collected", "Collected", "green"),
        new("undeliverable", "Undeliverable", "red"),
        new("cancelled", "Cancelled", "grey"),
        new("expired", "Expired", "orange"),

        // Conversations and tasks.
        new("open", "Open", "blue"),
        new("taken", "Taken", "purple"),
        new("completed", "Completed", "green"),
        new("closed", "Closed", "grey"),
        new("superseded", "Superseded", "grey"),
        new("withdrawn", "Withdrawn", "grey"),

        // Mailboxes.
        new("active", "Active", "green"),
        new("paused", "Paused", "orange"),

        // Deliveries.
        new("delivered", "Delivered", "green"),

        // Outcomes.
        new("accepted", "Accepted", "green"),
        new("refused", "Refused", "red"),
        new("duplicate", "Duplicate", "grey"),
        new("ignored", "Ignored", "grey"),
        new("unroutable", "Unroutable", "red"),
        new("unreadable", "Unreadable", "red"),

        // What validation finds.
        new("valid", "Valid", "green"),
        new("invalid", "Not valid", "red"),
        new("fatal", "Fatal", "red"),
        new("error", "Error", "red"),
        new("warning", "Warning", "orange"),
        new("information", "Information", "blue"),
    }.ToFrozenDictionary(status => status.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>A state nobody declared here is shown as it is, in grey, rather than hidden.</summary>
    public static Status Of(string code) => Known.TryGetValue(code, out var status) ? status : new(code, code, "grey");
}
