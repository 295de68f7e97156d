using System.Globalization;
using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;
using Plexus.Storage;
using Plexus.Storage.Audit;
using Plexus.Storage.Payloads;

namespace Plexus.Engine.Reacting;

/// <summary>A reaction made ready for its commit: everything that can be prepared off the writer's thread is, and performing it twice is performing it once.</summary>
/// <remarks>The parts: this file says what is written in which order; the others turn effects into writes.</remarks>
internal sealed partial class ReactionPlan : IReactionUnit
{
    private static readonly Sql InsertConversation = new(
        """
        INSERT INTO conversation (id, organisation, protocol, standard, role, status, result, state, sensitive, patient_index, version, exchange, trace, at, changed_at, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13, $13, $14) ON CONFLICT (id) DO NOTHING
        """);

    private static readonly Sql UpdateConversation = new(
        """
        UPDATE conversation SET status = $3, result = coalesce($4, result), state = $5, sensitive = coalesce($6, sensitive), patient_index = coalesce($7, patient_index),
        version = version + 1, changed_at = $8, ended_at = $9 WHERE id = $1 AND version = $2
        """);

    private readonly EngineCore _core;
    private readonly StimulusRow _stimulus;
    private readonly Stimulus _told;
    private readonly ConversationRow _conversation;
    private readonly Facts _facts;
    private readonly DirectorySnapshot _directory;
    private readonly IReadOnlyDictionary<string, StoredPayload> _payloads;
    private readonly List<Action<WriteSession>> _writes = [];
    private readonly List<(string Scope, string Key)> _claims = [];
    private readonly List<long> _locks = [];
    private readonly List<TimelineItem> _items = [];
    private string _status;
    private string? _result;
    private byte[]? _state;
    private bool _ended;

    internal ReactionPlan(EngineCore core, StimulusRow stimulus, Stimulus told, ConversationRow conversation, Facts facts, DirectorySnapshot directory, Reaction reaction, IReadOnlyDictionary<string, StoredPayload> payloads)
    {
        _core = core;
        _stimulus = stimulus;
        _told = told;
        _conversation = conversation;
        _facts = facts;
        _directory = directory;
        _payloads = payloads;
        _status = conversation.Status;
        _state = conversation.State;
        _ignored = reaction.Ignored;
        _locks.Add(LockKey.Of("conversation", conversation.Organisation, conversation.Id));
        _locks.AddRange(facts.Locks);
        for (var ordinal = 0; ordinal < reaction.Effects.Count; ordinal++)
            Plan(reaction.Effects[ordinal], EffectId(stimulus, ordinal));
        PlanExchange();
    }

    /// <summary>The key that another conversation holds, after <see cref="Verdict.Claimed"/>.</summary>
    internal ClaimFact? Holder { get; private set; }

    public IReadOnlyCollection<long> Locks => _locks;

    public string Organisation => _conversation.Organisation;

    private ConversationId ConversationId => _conversation.ConversationId;

    private long BusinessNow => _stimulus.BusinessAt;

    public void Write(WriteSession session)
    {
        Holder = null;
        StimulusRows.Finish(session, _stimulus.Id, _core.Node);
        if (!_facts.StillHold(session))
            throw new ReactionUndoneException(Verdict.Stale);
        WriteConversation(session);
        WriteClaims(session);
        foreach (var write in _writes)
            write(session);
        session.Timeline(new TimelineEntry(Organisation, _stimulus.Exchange ?? _conversation.Exchange, _conversation.Id, "reacted", JournalJson.Text(new ReactedDetail(_stimulus.Kind, What(_told), _ignored, _items))));
        session.Audit(new AuditEntry(Organisation, Actor(_told), "reacted to " + _stimulus.Kind, "conversation/" + _conversation.Id, AuditDetail(), _patientIndex));
    }

