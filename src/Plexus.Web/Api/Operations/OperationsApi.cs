using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Plexus.Contracts;
using Plexus.Engine.Queries;
using Plexus.Primitives;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Operations;

/// <summary>What operators watch.</summary>
internal static class OperationsApi
{
    public static void MapOperationsApi(this IEndpointRouteBuilder api)
    {
        var operations = api.MapGroup("").WithTags("Operations");
        operations.MapGet("/overview", Overview).WithSummary("Counters: what arrived, what waits, what needs a person.");
        operations.MapGet("/journal/stream", Stream).WithSummary("Server-sent events: one of type changed for each step in the journal. Last-Event-ID resumes.");
        operations.MapGet("/standards", Standards).WithSummary("What is implemented, and how far each operation's wire is known.");
        operations.MapGet("/alerts", Alerts).WithSummary("Alerts, newest first.");
        operations.MapPost("/alerts/{id}/seen", See).Once().WithSummary("Marks an alert as seen.");
        operations.MapGet("/parked-steps", Parked).WithSummary("Steps other than a message's arrival on which a protocol failed too often.");
        operations.MapPost("/parked-steps/{id}/replay", Replay).Once().WithSummary("Tries a parked step again.");
        operations.MapPost("/parked-steps/{id}/discard", Discard).Once().WithSummary("Lets a parked step go.");
    }

    /// <summary>For load balancers and supervisors; they need no key and get no detail.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => TypedResults.Ok(new Health("ok"))).WithSummary("The process answers.");
        health.MapGet("/ready", Ready).WithSummary("The database answers too.");
        ((IEndpointConventionBuilder)health).Finally(ApiGuard.Protect);
    }

    private static async Task<Ok<Health>> Ready(OperationsDesk desk, CancellationToken cancellation) =>
        await desk.IsReadyAsync(cancellation) ? TypedResults.Ok(new Health("ok")) : throw new ApiRefusal(503, "not-ready", "The journal cannot be read.");

    private static async Task<Ok<Overview>> Overview(OperationsDesk desk, CancellationToken cancellation, OdsCode? organisation = null) =>
        TypedResults.Ok(await desk.OverviewAsync(organisation, cancellation));

    private static Ok<IReadOnlyList<StandardDescriptor>> Standards(OperationsDesk desk) => TypedResults.Ok(desk.Standards);

    private static async Task<Ok<Page<AlertView>>> Alerts(OperationsDesk desk, CancellationToken cancellation, OdsCode? organisation = null, bool unseen = false, string? before = null, int limit = 50) =>
        TypedResults.Ok(await desk.AlertsAsync(organisation, unseen, before, limit, cancellation));

    private static async Task<NoContent> See(string id, ScopedCommand command, OperationsDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.SeeAlertAsync(command.Organisation, id, by, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<IReadOnlyList<ParkedStimulus>>> Parked(OperationsDesk desk, CancellationToken cancellation, OdsCode? organisation = null) =>
        TypedResults.Ok(await desk.ParkedAsync(organisation, cancellation));

    private static async Task<NoContent> Replay(string id, ScopedCommand command, OperationsDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.ReplayStepAsync(command.Organisation, StepOf(id), by, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Discard(string id, ScopedCommand command, OperationsDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.DiscardStepAsync(command.Organisation, StepOf(id), by, cancellation);
        return TypedResults.NoContent();
    }

    private static StimulusId StepOf(string id) => Guid.TryParse(id, out var value) ? new(value) : throw ApiRefusal.NotFound("parked step");

    private static ServerSentEventsResult<JournalNotice> Stream(
        OperationsDesk desk, IHostApplicationLifetime lifetime, [FromHeader(Name = "Last-Event-ID")] long? after = null,
        OdsCode? organisation = null, ConversationId? conversation = null, ExchangeId? exchange = null) =>
        TypedResults.ServerSentEvents(Items(desk.FeedAsync(after, new(organisation, conversation, exchange), lifetime.ApplicationStopping)));

    private static async IAsyncEnumerable<SseItem<JournalNotice>> Items(IAsyncEnumerable<JournalEvent> feed, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // The headers leave with the first event, and a page shows itself as live when they arrive.
        yield return new(new JournalNotice(null, null, null, "open"), "open");

        await using var happened = feed.GetAsyncEnumerator(cancellation);
        while (await NextAsync(happened))
        {
            var current = happened.Current;
            yield return new(new JournalNotice(current.Organisation, current.Exchange, current.Conversation, current.Kind), "changed") { EventId = current.Number.ToString(CultureInfo.InvariantCulture) };
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<JournalEvent> happened)
    {
        try
        {
            return await happened.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

internal sealed record Health(string Status);

/// <summary>That something happened, and to what; never what is about a patient.</summary>
internal sealed record JournalNotice(OdsCode? Organisation, ExchangeId? Exchange, ConversationId? Conversation, string Kind);

/// <summary>A command on something whose organisation the caller must name.</summary>
internal sealed record ScopedCommand(OdsCode Organisation) : ICommandBody
{
    string ICommandBody.Fingerprint => Organisation.ToWire();
}
