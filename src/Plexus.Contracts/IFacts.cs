using Plexus.Primitives;

namespace Plexus.Contracts;

/// <summary>What a protocol may know. Everything read here carries a version that is checked when the reaction commits.</summary>
public interface IFacts
{
    ConversationId Conversation { get; }

    OrganisationFact Organisation { get; }

    /// <summary>Options and policies of the organisation's capability that routed the stimulus here.</summary>
    CapabilityFact Capability { get; }

    /// <summary>The capability of another standard and role; null when it is not switched on.</summary>
    CapabilityFact? CapabilityOf(string standard, string role);

    /// <summary>Set when the reaction runs again because a <see cref="Claim"/> it made is held by another conversation.</summary>
    ClaimFact? DuplicateOf { get; }

    ClaimFact? Claim(string scope, string key);

    /// <summary>Conversations, open or expired, that expect this kind and key.</summary>
    IReadOnlyList<ConversationId> Expecting(string kind, string key);

    /// <summary>What the port knows without leaving the process; null means: use <see cref="Ask"/>.</summary>
    Answer? Known(Question question);

    /// <summary>A UUID made from the stimulus and the purpose: the same on every run.</summary>
    Guid NewId(string purpose);
}

/// <param name="Name">As registered; shown to people.</param>
/// <param name="Sites">ODS codes of its sites, including its own code.</param>
public sealed record OrganisationFact(OdsCode Ods, string Name, IReadOnlyList<OdsCode> Sites, IReadOnlyList<EndpointFact> Endpoints)
{
    /// <summary>The endpoint of this channel that may use the workflow; the first when several may, null when none.</summary>
    public EndpointFact? EndpointFor(string channel, WorkflowId workflow) =>
        Endpoints.FirstOrDefault(e => e.Channel == channel && (e.Workflows.Count == 0 || e.Workflows.Any(w => w.Matches(workflow))));
}

/// <param name="Address">For MESH a mailbox id.</param>
/// <param name="Workflows">Empty means every workflow.</param>
public sealed record EndpointFact(string Channel, string Address, IReadOnlyList<WorkflowPattern> Workflows);

/// <param name="Standard">Folder name of the standard.</param>
public sealed record CapabilityFact(string Standard, string Role, string? Version, IReadOnlyDictionary<string, string> Options, AckAfter AckAfter)
{
    /// <summary>The organisation's policy <c>match</c> is <c>manual</c>: a person matches every patient, however well the particulars agree.</summary>
    public bool MatchesByHand => Option("match") == "manual";

    public string? Option(string name) => Options.GetValueOrDefault(name);
}

/// <param name="Holder">The conversation that holds the key.</param>
public sealed record ClaimFact(string Scope, string Key, ConversationId Holder, ExchangeId? Exchange);

/// <summary>When a positive acknowledgement may go: a sender must not believe the practice has a letter that its system refused.</summary>
public enum AckAfter
{
    /// <summary>As soon as the journal has committed the work.</summary>
    Committed,

    /// <summary>When the supplier's system has taken the event.</summary>
    DeliveredToSupplier,

    /// <summary>When the supplier's system, or a person, has decided.</summary>
    DecidedBySupplier,
}
