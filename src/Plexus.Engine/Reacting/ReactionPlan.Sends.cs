using System.Collections.Frozen;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Storage;
using Plexus.Storage.Payloads;

namespace Plexus.Engine.Reacting;

/// <summary>What leaves: sends and events.</summary>
internal sealed partial class ReactionPlan
{
    private static readonly Sql InsertExchange = new(
        """
        INSERT INTO exchange (id, organisation, direction, state, channel, endpoint, workflow, conversation, business_id, send_name, label, local_id, content_type,
        size, sha256, sensitive, patient_index, trace, at, business_at)
        VALUES ($1, $2, 'out', 'queued', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        """);

    private static readonly Sql InsertOutbox = new(
        """
        INSERT INTO outbox (exchange, organisation, conversation, name, channel, endpoint, order_key, state, attempts, lookups, due, expires, after_uncertain)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', 0, 0, $8, $9, $10)
        """);

    private static readonly Sql InsertDelivery = new(
        "INSERT INTO delivery (event, organisation, subscription, state, attempts, due) VALUES ($1, $2, $3, 'queued', 0, 0) ON CONFLICT (event, subscription) DO NOTHING");

    /// <summary>Stores what is too long for its row before the commit; whatever the commit then says, storing it again does no harm.</summary>
    internal static async Task<IReadOnlyDictionary<string, StoredPayload>> StoreAsync(EngineCore core, StimulusRow stimulus, Reaction reaction, CancellationToken cancellation)
    {
        Dictionary<string, StoredPayload>? stored = null;
        for (var ordinal = 0; ordinal < reaction.Effects.Count; ordinal++)
            if (reaction.Effects[ordinal] is Send { Payload: { Length: > PayloadStore.InlineLimit } payload })
            {
                var id = EffectId(stimulus, ordinal);
                (stored ??= [])[id] = await core.Payloads.StoreAsync(id, stimulus.Organisation, new MemoryStream(payload.ToArray(), writable: false), cancellation);
            }

        return stored ?? FrozenDictionary<string, StoredPayload>.Empty as IReadOnlyDictionary<string, StoredPayload>;
    }

    private void Plan(Send e, string id)
    {
        var payload = _payloads.TryGetValue(id, out var stored) ? stored : _core.Payloads.Store(id, e.Payload);
        var sensitive = JournalJson.Seal(
            _core.Keys,
            new ExchangeSensitive { Subject = e.Subject.Value, FileName = e.FileName, To = e.To.Reveal(), Patient = e.Patient?.ToDigits() },
            ExchangeSensitive.Place(id));
        var patient = e.Patient is { } number ? _core.Keys.IndexOf(number) : null;
        _writes.Add(session =>
        {
            PayloadStore.Attach(session, payload, Organisation);
            session.Post(
                InsertExchange, id, Organisation, e.Channel, e.Endpoint, e.Workflow.ToWire(), _conversation.Id, e.BusinessId, e.Name, e.Label, e.LocalId ?? id, e.ContentType,
                payload.Size, payload.Sha256, sensitive, patient, _conversation.Trace, session.Now, BusinessNow);
            session.Post(
                InsertOutbox, id, Organisation, _conversation.Id, e.Name, e.Channel, e.Endpoint, e.OrderKey, session.Now,
                e.Expires?.ToUnixTimeMilliseconds(), JournalJson.Name(e.AfterUncertain));
            session.AfterCommit(_core.SendsWaiting.Give);
        });
        _items.Add(new TimelineItem("queued") { Name = e.Name, Label = e.Label, Id = id });
    }

    private void Plan(Deliver e, string id)
    {
        var data = JournalJson.Seal(_core.Keys, e.Data, "event/" + id);
        var patient = e.Patient is { } number ? _core.Keys.IndexOf(number) : null;
        var subscriptions = _directory.Organisation(_facts.Organisation.Ods)?.Subscriptions.Where(s => s.Wants(_conversation.Standard, e.Type)).Select(s => s.Id).ToList() ?? [];
        _writes.Add(session =>
        {
            session.Publish(new PublishedEvent(id, Organisation, _conversation.Id, Subject, e.Name, e.Type, BusinessNow, data, e.RequireReceipt, patient, e.IncludePayloadReference));
            foreach (var subscription in subscriptions)
                session.Post(InsertDelivery, id, Organisation, subscription);
        });
        _items.Add(new TimelineItem("event") { Name = e.Name, Label = e.Type, Id = id });
    }
}
