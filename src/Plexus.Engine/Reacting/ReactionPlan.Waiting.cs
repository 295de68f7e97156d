using System.Text.Json;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Storage;

namespace Plexus.Engine.Reacting;

/// <summary>What a conversation waits for, and what it says to others.</summary>
internal sealed partial class ReactionPlan
{
    private static readonly Sql DeleteAsk = new("DELETE FROM ask WHERE conversation = $1 AND name = $2");

    private static readonly Sql InsertAsk = new(
        "INSERT INTO ask (id, organisation, conversation, name, port, question, fingerprint, deadline, attempts, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)");

    private static readonly Sql InsertExpectation = new(
        "INSERT INTO expectation (organisation, kind, key, conversation) VALUES ($1, $2, $3, $4) ON CONFLICT (organisation, kind, key, conversation) DO NOTHING");

    private static readonly Sql DeleteExpectation = new("DELETE FROM expectation WHERE organisation = $1 AND kind = $2 AND key = $3 AND conversation = $4");

    private static readonly Sql DeleteExpectations = new("DELETE FROM expectation WHERE conversation = $1 AND kind = $2");

    private static readonly Sql SetTimer = new(
        """
        INSERT INTO timer (conversation, name, organisation, due, setting) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (conversation, name) DO UPDATE SET due = excluded.due, setting = excluded.setting
        """);

    private static readonly Sql DeleteTimer = new("DELETE FROM timer WHERE conversation = $1 AND name = $2");

    private static readonly Sql DeleteAllTimers = new("DELETE FROM timer WHERE conversation = $1");

    private static readonly Sql DeleteAllExpectations = new("DELETE FROM expectation WHERE conversation = $1");

    private static readonly Sql DeleteAllAsks = new("DELETE FROM ask WHERE conversation = $1");

    private static readonly Sql InsertJob = new(
        "INSERT INTO job (id, organisation, conversation, job, arguments, state, progress, attempts, due, at) VALUES ($1, $2, $3, $4, $5, 'queued', 0, 0, 0, $6)");

    private static readonly Sql SelectOrganisationOf = new("SELECT organisation FROM conversation WHERE id = $1");

    /// <summary>What has ended waits for nothing more. An expired conversation still waits: a late answer completes it.</summary>
    private void PlanNoMoreWaiting()
    {
        if (!_conversation.IsNew)
            _writes.Add(session =>
            {
                session.Post(DeleteAllTimers, _conversation.Id);
                session.Post(DeleteAllExpectations, _conversation.Id);
                session.Post(DeleteAllAsks, _conversation.Id);
            });
    }

    private void Plan(Ask e, string id)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes<Question>(e.Question, JournalJson.Options);
        var question = _core.Keys.Encrypt(json, "ask/" + id);
        var fingerprint = _core.Keys.FingerprintOf(json);
        var (name, port, deadline) = (e.Name, e.Question.GetType().Name, e.Deadline.ToUnixTimeMilliseconds());
        _writes.Add(session =>
        {
            // Asking again under a name replaces the question.
            session.Post(DeleteAsk, _conversation.Id, name);
            session.Post(InsertAsk, id, Organisation, _conversation.Id, name, port, question, fingerprint, deadline);
            session.AfterCommit(_core.AsksWaiting.Give);
        });
        _items.Add(new TimelineItem("asked") { Name = name });
    }

    private void Plan(Expect e)
    {
        _locks.Add(Facts.ExpectationLock(Organisation, e.Kind, e.Key));
        _writes.Add(session => session.Post(InsertExpectation, Organisation, e.Kind, e.Key, _conversation.Id));
        _items.Add(new TimelineItem("expects") { Name = e.Kind });
    }

    private void Plan(StopExpecting e) => _writes.Add(session => session.Post(DeleteExpectations, _conversation.Id, e.Kind));

    private void Plan(Satisfy e, string id)
    {
        _locks.Add(Facts.ExpectationLock(Organisation, e.Kind, e.Key));
        _writes.Add(session =>
        {
            foreach (var waiting in Facts.ReadExpecting(session.Rows, Organisation, e.Kind, e.Key))
            {
                session.Post(DeleteExpectation, Organisation, e.Kind, e.Key, waiting.ToString());
                var stimulus = IdSource.Derive(id, waiting.ToString());
                _core.Add(session, StimulusRows.Make(_core.Keys, stimulus, Organisation, waiting.ToString(), StimulusKinds.Answered, new AnsweredBody(e.Kind, new Arrival(e.Key, ConversationId)), BusinessNow));
            }
        });
        _items.Add(new TimelineItem("satisfied") { Name = e.Kind });
    }

    private void Plan(Contracts.Timer e, string id)
    {
        _writes.Add(session =>
        {
            session.Post(SetTimer, _conversation.Id, e.Name, Organisation, e.Due.ToUnixTimeMilliseconds(), id);
            session.AfterCommit(_core.TimersChanged.Give);
        });
        _items.Add(new TimelineItem("timer") { Name = e.Name, Label = e.Due.ToString("o", System.Globalization.CultureInfo.InvariantCulture) });
    }

    private void Plan(CancelTimer e) => _writes.Add(session => session.Post(DeleteTimer, _conversation.Id, e.Name));

    private void Plan(Tell e, string id)
    {
        var body = new CommandBody(e.Command, "conversation/" + _conversation.Id, e.Arguments, null, null);
        var row = StimulusRows.Make(_core.Keys, IdSource.Derive(id, "tell"), Organisation, e.Conversation.ToString(), StimulusKinds.Command, body, BusinessNow);
        _writes.Add(session =>
        {
            // Another organisation's conversation is out of reach, whoever names it.
            if (session.First(SelectOrganisationOf, r => r.GetString(0), row.Conversation!) == Organisation)
                _core.Add(session, row);
        });
        _items.Add(new TimelineItem("told") { Name = e.Command, Id = e.Conversation.ToString() });
    }

    private void Plan(StartJob e, string id)
    {
        var arguments = JournalJson.Seal(_core.Keys, e.Arguments, "job/" + id);
        _writes.Add(session =>
        {
            session.Post(InsertJob, id, Organisation, _conversation.Id, e.Job, arguments, session.Now);
            session.AfterCommit(_core.JobsWaiting.Give);
        });
        _items.Add(new TimelineItem("job") { Name = e.Job, Id = id });
    }
}
