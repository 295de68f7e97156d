using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Plexus.Contracts;
using Plexus.Engine.Patients;
using Plexus.Engine.Queries;
using Plexus.Primitives;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Tasks;

/// <summary>Work for people.</summary>
internal static class TasksApi
{
    public static void MapTasksApi(this IEndpointRouteBuilder api)
    {
        var tasks = api.MapGroup("/tasks").WithTags("Tasks");
        tasks.MapPost("/search", Search).WithSummary("Tasks by state, organisation, patient or age, newest first.");
        tasks.MapGet("/{id}", Get).WithSummary("One task with its history.");
        tasks.MapGet("/{id}/candidates", Candidates).WithSummary("Patients here whom the letter of an open match task might mean, the likeliest first.");
        tasks.MapPost("/{id}/take", Take).Once().WithSummary("Begins to work on a task; taking it from somebody else is noted.");
        tasks.MapPost("/{id}/release", Release).Once().WithSummary("Stops working on a task.");
        tasks.MapPost("/{id}/note", Note).Once().WithSummary("Adds a note.");
        tasks.MapPost("/{id}/decision", Decide).Once().WithSummary("Takes one of the task's declared decisions; one that names a patient carries who it is.");
        tasks.MapPost("/{id}/complete", Complete).Once().WithSummary("Closes a task that wants no decision.");
    }

    private static async Task<Ok<Page<TaskView>>> Search(TaskSearch search, TaskDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.SearchAsync(search, cancellation));

    private static async Task<Ok<TaskWithHistory>> Get(TaskId id, TaskDesk desk, Actor by, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.GetAsync(id, by, cancellation));

    private static async Task<Ok<CandidatesFound>> Candidates(TaskId id, TaskDesk desk, Actor by, CancellationToken cancellation) =>
        TypedResults.Ok(new CandidatesFound((await desk.ChoiceAsync(id, by, cancellation)).Candidates));

    private static async Task<NoContent> Take(TaskId id, TaskDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.TakeAsync(id, by, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Release(TaskId id, TaskDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.ReleaseAsync(id, by, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Note(TaskId id, NoteCommand command, TaskDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.NoteAsync(id, command.Note, by, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Decide(TaskId id, DecideCommand command, TaskDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.DecideAsync(id, command.Decision, PatientChoice.Of(command.Patient, command.NhsNumber), command.Note, by, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Complete(TaskId id, NoteCommand command, TaskDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.CompleteAsync(id, command.Note, by, cancellation);
        return TypedResults.NoContent();
    }
}

internal sealed record CandidatesFound(IReadOnlyList<PatientCandidate> Items);

/// <param name="Note">At most 4000 characters; stored encrypted.</param>
internal sealed record NoteCommand(string? Note) : ICommandBody
{
    string ICommandBody.Fingerprint => Note ?? "";
}

/// <param name="Decision">The name of one of the task's decisions.</param>
/// <param name="Patient">For a decision that names a patient: the local id of a patient of the organisation. May be left out when the only candidate holds the letter's NHS number.</param>
/// <param name="NhsNumber">Instead of the local id, or beside it: the patient's NHS number, present or superseded.</param>
internal sealed record DecideCommand(string? Decision, string? Note, string? Patient = null, NhsNumber? NhsNumber = null) : ICommandBody
{
    string ICommandBody.Fingerprint => Patient is null && NhsNumber is null ? $"{Decision}\n{Note}" : $"{Decision}\n{Note}\n{Patient}\n{NhsNumber?.ToDigits()}";
}
