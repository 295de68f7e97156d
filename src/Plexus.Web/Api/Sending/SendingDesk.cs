using System.Text.Json;
using System.Text.Json.Nodes;
using Plexus.Contracts;
using Plexus.Engine;
using Plexus.Engine.Commands;
using Plexus.Primitives;
using Plexus.Standards.SendDocument;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Sending;

/// <summary>Sends documents.</summary>
internal sealed class SendingDesk(EngineNode node, EngineCore core)
{
    private const string OrganisationField = "organisation";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Organisations that may send documents, as pairs of code and name.</summary>
    public IReadOnlyList<(OdsCode Ods, string Name)> Senders =>
    [
        .. core.Directory.Current.Organisations.Where(o => o.Capabilities.Any(IsSender)).Select(o => (o.Ods, o.Name)),
    ];

    /// <summary>Checks the request and starts a conversation that sends it.</summary>
    /// <param name="request">A <see cref="SendDocumentRequest"/> and the sending <c>organisation</c>, which may be left out where only one may send.</param>
    /// <param name="key">The same key and request again give the same conversation.</param>
    /// <exception cref="ApiRefusal">Something has to be mended first; nothing is sent.</exception>
    public async Task<ConversationId> SendAsync(JsonObject request, string? key, Actor by, CancellationToken cancellation)
    {
        var organisation = Sender(request);
        request.Remove(OrganisationField);
        var arguments = JsonSerializer.SerializeToElement(request);
        var problems = SendDocumentCommand.Check(arguments, core.Directory.Current.Capability(organisation, SendDocumentCommand.Standard, SendDocumentCommand.Role)!);
        if (problems.Count > 0)
            throw new ApiRefusal(422, "invalid-document", "The document cannot be sent as it is.", [.. problems.Select(p => new FieldProblem(p.Field, p.Code, p.Text))]);
        var before = await node.Queries.LastEventAsync(cancellation);
        var conversation = await node.Commands.StartAsync(
            new StartRequest(organisation, SendDocumentCommand.Standard, SendDocumentCommand.Role, SendDocumentCommand.Name, arguments, by.Name), key, cancellation);
        await SeeAsync(conversation, organisation, before, cancellation);
        return conversation;
    }

    // The request is safe already. Whoever follows the answer's address should find something there, so its first step is waited for, within reason.
    private async Task SeeAsync(ConversationId conversation, OdsCode organisation, long before, CancellationToken cancellation)
    {
        if (await node.Queries.ConversationAsync(conversation, cancellation) is not null)
            return;
        using var enough = new CancellationTokenSource(LongestWait, core.Clocks.Wall);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellation);
        try
        {
            await foreach (var happened in node.Queries.FeedAsync(before, organisation, either.Token))
                if (happened.Conversation == conversation)
                    return;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A busy node takes it up later.
        }
    }

    private OdsCode Sender(JsonObject request)
    {
        var senders = Senders;
        if (senders.Count == 0)
            throw new ApiRefusal(422, CommandRefusedException.CapabilityOff, "No organisation here has sending documents switched on.", [new(OrganisationField, "not-allowed", "Switch on SendDocument/sender for the organisation first.")]);
        var named = request[OrganisationField] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        if (string.IsNullOrEmpty(named) && senders.Count == 1)
            return senders[0].Ods;
        if (!OdsCode.TryParse(named, null, out var ods))
            throw new ApiRefusal(422, "invalid-document", "The document cannot be sent as it is.", [new(OrganisationField, "required", "Say which organisation sends: its ODS code.")]);
        return senders.Any(s => s.Ods == ods)
            ? ods
            : throw new ApiRefusal(422, CommandRefusedException.CapabilityOff, "The organisation may not send documents.", [new(OrganisationField, "not-allowed", "Sending documents is not switched on for this organisation.")]);
    }

    private static bool IsSender(CapabilityFact capability) => capability.Standard == SendDocumentCommand.Standard && capability.Role == SendDocumentCommand.Role;
}
