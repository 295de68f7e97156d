using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Plexus.Engine.Events;
using Plexus.Primitives;
using Plexus.Web.Api.Http;
using Plexus.Web.Api.Organisations;

namespace Plexus.Web.Api.Events;

/// <summary>Events for suppliers' systems.</summary>
internal static class EventsApi
{
    public static void MapEventsApi(this IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("").WithTags("Events");
        events.MapGet("/events", Pull).WithSummary("CloudEvents behind a cursor, in the order in which they were committed.");
        events.MapGet("/deliveries", Deliveries).WithSummary("Deliveries to suppliers' systems, newest first.");
        events.MapPost("/deliveries/{id:long}/replay", Replay).Once().WithSummary("Delivers an event again, under the same id.");
    }

    private static Ok<PulledEvents> Pull(OdsCode organisation, EventDesk desk, OrganisationDesk organisations, long cursor = 0, int limit = 100)
    {
        var page = desk.ReadAfter(organisation, cursor, limit);
        return TypedResults.Ok(new PulledEvents([.. page.Events.Select(e => Json(e, organisations.Environment))], page.Cursor));
    }

    private static Ok<DeliveryPage> Deliveries(EventDesk desk, OdsCode? organisation = null, string? state = null, long? before = null, int limit = 50)
    {
        limit = Math.Clamp(limit, 1, 200);
        var items = desk.Deliveries(organisation, state, before, limit);
        return TypedResults.Ok(new DeliveryPage(items, items.Count == limit ? items[^1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<NoContent> Replay(long id, EventDesk desk, Actor by, CancellationToken cancellation)
    {
        await desk.ReplayAsync(id, by, cancellation);
        return TypedResults.NoContent();
    }

    private static JsonElement Json(CloudEvent cloudEvent, string environment) => JsonDocument.Parse(cloudEvent.ToJson(environment, gateway: null)).RootElement;
}

/// <param name="Events">CloudEvents 1.0 in their JSON form.</param>
/// <param name="Cursor">Where the next page begins.</param>
internal sealed record PulledEvents(IReadOnlyList<JsonElement> Events, long Cursor);

/// <param name="Next">Give it as <c>before</c> to get the next page; null when this is the last.</param>
internal sealed record DeliveryPage(IReadOnlyList<DeliveryView> Items, string? Next);
