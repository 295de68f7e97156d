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
        OnTask(organisation, task, new TaskAct("taken", by, default), (session, _, _) => session.Post(SetTaken, task.ToString(), by), cancellation);

    /// <summary>A person stops working on a task; anybody may take it.</summary>
    /// <exception cref="CommandRefusedException">There is no such task, or it is closed.</exception>
    public Task ReleaseTaskAsync(OdsCode organisation, TaskId task, string by, CancellationToken cancellation) =>
        OnTask(organisation, task, new TaskAct("released", by, default), (session, _, _) => session.Post(SetTaken, task.ToString(), null), cancellation);

    /// <summary>Adds a note to a task.</summary>
    /// <exception cref="CommandRefusedException">There is no such task, or it is closed.</exception>
    public Task NoteTaskAsync(OdsCode organisation, TaskId task, SensitiveText note, string by, CancellationToken cancellation) =>
        OnTask(organisation, task, new TaskAct("noted", by, note), (_, _, _) => { }, cancellation);

    /// <summary>Takes one of the decisions that the task declares; its conversation hears of it once.</summary>
    /// <param name="patient">Whom the person chose, a patient of the organisation; null for a decision that names none.</param>
    /// <exception cref="CommandRefusedException">There is no such task or decision, a patient is missing or not wanted, or somebody else was faster.</exception>
    public Task DecideTaskAsync(OdsCode organisation, TaskId task, string decision, ChosenPatient? patient, SensitiveText note, string by, CancellationToken cancellation) =>
        OnTask(
            organisation, task, new TaskAct("decided " + decision, by, note) { Patient = patient },
            (session, row, act) =>
            {
                var taken = row.Decisions.FirstOrDefault(d => d.Name == decision) ?? throw new CommandRefusedException(CommandRefusedException.UnknownDecision, "The task does not offer this decision.");
                if (taken.NamesPatient && patient is null)
                    throw new CommandRefusedException(CommandRefusedException.PatientRequired, "Say which patient it is.");
                if (!taken.NamesPatient && patient is not null)
                    throw new CommandRefusedException(CommandRefusedException.PatientNotWanted, "This decision names no patient.");
                Decide(session, organisation, task, row, taken, act);
            },
            cancellation);

    /// <summary>Closes a task that wants no decision; its conversation hears of the decision <see cref="CompletedDecision"/>.</summary>
    /// <exception cref="CommandRefusedException">There is no such task, it is closed, or it wants a decision.</exception>
    public Task CompleteTaskAsync(OdsCode organisation, TaskId task, SensitiveText note, string by, CancellationToken cancellation) =>
        OnTask(
            organisation, task, new TaskAct("completed", by, note),
            (session, row, act) => Decide(
                session, organisation, task, row,
                row.Decisions.FirstOrDefault(d => d.Name == CompletedDecision)
                    ?? (row.Decisions.Count == 0 ? new TaskDecision(CompletedDecision, "") : throw new CommandRefusedException(CommandRefusedException.UnknownDecision, "The task wants one of its decisions.")),
                act),
            cancellation);

    private void Decide(WriteSession session, OdsCode organisation, TaskId task, TaskState row, TaskDecision decision, TaskAct act)
    {
        session.Post(SetDecision, task.ToString(), decision.Name, act.By);
        if (decision.Closes)
            session.Post(CloseTaskRow, task.ToString(), session.Now);
        var stimulus = IdSource.Derive(task.ToString(), decision.Closes ? "decided" : "decided/" + core.Ids.Next());
        var body = new DecidedBody(row.Kind, decision.Name, act.By, act.Note, act.Patient);
        core.Add(session, StimulusRows.Make(core.Keys, stimulus, organisation.ToWire(), row.Conversation, StimulusKinds.Decided, body, core.Clocks.BusinessNow));
    }

    private Task OnTask(OdsCode organisation, TaskId task, TaskAct act, Action<WriteSession, TaskState, TaskAct> work, CancellationToken cancellation) =>
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
                work(session, row, act);
                var told = act.Patient is null ? act.What : act.What + " for a patient chosen";
                TaskRows.Note(session, core.Keys, organisation.ToWire(), id, told, act.By, null, act.Note.IsEmpty ? null : act.Note.Reveal());
                session.Timeline(new TimelineEntry(organisation.ToWire(), row.Exchange, row.Conversation, "task", JournalJson.Text(new { task = id, what = told, by = act.By })));
                session.Audit(new AuditEntry(
                    organisation.ToWire(), act.By, "task " + act.What, "task/" + id, act.Patient is null ? null : "patient chosen by a person",
                    act.Patient?.NhsNumber is { } number ? core.Keys.IndexOf(number) : null));
            },
            cancellation: cancellation);

    private sealed record TaskState(string Conversation, string Kind, string State, List<TaskDecision> Decisions, string? Exchange);

    /// <summary>What somebody does with a task.</summary>
    /// <param name="What">As the history says it, such as <c>taken</c>; never patient data.</param>
    private sealed record TaskAct(string What, string By, SensitiveText Note)
    {
        public ChosenPatient? Patient { get; init; }
    }
}
