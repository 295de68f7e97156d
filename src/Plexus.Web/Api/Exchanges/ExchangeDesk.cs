using Plexus.Contracts;
using Plexus.Engine;
using Plexus.Engine.Commands;
using Plexus.Engine.Journal;
using Plexus.Engine.Queries;
using Plexus.Web.Api.Http;
using Plexus.Web.Api.Operations;

namespace Plexus.Web.Api.Exchanges;

/// <summary>Everything the API and the pages do with messages.</summary>
internal sealed class ExchangeDesk(EngineNode node, AccessAudit audit, ApiLimits limits)
{
    /// <summary>Code of the refusal to open a message that is larger than is shown.</summary>
    public const string TooLargeToShow = "too-large-to-show";

    /// <exception cref="ApiRefusal">The search names something that does not exist.</exception>
    public Task<Page<ExchangeSummary>> SearchAsync(ExchangeSearch search, CancellationToken cancellation)
    {
        if (search.State is { } state && !ExchangeStates.All.Contains(state))
            throw ApiRefusal.Invalid("state", "There is no such state.");
        if (search.Direction is not (null or "in" or "out"))
            throw ApiRefusal.Invalid("direction", "The direction is in or out.");
        if (search.Outcome is { } outcome && !ExchangeOutcomes.All.Contains(outcome))
            throw ApiRefusal.Invalid("outcome", $"The outcome is one of {string.Join(", ", ExchangeOutcomes.All)}.");
        if (search.Before is { } cursor && !Cursor.IsValid(cursor))
            throw ApiRefusal.Invalid("before", "This is no cursor of a page.");
        return node.Queries.SearchAsync(search, cancellation);
    }

    /// <exception cref="ApiRefusal">There is no such message.</exception>
    public async Task<ExchangeDetail> GetAsync(ExchangeId id, CancellationToken cancellation) =>
        await node.Queries.ExchangeAsync(id, cancellation) ?? throw ApiRefusal.NotFound("message");

    /// <summary>The payload as it came or left; the caller disposes of it.</summary>
    /// <exception cref="ApiRefusal">There is no such message or it has no payload.</exception>
    public async Task<(ExchangeSummary Exchange, Stream Payload)> OpenAsync(ExchangeId id, string what, Actor by, CancellationToken cancellation)
    {
        var exchange = (await GetAsync(id, cancellation)).Exchange;
        var payload = node.Queries.OpenPayload(id) ?? throw ApiRefusal.NotFound("payload");
        await audit.NoteAsync(exchange.Organisation, by, what, $"exchange/{id}", exchange.Patient, cancellation);
        return (exchange, payload);
    }

    /// <summary>The message as a reader sees it; null when it holds no FHIR message.</summary>
    public async Task<LetterView?> LetterAsync(ExchangeId id, Actor by, CancellationToken cancellation) =>
        await ReadAsync(id, "document read", by, cancellation) is { } message ? LetterView.Of(message) : null;

    /// <summary>One file of the message.</summary>
    /// <param name="number">From 1, as in <see cref="LetterView.Attachments"/>.</param>
    /// <exception cref="ApiRefusal">There is no such message or attachment.</exception>
    public async Task<AttachmentFile> AttachmentAsync(ExchangeId id, int number, Actor by, CancellationToken cancellation)
    {
        var message = await ReadAsync(id, "attachment read", by, cancellation);
        var attachments = message?.View?.Attachments ?? [];
        return number >= 1 && number <= attachments.Count ? AttachmentFile.Of(number, attachments[number - 1]) : throw ApiRefusal.NotFound("attachment");
    }

    /// <summary>The elements of the message in document order.</summary>
    /// <param name="after">Elements to pass over.</param>
    /// <exception cref="ApiRefusal">There is no such message or it holds no FHIR.</exception>
    public async Task<FhirTreePage> TreeAsync(ExchangeId id, int after, int limit, Actor by, CancellationToken cancellation)
    {
        if (after < 0)
            throw ApiRefusal.Invalid("after", "This is no cursor of a page.");
        var message = await ReadAsync(id, "tree read", by, cancellation) ?? throw ApiRefusal.NotFound("FHIR content");
        return FhirTreePage.Of(message.Document.Root, after, limit);
    }

    public async Task ReplayAsync(ExchangeId id, Actor by, CancellationToken cancellation) =>
        await node.Commands.ReplayAsync((await GetAsync(id, cancellation)).Exchange.Organisation, id, by.Name, cancellation);

    /// <exception cref="ApiRefusal">No reason is given.</exception>
    public async Task DiscardAsync(ExchangeId id, string? reason, Actor by, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new ApiRefusal(422, "reason-required", "Say why the message is discarded.", [new("reason", "required", "Say why, without naming a patient.")]);
        if (reason.Length > 500)
            throw ApiRefusal.Invalid("reason", "At most 500 characters.");
        await node.Commands.DiscardAsync((await GetAsync(id, cancellation)).Exchange.Organisation, id, reason.Trim(), by.Name, cancellation);
    }

    public async Task ResolveAsync(ExchangeId id, UncertainDecision decision, Actor by, CancellationToken cancellation) =>
        await node.Commands.ResolveUncertainAsync((await GetAsync(id, cancellation)).Exchange.Organisation, id, decision, by.Name, cancellation);

    public async Task CancelAsync(ExchangeId id, Actor by, CancellationToken cancellation) =>
        await node.Commands.CancelSendAsync((await GetAsync(id, cancellation)).Exchange.Organisation, id, by.Name, cancellation);

    private async Task<FhirMessage?> ReadAsync(ExchangeId id, string what, Actor by, CancellationToken cancellation)
    {
        var (exchange, payload) = await OpenAsync(id, what, by, cancellation);
        await using (payload)
        {
            if (exchange.Size > limits.LargestRendered)
                throw new ApiRefusal(422, TooLargeToShow, "The message is too large to be shown. Download it instead.");
            return await FhirMessage.ReadAsync(payload, (int)exchange.Size, (int)limits.LargestRendered, cancellation);
        }
    }
}
