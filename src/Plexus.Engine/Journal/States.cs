using Plexus.Contracts;

namespace Plexus.Engine.Journal;

/// <summary>States of an exchange as rows hold them. Being worked on is a lease, never a state.</summary>
public static class ExchangeStates
{
    public const string Received = "received";
    public const string Waiting = "waiting";
    public const string Done = "done";
    public const string Parked = "parked";
    public const string Discarded = "discarded";

    public const string Queued = "queued";
    public const string Sending = "sending";
    public const string Submitted = "submitted";
    public const string Uncertain = "uncertain";
    public const string Rejected = "rejected";
    public const string Failed = "failed";
    public const string Collected = "collected";
    public const string Undeliverable = "undeliverable";
    public const string Cancelled = "cancelled";
    public const string Expired = "expired";

    /// <summary>Every state; also the guard of text that becomes part of a statement.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Received, Waiting, Done, Parked, Discarded,
        Queued, Sending, Submitted, Uncertain, Rejected, Failed, Collected, Undeliverable, Cancelled, Expired,
    ];
}

/// <summary>Outcomes of an exchange as rows hold them.</summary>
public static class ExchangeOutcomes
{
    /// <summary>Every outcome; also the guard of text that becomes part of a statement.</summary>
    public static readonly IReadOnlyList<string> All = [.. Enum.GetValues<Outcome>().Select(JournalJson.Name)];

    internal static readonly string Accepted = JournalJson.Name(Outcome.Accepted);
}

/// <summary>States of a conversation.</summary>
public static class ConversationStates
{
    public const string Open = "open";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";
}

/// <summary>States of a task.</summary>
public static class TaskStates
{
    public const string Open = "open";
    public const string Done = "done";
    public const string Superseded = "superseded";
    public const string Withdrawn = "withdrawn";
}

/// <summary>Why an exchange is parked when it is the engine that parked it.</summary>
public static class ParkReasons
{
    /// <summary>No capability of the organisation takes its workflow.</summary>
    public const string Unroutable = "unroutable";

    /// <summary>Its protocol failed as often as is allowed.</summary>
    public const string ProtocolFailed = "protocol-failed";
}
