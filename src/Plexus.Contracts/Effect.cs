using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Contracts;

/// <summary>Something a protocol wants done. The set is closed; the engine performs each exactly once per stimulus and ordinal.</summary>
public abstract record Effect
{
    private protected Effect()
    {
    }
}

/// <summary>Takes a business key for this conversation. When another holds it the reaction is run again with <see cref="IFacts.DuplicateOf"/> set.</summary>
/// <param name="Scope">What is unique, such as <c>itk3.header</c>; unique per organisation.</param>
public sealed record Claim(string Scope, string Key) : Effect;

/// <summary>Says what became of the exchange that arrived.</summary>
/// <param name="Code">The standard's own code, such as <c>20013</c>.</param>
/// <param name="Place">Where in the input, as a FHIRPath or a segment; never a value from it.</param>
public sealed record Conclude(Outcome Outcome, string? Code = null, string? Place = null) : Effect;

/// <summary>What a reader of the exchange wants to know at a glance, and find it by.</summary>
/// <param name="Title">May name the patient; stored encrypted.</param>
/// <param name="Patient">Searchable through the blind index only.</param>
/// <param name="BusinessId">The message's own id, such as the MessageHeader id.</param>
public sealed record Describe(SensitiveText Title, NhsNumber? Patient = null, string? BusinessId = null, string? SenderOrganisation = null) : Effect;

/// <summary>Issues found in the message, shown beside it.</summary>
public sealed record RecordFindings(IReadOnlyList<Finding> Findings) : Effect;

/// <summary>Sends a message. Its outcome comes back as <see cref="SendOutcome"/> under <paramref name="Name"/>.</summary>
/// <param name="Name">Names the send within the conversation, such as <c>infrastructure-ack</c>.</param>
/// <param name="Endpoint">Our address it leaves from; for MESH a mailbox.</param>
/// <param name="To">The receiver's address; a GPPROVIDER address names the patient.</param>
public sealed record Send(string Name, string Channel, string Endpoint, SensitiveText To, WorkflowId Workflow, ReadOnlyMemory<byte> Payload) : Effect
{
    public SensitiveText Subject { get; init; }

    /// <summary>Must not hold patient data (MESH: Mex-LocalID).</summary>
    public string? LocalId { get; init; }

    public string? FileName { get; init; }

    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>Sends with the same key leave one after another, in order.</summary>
    public string? OrderKey { get; init; }

    public AfterUncertain AfterUncertain { get; init; } = AfterUncertain.AskOperator;

    /// <summary>Business time after which it must not leave any more.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>What it is, for the timeline: <c>20013</c>, <c>document</c>.</summary>
    public string? Label { get; init; }

    public string? BusinessId { get; init; }

    public NhsNumber? Patient { get; init; }
}

/// <summary>Asks a port. The answer comes back as <see cref="Answered"/>; <see cref="NoAnswer"/> when the deadline passes.</summary>
public sealed record Ask(string Name, Question Question, DateTimeOffset Deadline) : Effect;

/// <summary>Waits for something that another conversation or message will bring under this kind and key; it comes back as <see cref="Answered"/> named <paramref name="Kind"/>.</summary>
public sealed record Expect(string Kind, string Key) : Effect;

/// <summary>Wakes every open conversation of the organisation that expects this kind and key.</summary>
public sealed record Satisfy(string Kind, string Key) : Effect;

/// <summary>No longer waits for this kind.</summary>
public sealed record StopExpecting(string Kind) : Effect;

/// <summary>Sets, or moves, a timer on the business clock.</summary>
public sealed record Timer(string Name, DateTimeOffset Due) : Effect;

public sealed record CancelTimer(string Name) : Effect;

/// <summary>Raises work for a person. Each decision declared here can come back as <see cref="Decided"/>.</summary>
/// <param name="Kind">Names the task within the conversation; one open task per kind.</param>
public sealed record RaiseTask(string Kind, SensitiveText Title, IReadOnlyList<TaskDecision> Decisions) : Effect
{
    public TaskUrgency Urgency { get; init; } = TaskUrgency.Action;

