using Plexus.Contracts;
using Plexus.Engine;
using Plexus.Engine.Queries;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Conversations;

/// <summary>Everything the API and the pages do with conversations.</summary>
internal sealed class ConversationDesk(EngineNode node)
{
    /// <exception cref="ApiRefusal">The cursor is none.</exception>
    public Task<Page<ConversationView>> SearchAsync(ConversationSearch search, CancellationToken cancellation) =>
        search.Before is { } cursor && !Cursor.IsValid(cursor)
            ? throw ApiRefusal.Invalid("before", "This is no cursor of a page.")
            : node.Queries.SearchConversationsAsync(search, cancellation);

    /// <exception cref="ApiRefusal">There is no such conversation.</exception>
    public async Task<ConversationDetail> GetAsync(ConversationId id, CancellationToken cancellation) =>
        await node.Queries.ConversationAsync(id, cancellation) ?? throw ApiRefusal.NotFound("conversation");
}
