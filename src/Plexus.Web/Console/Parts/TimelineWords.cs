using System.Globalization;
using System.Text.Json;
using Plexus.Engine.Queries;
using Plexus.Primitives;
using Plexus.Standards.Itk3;

namespace Plexus.Web.Console.Parts;

/// <summary>What the journal noted, in words for people.</summary>
/// <param name="Good">As in <see cref="TimelineEntry.Good"/>.</param>
/// <param name="Lines">Details, one under the other.</param>
internal sealed record TimelineWords(string What, bool? Good, IReadOnlyList<string> Lines)
{
    public static TimelineWords Of(JournalEvent happened)
    {
        var detail = happened.Detail ?? default;
        return happened.Kind switch
        {
            "received" => new("Received and stored", null, []),
            "reacted" => Reacted(detail),
            "reaction-failed" => new("Handling failed; it is tried again", false, Told(Text(detail, "error"))),
            "parked" => new("Parked", false, Told(Reasons.Text(Text(detail, "reason")), Text(detail, "error"))),
            "replayed" => new($"Handled again by {Text(detail, "by")}", null, []),
            "discarded" => new($"Discarded by {Text(detail, "by")}", null, Told(Text(detail, "reason"))),
            "task" => new($"Task {Text(detail, "what")} by {Text(detail, "by")}", null, []),
            "alert" => new($"Alert {Text(detail, "code")}", false, Told(Text(detail, "text"))),
            "submitted" => new("Taken by the transport", true, Code(detail)),
            "collected" => new("Collected by the receiver", true, Code(detail)),
            "rejected" => new("Rejected by the transport", false, Code(detail)),
            "undeliverable" => new("Could not be delivered", false, Code(detail)),
            "uncertain" => new("Nobody knows whether it arrived", false, Told(Text(detail, "reason"))),
            "send-again" => new("To be sent again", null, Told(Text(detail, "reason"))),
            "failed" => new("Sending failed", false, Told(Text(detail, "reason"), Text(detail, "code"))),
            "cancelled" => new("Cancelled", null, []),
            "expired" => new("Expired before it left", false, []),
            var other => new(Plain(other), null, []),
        };
    }

    private static TimelineWords Reacted(JsonElement detail)
    {
        if (detail.ValueKind != JsonValueKind.Object)
            return new("Handled", null, []);
        var cause = Text(detail, "to") switch
        {
            "arrived" => "Message read",
            "answered" => $"Answer to {Plain(Text(detail, "what") ?? "a question")}",
            "decided" => "A person decided",
            "delivery" => "The supplier’s system answered",
            "sent" => $"Sent: {Plain(Text(detail, "what") ?? "a message")}",
            "timer" => $"Time is up: {Plain(Text(detail, "what") ?? "a timer")}",
            "job" => "A long-running job ended",
            "command" => $"Asked to {Plain(Text(detail, "what") ?? "act")}",
            var other => Plain(other ?? "Handled"),
        };
        bool? good = null;
        var lines = new List<string>();
        if (detail.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
            foreach (var item in items.EnumerateArray())
                Add(item, lines, ref good);
        return new(cause, good, lines);
    }

    private static void Add(JsonElement item, List<string> lines, ref bool? good)
    {
        var (name, label) = (Text(item, "name"), Text(item, "label"));
        switch (Text(item, "what"))
        {
            case "concluded":
                good = name == "accepted" ? true : name is "refused" or "unreadable" or "unroutable" ? false : good;
                lines.Add($"Outcome: {Status.Of(name ?? "").Label}{WithCode(label)}");
                break;
            case "queued":
                lines.Add($"To be sent: {Plain(name ?? "")}{WithCode(label)}");
                break;
            case "event":
                lines.Add($"The supplier’s system is told: {label}");
                break;
            case "asked":
                lines.Add($"Asked: {Plain(name ?? "")}");
                break;
            case "expects":
                lines.Add($"Waits for {Plain(name ?? "")}");
                break;
            case "timer":
                lines.Add($"Waits until {(DateTimeOffset.TryParse(label, CultureInfo.InvariantCulture, out var due) ? UkTime.Format(due) : label)}: {Plain(name ?? "")}");
                break;
            case "task":
                lines.Add($"Task raised: {Plain(name ?? "")}");
                break;
            case "task-closed":
                lines.Add($"Task closed: {Plain(name ?? "")}");
                break;
            case "findings":
                lines.Add($"{label} issues noted");
                break;
            case "parked":
                good = false;
                lines.Add($"Parked: {Reasons.Text(label)}");
                break;
            case "alert":
                good = false;
                lines.Add($"Alert {name}");
                break;
            case "completed":
                lines.Add($"Conversation {Status.Of(name ?? "").Label.ToLowerInvariant()}{WithCode(label)}");
                break;
        }
    }

    /// <summary>A code with what it means, as far as the tables know it.</summary>
    public static string WithMeaning(string code) => ResponseCodes.All.TryGetValue(code, out var known) ? $"{code} {known.Display}" : code;

    private static string WithCode(string? code) => code is null ? "" : $", {WithMeaning(code)}";

    private static string Plain(string name) => name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ');

    private static IReadOnlyList<string> Code(JsonElement detail) => Told(Text(detail, "code") is { } code ? $"Code {code}" : null);

    private static IReadOnlyList<string> Told(params IEnumerable<string?> texts) => [.. texts.OfType<string>().Where(t => t.Length > 0)];

    private static string? Text(JsonElement detail, string name) =>
        detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
