using System.Runtime.CompilerServices;
using Plexus.Contracts;
using Plexus.Engine;
using Plexus.Engine.Queries;
using Plexus.Primitives;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Operations;

/// <summary>What operators watch: counters, alerts, what is parked, what happens now, what the installation can do.</summary>
internal sealed class OperationsDesk(EngineNode node, EngineCore core)
{
    public Task<Overview> OverviewAsync(OdsCode? organisation, CancellationToken cancellation) => node.Queries.OverviewAsync(organisation, cancellation);

    /// <exception cref="ApiRefusal">The cursor is none.</exception>
    public Task<Page<AlertView>> AlertsAsync(OdsCode? organisation, bool unseen, string? before, int limit, CancellationToken cancellation) =>
        before is not null && before.Length is 0 or > 100
            ? throw ApiRefusal.Invalid("before", "This is no cursor of a page.")
            : node.Queries.AlertsAsync(organisation, unseen, before, limit, cancellation);

    public Task SeeAlertAsync(OdsCode organisation, string alert, Actor by, CancellationToken cancellation) =>
        node.Commands.SeeAlertAsync(organisation, alert, by.Name, cancellation);

    /// <summary>Steps other than the arrival of a message that failed too often.</summary>
    public Task<IReadOnlyList<ParkedStimulus>> ParkedAsync(OdsCode? organisation, CancellationToken cancellation) => node.Queries.ParkedStimuliAsync(organisation, cancellation);

    public Task ReplayStepAsync(OdsCode organisation, StimulusId step, Actor by, CancellationToken cancellation) =>
        node.Commands.ReplayStimulusAsync(organisation, step, by.Name, cancellation);

    public Task DiscardStepAsync(OdsCode organisation, StimulusId step, Actor by, CancellationToken cancellation) =>
        node.Commands.DiscardStimulusAsync(organisation, step, by.Name, cancellation);

    /// <summary>Journal events from now on, or after one seen before, that fit the filter.</summary>
    public async IAsyncEnumerable<JournalEvent> FeedAsync(long? after, FeedFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var happened in node.Queries.FeedAsync(after, filter.Organisation, cancellation))
            if ((filter.Conversation is null || happened.Conversation == filter.Conversation) && (filter.Exchange is null || happened.Exchange == filter.Exchange))
                yield return happened;
    }

    public IReadOnlyList<StandardDescriptor> Standards => [.. core.Standards.Standards.Select(s => s.Descriptor)];

    /// <summary>Whether the database answers.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation) => await node.Queries.LastEventAsync(cancellation) >= 0;
}

/// <param name="Organisation">Null means every one.</param>
internal sealed record FeedFilter(OdsCode? Organisation, ConversationId? Conversation, ExchangeId? Exchange);
