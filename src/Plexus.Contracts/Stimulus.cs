using System.Text.Json;

namespace Plexus.Contracts;

/// <summary>Something happened to a conversation. The set is closed: these are all a protocol can be told.</summary>
public abstract record Stimulus
{
    private protected Stimulus()
    {
    }

    public required StimulusId Id { get; init; }

    /// <summary>The business clock when it happened: the only clock a protocol has.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A message came in and is durably stored.</summary>
public sealed record Arrived(InboundMessage Message) : Stimulus;

/// <summary>A question asked by <see cref="Ask"/>, or an expectation made by <see cref="Expect"/>, has its answer.</summary>
/// <param name="Question">The name the asking effect gave it.</param>
public sealed record Answered(string Question, Answer Answer) : Stimulus;

/// <summary>A person, or the supplier's system, took one of the decisions a task declared.</summary>
/// <param name="Task">The task's kind within the conversation.</param>
/// <param name="By">Who decided: a user or an API client, never a patient.</param>
public sealed record Decided(string Task, string Decision, string By, SensitiveText Note) : Stimulus
{
    /// <summary>Whom the person chose, for a decision that names a patient; null for any other, and for one taken before decisions named patients.</summary>
    public ChosenPatient? Patient { get; init; }
}

/// <summary>The supplier's system took an event, or refused it for good.</summary>
/// <param name="Event">The name the <see cref="Deliver"/> effect gave it.</param>
public sealed record DeliveryOutcome(string Event, bool Accepted, string? Reason) : Stimulus;

/// <summary>What became of a <see cref="Send"/>. A message may be told of twice: submitted, and days later undeliverable.</summary>
/// <param name="Send">The name the effect gave it.</param>
/// <param name="Code">The transport's own code, such as MESH <c>12</c> or <c>EPL-153</c>.</param>
public sealed record SendOutcome(string Send, SendStatus Status, string? Code, string? Description) : Stimulus;

/// <summary>A timer set by <see cref="Timer"/> came due on the business clock.</summary>
public sealed record TimerFired(string Name) : Stimulus;

/// <summary>A long-running job started by <see cref="StartJob"/> ended.</summary>
public sealed record JobFinished(string Job, bool Succeeded, JsonElement Result) : Stimulus;

/// <summary>An API client, an operator, a user or another conversation asks for something.</summary>
public sealed record Commanded(string Command, string By, JsonElement Arguments) : Stimulus;

public enum SendStatus
{
    /// <summary>The transport has it.</summary>
    Submitted,

    /// <summary>The transport said no; sending it again would change nothing.</summary>
    Refused,

    /// <summary>The request left and no answer came.</summary>
    Uncertain,

    /// <summary>Attempts ran out, it expired, or an operator cancelled it: it was never taken.</summary>
    Failed,

    /// <summary>The transport took it and later reported that it could not deliver it.</summary>
    Undeliverable,
}
