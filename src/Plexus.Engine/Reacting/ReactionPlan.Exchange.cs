using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Storage;

namespace Plexus.Engine.Reacting;

/// <summary>What becomes of the exchange that arrived: claims, conclusions, descriptions, findings, parking.</summary>
internal sealed partial class ReactionPlan
{
    private static readonly Sql InsertClaim = new(
        "INSERT INTO claim (organisation, scope, key, conversation, exchange) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation, scope, key) DO NOTHING");

    private static readonly Sql UpdateArrived = new(
        """
        UPDATE exchange SET state = $2, outcome = coalesce($3, outcome), code = coalesce($4, code), place = coalesce($5, place), reason = $6, conversation = $7,
        sensitive = coalesce($8, sensitive), patient_index = coalesce($9, patient_index), business_id = coalesce($10, business_id),
        sender_organisation = coalesce($11, sender_organisation), settled_at = $12 WHERE id = $1
        """);

    private static readonly Sql ConcludeWaiting = new(
        """
        UPDATE exchange SET state = 'done', outcome = coalesce($2, outcome), code = coalesce($3, code), place = coalesce($4, place), settled_at = $5
        WHERE conversation = $1 AND direction = 'in' AND state IN ('received', 'waiting')
        """);

    private static readonly Sql ParkWaiting = new("UPDATE exchange SET state = 'parked', reason = $2 WHERE conversation = $1 AND direction = 'in' AND state IN ('received', 'waiting')");

    private static readonly Sql DescribeEarlier = new(
        """
        UPDATE exchange SET sensitive = coalesce($2, sensitive), patient_index = coalesce($3, patient_index), business_id = coalesce($4, business_id),
        sender_organisation = coalesce($5, sender_organisation) WHERE id = $1
        """);

    private static readonly Sql SelectSensitive = new("SELECT sensitive FROM exchange WHERE id = $1");

    private static readonly Sql DeleteFindings = new("DELETE FROM finding WHERE exchange = $1");

    private static readonly Sql InsertFinding = new("INSERT INTO finding (exchange, organisation, ordinal, severity, code, message, path, line, col) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

    private readonly bool _ignored;
    private Conclude? _conclusion;
    private Describe? _description;
    private string? _parked;
    private byte[]? _conversationSensitive;
    private string? _patientIndex;

    /// <summary>The exchange that effects about "the message" mean: the one that arrived, else the one that began the conversation.</summary>
    private string? Subject => _stimulus.Exchange ?? _conversation.Exchange;

    private void Plan(Claim e)
    {
        _claims.Add((e.Scope, e.Key));
        _locks.Add(Facts.ClaimLock(Organisation, e.Scope, e.Key));
    }

    private void WriteClaims(WriteSession session)
    {
        foreach (var (scope, key) in _claims)
        {
            if (session.Execute(InsertClaim, Organisation, scope, key, _conversation.Id, _stimulus.Exchange) == 1)
                continue;
            var held = Facts.ReadClaim(session.Rows, Organisation, scope, key);
            // A conversation may claim again what is its own: a parked message that is replayed does.
            if (held is null || held.Holder == ConversationId)
                continue;
            Holder = held;
            throw new ReactionUndoneException(Verdict.Claimed);
        }
    }

    private void Plan(Conclude e)
    {
        _conclusion = e;
        _items.Add(new TimelineItem("concluded") { Name = JournalJson.Name(e.Outcome), Label = e.Code });
    }

    private void Plan(Describe e)
    {
        _description = e;
        _patientIndex = e.Patient is { } patient ? _core.Keys.IndexOf(patient) : null;
        _conversationSensitive = JournalJson.Seal(_core.Keys, new ConversationSensitive(e.Title.Value, e.Patient?.ToDigits()), ConversationSensitive.Place(_conversation.Id));
    }

    private void Plan(RecordFindings e)
    {
        if (Subject is not { } exchange)
            return;
        _writes.Add(session =>
        {
            session.Post(DeleteFindings, exchange);
            for (var i = 0; i < e.Findings.Count; i++)
            {
                var f = e.Findings[i];
                session.Post(InsertFinding, exchange, Organisation, (long)i, f.Severity, f.Code, f.Text, f.Path, (long)f.Line, (long)f.Column);
            }
        });
        _items.Add(new TimelineItem("findings") { Label = e.Findings.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) });
    }

    private void Plan(Park e)
    {
        _parked = e.Reason;
        _items.Add(new TimelineItem("parked") { Label = e.Reason });
    }

    private void PlanExchange()
    {
        if (_stimulus.Kind == StimulusKinds.Arrived)
            PlanArrived(_stimulus.Exchange!);
        else
            PlanEarlier();
    }

    private void PlanArrived(string exchange)
    {
        var outcome = _conclusion is { } c ? JournalJson.Name(c.Outcome) : _ignored ? JournalJson.Name(Outcome.Ignored) : null;
        var settled = _conclusion is not null || _ignored || _ended;
        var state = _parked is not null ? ExchangeStates.Parked : settled ? ExchangeStates.Done : ExchangeStates.Waiting;
        var message = ((Arrived)_told).Message;
        var sensitive = _description is { } d
            ? JournalJson.Seal(_core.Keys, new ExchangeSensitive { Subject = message.Subject.Value, FileName = message.FileName, Title = d.Title.Value, Patient = d.Patient?.ToDigits() }, ExchangeSensitive.Place(exchange))
            : null;
        _writes.Add(session => session.Post(
            UpdateArrived, exchange, state, outcome, _conclusion?.Code, _conclusion?.Place, _parked, _conversation.Id, sensitive, _patientIndex,
            _description?.BusinessId, _description?.SenderOrganisation, state == ExchangeStates.Done ? session.Now : null));
        // The message that ends a conversation also ends the wait of those before it.
        if (_ended && !_conversation.IsNew)
            _writes.Add(session => session.Post(ConcludeWaiting, _conversation.Id, null, null, null, session.Now));
    }

    private void PlanEarlier()
    {
        if (_parked is { } reason)
            _writes.Add(session => session.Post(ParkWaiting, _conversation.Id, reason));
        else if (_conclusion is { } c)
            _writes.Add(session => session.Post(ConcludeWaiting, _conversation.Id, JournalJson.Name(c.Outcome), c.Code, c.Place, session.Now));
        else if (_ended)
            _writes.Add(session => session.Post(ConcludeWaiting, _conversation.Id, null, null, null, session.Now));
        if (_description is not { } d || _conversation.Exchange is not { } exchange)
            return;
        var place = ExchangeSensitive.Place(exchange);
        var kept = _core.Database.Read(rows => rows.First(SelectSensitive, row => row.Bytes(0), exchange));
        var before = kept is null ? new ExchangeSensitive() : JournalJson.Open<ExchangeSensitive>(_core.Keys, kept, place);
        var sensitive = JournalJson.Seal(_core.Keys, before with { Title = d.Title.Value, Patient = d.Patient?.ToDigits() ?? before.Patient }, place);
        _writes.Add(session => session.Post(DescribeEarlier, exchange, sensitive, _patientIndex, d.BusinessId, d.SenderOrganisation));
    }
}
