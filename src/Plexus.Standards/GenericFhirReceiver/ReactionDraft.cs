using Plexus.Contracts;
using Plexus.Standards.Itk3;

namespace Plexus.Standards.GenericFhirReceiver;

/// <summary>A reaction being written: effects in order, the acknowledgements and the state that results.</summary>
internal sealed class ReactionDraft
{
    private readonly List<Effect> _effects = [];
    private readonly IReadOnlyList<IItk3Payload> _payloads;

    internal ReactionDraft(ReceiverState state, IFacts facts, DateTimeOffset at, IReadOnlyList<IItk3Payload> payloads)
    {
        _payloads = payloads;
        State = state;
        Facts = facts;
        At = at;
        Acks = new Acknowledger(state.Acks, facts, at);
    }

    internal ReceiverState State { get; set; }

    internal IFacts Facts { get; }

    internal DateTimeOffset At { get; }

    internal Acknowledger Acks { get; }

    internal ReceivedDocument Document => State.Document!;

    /// <summary>The payload that took the document.</summary>
    internal IItk3Payload Payload =>
        _payloads.First(payload => payload.Standard == Document.Standard && payload.Takes(Document.Event, Document.TypeCode));

    /// <summary>The capability of the standard whose payload this is.</summary>
    internal CapabilityFact Capability =>
        State.Document is { } document && document.Standard != Facts.Capability.Standard
            ? Facts.CapabilityOf(document.Standard, "receiver") ?? Facts.Capability
            : Facts.Capability;

    /// <summary>Positive codes wait for the supplier's system.</summary>
    internal bool Holds => Capability.AckAfter != AckAfter.Committed;

    internal void Add(Effect effect) => _effects.Add(effect);

    internal void AddRange(IEnumerable<Effect> effects) => _effects.AddRange(effects);

    /// <summary>Takes a key unless somebody holds it: then being taken is no fault.</summary>
    internal void ClaimIfFree(string scope, string key)
    {
        if (Facts.Claim(scope, key) is null)
            Add(new Claim(scope, key));
    }

    /// <summary>Ends the conversation, once.</summary>
    internal void End(string? result)
    {
        if (State.IsEnded)
            return;
        State = State with { IsEnded = true };
        Add(new Complete(ConversationEnd.Completed, result));
    }

    internal Reaction Finish() =>
        Reaction.Of([.. _effects, .. Acks.Effects, new SetState(State with { Acks = Acks.Ledger })]);
}