    /// <summary>An effect's identity: its stimulus and its place among the effects.</summary>
    private static string EffectId(StimulusRow stimulus, int ordinal) => IdSource.Derive(stimulus.Id, "effect/" + ordinal.ToString(CultureInfo.InvariantCulture));

    private void WriteConversation(WriteSession session)
    {
        long? ended = _ended ? session.Now : null;
        var c = _conversation;
        var changed = c.IsNew
            ? session.Execute(InsertConversation, c.Id, Organisation, c.Protocol, c.Standard, c.Role, _status, _result, _state, _conversationSensitive, _patientIndex, c.Exchange, c.Trace, session.Now, ended)
            : session.Execute(UpdateConversation, c.Id, c.Version, _status, _result, _state, _conversationSensitive, _patientIndex, session.Now, ended);
        if (changed == 0)
            throw new ReactionUndoneException(Verdict.Stale);
    }

    private void Plan(Effect effect, string id)
    {
        switch (effect)
        {
            case Claim e: Plan(e); break;
            case Conclude e: Plan(e); break;
            case Describe e: Plan(e); break;
            case RecordFindings e: Plan(e); break;
            case Park e: Plan(e); break;
            case Send e: Plan(e, id); break;
            case Ask e: Plan(e, id); break;
            case Expect e: Plan(e); break;
            case StopExpecting e: Plan(e); break;
            case Satisfy e: Plan(e, id); break;
            case Contracts.Timer e: Plan(e, id); break;
            case CancelTimer e: Plan(e); break;
            case RaiseTask e: Plan(e, id); break;
            case CloseTask e: Plan(e, id); break;
            case Deliver e: Plan(e, id); break;
            case Tell e: Plan(e, id); break;
            case StartJob e: Plan(e, id); break;
            case Alert e: Plan(e, id); break;
            case SetState e: _state = JournalJson.Seal(_core.Keys, e.State, e.State.GetType(), ConversationRow.Place(_conversation.Id)); break;
            case Complete e: Plan(e); break;
            default: throw new NotSupportedException($"The effect {effect.GetType().Name} is not one of the closed set.");
        }
    }

    private void Plan(Complete e)
    {
        var end = JournalJson.Name(e.End);
        // An end stays, but for a late answer: it turns an expired conversation into a completed one.
        if (_conversation.Status == ConversationStates.Open || (_conversation.Status == ConversationStates.Expired && e.End == ConversationEnd.Completed))
        {
            _status = end;
            _result = e.Result;
            _ended = true;
            if (e.End != ConversationEnd.Expired)
                PlanNoMoreWaiting();
            _items.Add(new TimelineItem("completed") { Name = end, Label = e.Result });
        }
    }

    private string? AuditDetail() => _items.Count == 0 ? null : string.Join(", ", _items.Select(i => i.Label is null ? i.What : $"{i.What} {i.Label}"));

    private static string? What(Stimulus told) => told switch
    {
        Answered s => s.Question,
        Decided s => $"{s.Task}: {s.Decision}{(s.Patient is null ? "" : ", patient chosen by a person")}",
        DeliveryOutcome s => $"{s.Event}: {(s.Accepted ? "accepted" : "refused")}",
        SendOutcome s => $"{s.Send}: {JournalJson.Name(s.Status)}",
        TimerFired s => s.Name,
        JobFinished s => s.Job,
        Commanded s => s.Command,
        _ => null,
    };

    private static string Actor(Stimulus told) => told switch
    {
        Decided s => s.By,
        Commanded s => s.By,
        _ => "engine",
    };
}

/// <summary>What one reaction did, as its timeline entry keeps it.</summary>
internal sealed record ReactedDetail(string To, string? What, bool Ignored, IReadOnlyList<TimelineItem> Items);

/// <summary>One thing a reaction did.</summary>
internal sealed record TimelineItem(string What)
{
    public string? Name { get; init; }

    public string? Label { get; init; }

    public string? Id { get; init; }
}
