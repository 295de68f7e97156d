using Plexus.Contracts;
using Plexus.Engine;
using Plexus.Engine.Journal;
using Plexus.Engine.Patients;
using Plexus.Engine.Queries;
using Plexus.Primitives;
using Plexus.Web.Api.Http;
using Plexus.Web.Api.Operations;

namespace Plexus.Web.Api.Tasks;

/// <summary>Everything the API and the pages do with tasks.</summary>
internal sealed class TaskDesk(EngineNode node, AccessAudit audit, MatchDesk matches)
{
    private const int LongestNote = 4000;

    private static readonly string[] States = [TaskStates.Open, TaskStates.Done, TaskStates.Superseded, TaskStates.Withdrawn];

    /// <exception cref="ApiRefusal">The search names something that does not exist.</exception>
    public Task<Page<TaskView>> SearchAsync(TaskSearch search, CancellationToken cancellation)
    {
        if (search.State is { } state && !States.Contains(state))
            throw ApiRefusal.Invalid("state", "There is no such state.");
        if (search.Before is { } cursor && !Cursor.IsValid(cursor))
            throw ApiRefusal.Invalid("before", "This is no cursor of a page.");
        return node.Queries.SearchTasksAsync(search, cancellation);
    }

    /// <exception cref="ApiRefusal">There is no such task.</exception>
    public async Task<TaskWithHistory> GetAsync(TaskId id, Actor by, CancellationToken cancellation)
    {
        var found = await FindAsync(id, cancellation);
        await audit.NoteAsync(found.Task.Organisation, by, "task read", $"task/{id}", null, cancellation);
        return found;
    }

    /// <summary>Patients here whom the letter of an open match task might mean; none for any other task, and when the letter cannot be read.</summary>
    /// <exception cref="ApiRefusal">There is no such task.</exception>
    public async Task<MatchChoice> ChoiceAsync(TaskId id, Actor by, CancellationToken cancellation) =>
        await matches.ChoiceAsync((await FindAsync(id, cancellation)).Task, by, cancellation);

    /// <summary>Somebody who is no candidate, for a person to look at before they decide.</summary>
    /// <exception cref="ApiRefusal">There is no such task, or the organisation has no such patient.</exception>
    public async Task<Patient> SomebodyElseAsync(TaskId id, NhsNumber number, Actor by, CancellationToken cancellation) =>
        await matches.SomebodyElseAsync((await FindAsync(id, cancellation)).Task, number, by, cancellation);

    public async Task TakeAsync(TaskId id, Actor by, CancellationToken cancellation) =>
        await node.Commands.TakeTaskAsync((await FindAsync(id, cancellation)).Task.Organisation, id, by.Name, cancellation);

    public async Task ReleaseAsync(TaskId id, Actor by, CancellationToken cancellation) =>
        await node.Commands.ReleaseTaskAsync((await FindAsync(id, cancellation)).Task.Organisation, id, by.Name, cancellation);

    /// <exception cref="ApiRefusal">The note is empty or too long.</exception>
    public async Task NoteAsync(TaskId id, string? note, Actor by, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(note))
            throw new ApiRefusal(422, "note-required", "Write the note first.", [new("note", "required", "Write the note first.")]);
        await node.Commands.NoteTaskAsync((await FindAsync(id, cancellation)).Task.Organisation, id, Checked(note), by.Name, cancellation);
    }

    /// <param name="chosen">The patient that the person chose; null for a decision that names none, and where the letter determines one.</param>
    /// <exception cref="ApiRefusal">There is no such task, or the patient cannot be taken.</exception>
    public async Task DecideAsync(TaskId id, string? decision, PatientChoice? chosen, string? note, Actor by, CancellationToken cancellation)
    {
        var task = (await FindAsync(id, cancellation)).Task;
        var text = Checked(note);
        var patient = await matches.PatientAsync(task, decision, chosen, by, cancellation);
        await node.Commands.DecideTaskAsync(task.Organisation, id, decision ?? "", patient, text, by.Name, cancellation);
    }

    public async Task CompleteAsync(TaskId id, string? note, Actor by, CancellationToken cancellation) =>
        await node.Commands.CompleteTaskAsync((await FindAsync(id, cancellation)).Task.Organisation, id, Checked(note), by.Name, cancellation);

    private async Task<TaskWithHistory> FindAsync(TaskId id, CancellationToken cancellation) =>
        await node.Queries.TaskAsync(id, cancellation) ?? throw ApiRefusal.NotFound("task");

    private static SensitiveText Checked(string? note) =>
        note?.Length > LongestNote ? throw ApiRefusal.Invalid("note", $"At most {LongestNote} characters.") : string.IsNullOrWhiteSpace(note) ? default : note.Trim();
}
