using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Storage;

namespace Plexus.Engine.Reacting;

/// <summary>What people have to do and know: tasks and alerts.</summary>
internal sealed partial class ReactionPlan
{
    private static readonly Sql SelectOpenTask = new("SELECT id FROM task WHERE conversation = $1 AND kind = $2 AND state = 'open' LIMIT 1");

    private static readonly Sql InsertTask = new(
        """
        INSERT INTO task (id, organisation, conversation, exchange, kind, urgency, state, title, details, decisions, patient_index, due, at)
        VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, $11, $12)
        """);

    private static readonly Sql EndTask = new("UPDATE task SET state = $2, closed_at = $3 WHERE id = $1 AND state = 'open'");

    private void Plan(RaiseTask e, string id)
    {
        var place = "task/" + id;
        var title = _core.Keys.EncryptText(e.Title.Reveal(), place);
        var details = JournalJson.Seal(_core.Keys, e.Details, place);
        var decisions = JournalJson.Text(e.Decisions);
        var patient = e.Patient is { } number ? _core.Keys.IndexOf(number) : null;
        _writes.Add(session =>
        {
            // One open task per kind: raising it again replaces the one before.
            if (!_conversation.IsNew && session.First(SelectOpenTask, row => row.GetString(0), _conversation.Id, e.Kind) is { } earlier)
                CloseNow(session, earlier, TaskStates.Superseded, null);
            session.Post(
                InsertTask, id, Organisation, _conversation.Id, Subject, e.Kind, JournalJson.Name(e.Urgency), title, details, decisions, patient,
                e.Due?.ToUnixTimeMilliseconds(), session.Now);
            TaskRows.Note(session, _core.Keys, Organisation, id, "raised", "engine", null, null);
        });
        _items.Add(new TimelineItem("task") { Name = e.Kind, Id = id });
    }

    private void Plan(CloseTask e, string id)
    {
        _ = id;
        _writes.Add(session =>
        {
            if (session.First(SelectOpenTask, row => row.GetString(0), _conversation.Id, e.Kind) is { } open)
                CloseNow(session, open, JournalJson.Name(e.Closure), e.Reason);
        });
        _items.Add(new TimelineItem("task-closed") { Name = e.Kind, Label = JournalJson.Name(e.Closure) });
    }

    private void Plan(Alert e, string id)
    {
        _writes.Add(session => AlertRows.Add(session, id, Organisation, e.Code, e.Text, Subject, _conversation.Id));
        _items.Add(new TimelineItem("alert") { Name = e.Code });
    }

    private void CloseNow(WriteSession session, string task, string state, string? reason)
    {
        session.Post(EndTask, task, state, session.Now);
        TaskRows.Note(session, _core.Keys, Organisation, task, state, "engine", reason, null);
    }
}