    public DateTimeOffset? Due { get; init; }

    public NhsNumber? Patient { get; init; }

    /// <summary>Labelled facts for the person, in order; stored encrypted.</summary>
    public IReadOnlyList<TaskDetail> Details { get; init; } = [];
}

/// <summary>Closes the open task of this kind.</summary>
public sealed record CloseTask(string Kind, TaskClosure Closure, string? Reason = null) : Effect;

/// <summary>Hands an event to the supplier's system as a CloudEvent; with a receipt its outcome comes back as <see cref="DeliveryOutcome"/>.</summary>
/// <param name="Name">Names the delivery within the conversation.</param>
/// <param name="Type">Versioned CloudEvents type, such as <c>uk.plexus.document.received.v1</c>.</param>
public sealed record Deliver(string Name, string Type, JsonElement Data, bool RequireReceipt = false) : Effect
{
    public NhsNumber? Patient { get; init; }

    /// <summary>The message's payload is attached by reference.</summary>
    public bool IncludePayloadReference { get; init; }
}

/// <summary>Commands another conversation of the same organisation; it arrives as <see cref="Commanded"/>.</summary>
public sealed record Tell(ConversationId Conversation, string Command, JsonElement Arguments) : Effect;

public sealed record StartJob(string Job, JsonElement Arguments) : Effect;

/// <summary>Tells operations. Never patient data.</summary>
/// <param name="Code">Stable, such as <c>ITK3-ACK-MISSING</c>.</param>
public sealed record Alert(string Code, string Text) : Effect;

/// <summary>Sets the exchange aside for an operator: it can be replayed or discarded.</summary>
public sealed record Park(string Reason) : Effect;

/// <summary>The conversation's state from now on; serialised as JSON.</summary>
public sealed record SetState(object State) : Effect;

/// <summary>Ends the conversation.</summary>
public sealed record Complete(ConversationEnd End, string? Result = null) : Effect;

public enum Outcome
{
    Accepted,
    Refused,
    Duplicate,
    Ignored,
    Unroutable,
    Unreadable,
}

public enum ConversationEnd
{
    Completed,
    Failed,
    Expired,
    Cancelled,
}

/// <summary>What to do when nobody knows whether a send arrived.</summary>
public enum AfterUncertain
{
    /// <summary>Ask the transport by our own unique local id.</summary>
    Lookup,

    /// <summary>Send the same bytes again: the receiver recognises duplicates.</summary>
    ResendSameBytes,

    AskOperator,
}

public enum TaskUrgency
{
    /// <summary>ITK3 RecipientType FA.</summary>
    Action,

    /// <summary>ITK3 RecipientType FI.</summary>
    Information,
}

public enum TaskClosure
{
    Done,
    Superseded,
    Withdrawn,
}

/// <summary>One choice a person has.</summary>
/// <param name="Name">Stable, such as <c>matched</c>.</param>
/// <param name="Caption">What the button says.</param>
/// <param name="Closes">Taking it closes the task.</param>
/// <param name="NamesPatient">Whoever takes it says which patient of the organisation is meant: <see cref="Decided.Patient"/>.</param>
public sealed record TaskDecision(string Name, string Caption, bool Closes = true, bool NamesPatient = false);

/// <param name="Label">Such as <c>Sender</c>.</param>
public sealed record TaskDetail(string Label, SensitiveText Value);

/// <param name="Severity"><c>fatal</c>, <c>error</c>, <c>warning</c> or <c>information</c>.</param>
/// <param name="Code">Stable id of the rule.</param>
/// <param name="Text">What is wrong and how to mend it; never a value from the message.</param>
/// <param name="Path">Where: a FHIRPath or a segment.</param>
public sealed record Finding(string Severity, string Code, string Text, string Path, int Line, int Column);
