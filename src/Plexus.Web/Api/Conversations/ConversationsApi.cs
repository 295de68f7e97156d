using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Plexus.Contracts;
using Plexus.Engine.Queries;

namespace Plexus.Web.Api.Conversations;

/// <summary>Pieces of business: messages in both directions that belong together.</summary>
internal static class ConversationsApi
{
    public static void MapConversationsApi(this IEndpointRouteBuilder api)
    {
        var conversations = api.MapGroup("/conversations").WithTags("Conversations");
        conversations.MapPost("/search", Search).WithSummary("Conversations by status, organisation, standard or patient, newest first.");
        conversations.MapGet("/{id}", Get).WithSummary("One conversation with its messages, tasks, timeline and what it waits for.");
    }

    private static async Task<Ok<Page<ConversationView>>> Search(ConversationSearch search, ConversationDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.SearchAsync(search, cancellation));

    private static async Task<Ok<ConversationDetail>> Get(ConversationId id, ConversationDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.GetAsync(id, cancellation));
}
