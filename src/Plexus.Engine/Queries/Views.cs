using System.Text.Json;
using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Queries;

/// <param name="Next">Give it as <c>Before</c> to get the next page; null when this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which exchanges; everything absent means any.</summary>
public sealed record ExchangeSearch
{
    public OdsCode? Organisation { get; init; }

    /// <summary>One of <see cref="Journal.ExchangeStates"/>.</summary>
    public string? State { get; init; }

    public WorkflowId? Workflow { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public string? Direction { get; init; }

    /// <summary>Such as <c>accepted</c>.</summary>
    public string? Outcome { get; init; }

    public NhsNumber? Patient { get; init; }

    public ConversationId? Conversation { get; init; }

    /// <summary>The cursor of the page before.</summary>
    public string? Before { get; init; }

    /// <summary>At most <see cref="JournalQueries.MostRows"/>.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>One exchange as a list shows it. Times: <see cref="At"/> is the wall clock, <see cref="BusinessAt"/> the business clock.</summary>
public sealed record ExchangeSummary
{
    public required ExchangeId Id { get; init; }

    public required OdsCode Organisation { get; init; }

    public required string Direction { get; init; }

    public required string State { get; init; }

    public string? Outcome { get; init; }

    public string? Code { get; init; }

    public string? Place { get; init; }

    public required string Channel { get; init; }

    public required string Endpoint { get; init; }

    /// <summary>The sender's address of what came in, the receiver's of what went out.</summary>
    public SensitiveText Counterparty { get; init; }

    public string? TransportId { get; init; }

    public string? Workflow { get; init; }

    public ConversationId? Conversation { get; init; }

    public string? BusinessId { get; init; }

    public string? SenderOrganisation { get; init; }

    public string? Label { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    public required string Sha256 { get; init; }

    public SensitiveText Title { get; init; }

    public SensitiveText Subject { get; init; }

    public SensitiveText FileName { get; init; }

    public NhsNumber? Patient { get; init; }

    /// <summary>Why it is parked, uncertain or discarded.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset BusinessAt { get; init; }

    /// <summary>When the transport was told that we have it.</summary>
    public DateTimeOffset? AckedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }
}

/// <param name="Related">Other exchanges of the same conversation, oldest first.</param>
public sealed record ExchangeDetail(ExchangeSummary Exchange, IReadOnlyList<JournalEvent> Timeline, IReadOnlyList<Finding> Findings, IReadOnlyList<ExchangeSummary> Related, IReadOnlyList<TaskView> Tasks);

/// <summary>Something that happened. Numbers follow the order of commits without gaps within the journal.</summary>
/// <param name="Kind">Such as <c>received</c>, <c>reacted</c>, <c>submitted</c>, <c>parked</c>, <c>alert</c>.</param>
/// <param name="Detail">Depends on the kind; never patient data.</param>
public sealed record JournalEvent(long Number, OdsCode Organisation, ExchangeId? Exchange, ConversationId? Conversation, DateTimeOffset At, string Kind, JsonElement? Detail);

/// <summary>Which tasks; everything absent means any.</summary>
public sealed record TaskSearch
{
    public OdsCode? Organisation { get; init; }

    /// <summary>One of <see cref="Journal.TaskStates"/>.</summary>
    public string? State { get; init; }

    public NhsNumber? Patient { get; init; }

    public ConversationId? Conversation { get; init; }

    /// <summary>Only tasks raised before this moment on the wall clock.</summary>
    public DateTimeOffset? RaisedBefore { get; init; }

    public string? Before { get; init; }

    public int Limit { get; init; } = 50;
}

/// <param name="Due">On the business clock.</param>
public sealed record TaskView(
    TaskId Id, OdsCode Organisation, ConversationId Conversation, ExchangeId? Exchange, string Kind, string Urgency, string State, SensitiveText Title,
    IReadOnlyList<TaskDetail> Details, IReadOnlyList<TaskDecision> Decisions, string? Decision, string? TakenBy, DateTimeOffset? Due, DateTimeOffset At, DateTimeOffset? ClosedAt);

public sealed record TaskHistory(DateTimeOffset At, string What, string By, string? Detail, SensitiveText Note);

public sealed record TaskWithHistory(TaskView Task, IReadOnlyList<TaskHistory> History);

/// <summary>Which conversations; everything absent means any.</summary>
public sealed record ConversationSearch
{
    public OdsCode? Organisation { get; init; }

    /// <summary>One of <see cref="Journal.ConversationStates"/>.</summary>
    public string? Status { get; init; }

    /// <summary>Folder name of the standard.</summary>
    public string? Standard { get; init; }

    public NhsNumber? Patient { get; init; }

    public string? Before { get; init; }

    public int Limit { get; init; } = 50;
}

public sealed record ConversationView(
    ConversationId Id, OdsCode Organisation, string Protocol, string Standard, string Role, string Status, string? Result, SensitiveText Title, NhsNumber? Patient, ExchangeId? Exchange,
    DateTimeOffset At, DateTimeOffset ChangedAt, DateTimeOffset? EndedAt);

/// <param name="Waits">What it waits for: timers with their due time on the business clock, questions, expectations.</param>
public sealed record ConversationDetail(ConversationView Conversation, IReadOnlyList<ExchangeSummary> Exchanges, IReadOnlyList<TaskView> Tasks, IReadOnlyList<JournalEvent> Timeline, IReadOnlyList<Wait> Waits);

/// <param name="Kind"><c>timer</c>, <c>question</c> or <c>expectation</c>.</param>
public sealed record Wait(string Kind, string Name, DateTimeOffset? Due);

public sealed record AlertView(string Id, OdsCode Organisation, string Code, string Text, ExchangeId? Exchange, ConversationId? Conversation, DateTimeOffset At, string? SeenBy, DateTimeOffset? SeenAt);

/// <summary>A stimulus on which a protocol failed too often.</summary>
public sealed record ParkedStimulus(StimulusId Id, OdsCode Organisation, string Kind, ExchangeId? Exchange, ConversationId? Conversation, long Attempts, string? Error, DateTimeOffset At);

/// <param name="Unsettled">Exchanges by state, of those that are not over.</param>
/// <param name="ReceivedToday">Since midnight UTC on the wall clock.</param>
public sealed record Overview(IReadOnlyDictionary<string, long> Unsettled, long ReceivedToday, long SentToday, long OpenTasks, long OpenConversations, long UnseenAlerts, long ParkedStimuli, long Outbox, long PendingStimuli);
