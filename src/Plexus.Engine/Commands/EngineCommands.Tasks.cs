using System.Text.Json;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Storage.Audit;

namespace Plexus.Engine.Commands;

/// <summary>Working tasks.</summary>
public sealed partial class EngineCommands
{
    /// <summary>The decision that <see cref="CompleteTaskAsync"/> takes.</summary>
    public const string CompletedDecision = "completed";

    private static readonly Sql SelectTask = new("SELECT conversation, kind, state, decisions, taken_by, exchange FROM task WHERE id = $1 AND organisation = $2 {{for_update}}");

    private static readonly Sql SetTaken = new("UPDATE task SET taken_by = $2 WHERE id = $1");

    private static readonly Sql SetDecision = new("UPDATE task SET decision = $2, taken_by = coalesce(taken_by, $3) WHERE id = $1 AND state = 'open'");

    private static readonly Sql CloseTaskRow = new("UPDATE task SET state = 'done', closed_at = $2 WHERE id = $1 AND state = 'open'");

    /// <summary>A person begins to work on a task; taking it from somebody else is allowed and noted.</summary>
    /// <exception cref="CommandRefusedException">There is no such task, or it is closed.</exception>
    public Task TakeTaskAsync(OdsCode organisation, TaskId task, string by, CancellationToken cancellation) =>
        OnTask(organisation, task, "taken", by, (session, _) => session.Post(SetTaken, task.ToString(), by), default, cancellation);

    /// <summary>A person stops working on a task; anybody may take it.</summary>
    /// <exception cref="CommandRefusedException">There is no such task, or it is closed.</exception>
    public Task ReleaseTaskAsync(OdsCode organisation, TaskId task, string by, CancellationToken cancellation) =>
        OnTask(organisation, task, "released", by, (session, _) => session.Post(SetTaken, task.ToString(), null), default, cancellation);

    /// <summary>Adds a note to a task.</summary>
    /// <exception cref="CommandRefusedException">There is no such task, or it is closed.</exception>
    public Task NoteTaskAsync(OdsCode organisation, TaskId task, SensitiveText note, string by, CancellationToken cancellation) =>
        OnTask(organisation, task, "noted", by, (_, _) => { }, note, cancellation);

    /// <summary>Takes one of the decisions that the task declares; its conversation hears of it once.</summary>
    /// <exception cref="CommandRefusedException">There is no such task or decision, or somebody else was faster.</exception>
    public Task DecideTaskAsync(OdsCode organisation, TaskId task, string decision, SensitiveText note, string by, CancellationToken cancellation) =>
        OnTask(
            organisation, task, "decided " + decision, by,
            (session, row) => Decide(session, organisation, task, row, row.Decisions.FirstOrDefault(d => d.Name == decision) ?? throw new CommandRefusedException(CommandRefusedException.UnknownDecision, "The task does not offer this decision."), note, by),
            note, cancellation);

    /// <summary>Closes a task that wants no decision; its conversation hears of the decision <see cref="CompletedDecision"/>.</summary>
    /// <exception cref="CommandRefusedException">There is no such task, it is closed, or it wants a decision.</exception>
    public Task CompleteTaskAsync(OdsCode organisation, TaskId task, SensitiveText note, string by, CancellationToken cancellation) =>
        OnTask(
            organisation, task, "completed", by,
            (session, row) => Decide(
                session, organisation, task, row,
                row.Decisions.FirstOrDefault(d => d.Name == CompletedDecision)
                    ?? (row.Decisions.Count == 0 ? new TaskDecision(CompletedDecision, "") : throw new CommandRefusedException(CommandRefusedException.UnknownDecision, "The task wants one of its decisions.")),
                note, by),
            note, cancellation);

    private void Decide(WriteSession session, OdsCode organisation, TaskId task, TaskState row, TaskDecision decision, SensitiveText note, string by)
    {
        session.Post(SetDecision, task.ToString(), decision.Name, by);
        if (decision.Closes)
            session.Post(CloseTaskRow, task.ToString(), session.Now);
        var stimulus = IdSource.Derive(task.ToString(), decision.Closes ? "decided" : "decided/" + core.Ids.Next());
        core.Add(session, StimulusRows.Make(core.Keys, stimulus, organisation.ToWire(), row.Conversation, StimulusKinds.Decided, new DecidedBody(row.Kind, decision.Name, by, note), core.Clocks.BusinessNow));
    }

    private Task OnTask(OdsCode organisation, TaskId task, string what, string by, Action<WriteSession, TaskState> work, SensitiveText note, CancellationToken cancellation) =>
        core.Database.Writes.RunAsync(
            session =>
            {
                var id = task.ToString();
                var row = session.First(
                    SelectTask,
                    r => new TaskState(r.GetString(0), r.GetString(1), r.GetString(2), JsonSerializer.Deserialize<List<TaskDecision>>(r.GetString(3), JournalJson.Options)!, r.Text(5)),
                    id, organisation.ToWire()) ?? throw NotFound("task");
                if (row.State != TaskStates.Open)
                    throw new CommandRefusedException(CommandRefusedException.WrongState, "The task is closed.");
                work(session, row);
                TaskRows.Note(session, core.Keys, organisation.ToWire(), id, what, by, null, note.IsEmpty ? null : note.Reveal());
                session.Timeline(new TimelineEntry(organisation.ToWire(), row.Exchange, row.Conversation, "task", JournalJson.Text(new { task = id, what, by })));
                session.Audit(new AuditEntry(organisation.ToWire(), by, "task " + what, "task/" + id));
            },
            cancellation: cancellation);

    private sealed record TaskState(string Conversation, string Kind, string State, List<TaskDecision> Decisions, string? Exchange);
}
