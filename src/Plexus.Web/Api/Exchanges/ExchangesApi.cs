using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Plexus.Contracts;
using Plexus.Engine.Commands;
using Plexus.Engine.Queries;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Exchanges;

/// <summary>Messages in both directions.</summary>
internal static class ExchangesApi
{
    public static void MapExchangesApi(this IEndpointRouteBuilder api)
    {
        var exchanges = api.MapGroup("/exchanges").WithTags("Exchanges");
        exchanges.MapPost("/search", Search).WithSummary("Messages by state, organisation, workflow, outcome or patient, newest first.");
        exchanges.MapGet("/{id}", Get).WithSummary("One message with its timeline, findings, related messages and tasks.");
        exchanges.MapGet("/{id}/payload", Payload).WithSummary("The bytes as they came or left, as a download.");
        exchanges.MapGet("/{id}/document", Letter).WithSummary("The letter as a reader sees it; its HTML is sanitised.");
        exchanges.MapGet("/{id}/attachments/{number:int}", Attachment).WithSummary("One file of the letter, as a download.");
        exchanges.MapGet("/{id}/tree", Tree).WithSummary("The FHIR elements in document order, a page at a time.");
        exchanges.MapPost("/{id}/replay", Replay).Once().WithSummary("Handles a parked message again.");
        exchanges.MapPost("/{id}/discard", Discard).Once().WithSummary("Lets a parked message go, with a reason.");
        exchanges.MapPost("/{id}/resolve", Resolve).Once().WithSummary("Decides about a send of which nobody knows whether it arrived.");
        exchanges.MapPost("/{id}/cancel", Cancel).Once().WithSummary("Takes a send out of the outbox before it leaves.");
    }

    private static async Task<Ok<Page<ExchangeSummary>>> Search(ExchangeSearch search, ExchangeDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.SearchAsync(search, cancellation));

    private static async Task<Ok<ExchangeDetail>> Get(ExchangeId id, ExchangeDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.GetAsync(id, cancellation));

    private static async Task<FileStreamHttpResult> Payload(ExchangeId id, ExchangeDesk desk, Actor by, CancellationToken cancellation)
    {
        var (_, payload) = await desk.OpenAsync(id, "payload read", by, cancellation);
        return TypedResults.Stream(payload, "application/octet-stream", $"{id}.payload");
    }

    private static async Task<Results<Ok<LetterView>, ProblemHttpResult>> Letter(ExchangeId id, ExchangeDesk desk, Actor by, CancellationToken cancellation) =>
        await desk.LetterAsync(id, by, cancellation) is { } letter
            ? TypedResults.Ok(letter)
            : ApiProblems.Result(new(StatusCodes.Status404NotFound, "no-document", "The message holds no document that can be shown."));

    private static async Task<PushStreamHttpResult> Attachment(ExchangeId id, int number, ExchangeDesk desk, Actor by, CancellationToken cancellation)
    {
        var file = await desk.AttachmentAsync(id, number, by, cancellation);
        return TypedResults.Stream(output => file.Content.WriteToAsync(output, cancellation), file.ContentType, file.FileName);
    }

    private static async Task<Ok<FhirTreePage>> Tree(ExchangeId id, ExchangeDesk desk, Actor by, CancellationToken cancellation, int after = 0, int limit = 500) =>
        TypedResults.Ok(await desk.TreeAsync(id, after, limit, by, cancellation));

    private static async Task<NoContent> Replay(ExchangeId id, ExchangeDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.ReplayAsync(id, by, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Discard(ExchangeId id, DiscardCommand command, ExchangeDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.DiscardAsync(id, command.Reason, by, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Resolve(ExchangeId id, ResolveCommand command, ExchangeDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.ResolveAsync(id, command.Decision, by, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Cancel(ExchangeId id, ExchangeDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.CancelAsync(id, by, cancellation);
        return TypedResults.NoContent();
    }
}

/// <param name="Reason">Shown on the timeline: it must not name a patient.</param>
internal sealed record DiscardCommand(string? Reason) : ICommandBody
{
    string ICommandBody.Fingerprint => Reason ?? "";
}

internal sealed record ResolveCommand(UncertainDecision Decision) : ICommandBody
{
    string ICommandBody.Fingerprint => Decision.ToString();
}
