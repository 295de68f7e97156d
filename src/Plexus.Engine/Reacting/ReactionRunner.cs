using System.Diagnostics;
using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;
using Plexus.Primitives;

namespace Plexus.Engine.Reacting;

/// <summary>Where a stimulus goes.</summary>
internal sealed record StimulusRoute(ConversationRow Conversation, IProtocol Protocol, CapabilityFact Capability, Facts Facts, DirectorySnapshot Directory, InboundMessage? Message);

/// <summary>Finds the conversation and the protocol of a stimulus and runs the protocol.</summary>
internal sealed class ReactionRunner(EngineCore core)
{
    private readonly MessageLoader _messages = new(core);

    /// <summary>The stimulus' conversation and protocol; null when nobody takes the message.</summary>
    internal async Task<StimulusRoute?> RouteAsync(StimulusRow row, CancellationToken cancellation)
    {
        var directory = core.Directory.Current;
        var organisation = directory.Fact(OdsCode.Parse(row.Organisation));
        if (organisation is null)
            return row.Kind == StimulusKinds.Arrived ? null : throw new InvalidOperationException("The organisation of a conversation is not configured.");
        var facts = new Facts(core, directory, organisation, row.Id);
        if (row.Kind == StimulusKinds.Arrived)
            return await RouteArrivedAsync(row, directory, facts, cancellation);

        var conversation = core.Database.Read(rows => ConversationRow.Find(rows, row.Conversation!)) ?? Commanded(row, directory, organisation);
        return Route(conversation, facts, directory, null);
    }

    /// <summary>Runs the protocol on the conversation's present state.</summary>
    internal async Task<ReactionPlan> RunAsync(StimulusRow row, StimulusRoute route, ClaimFact? duplicateOf, CancellationToken cancellation)
    {
        // Read again behind the gate: the reaction before this one may have changed it.
        var conversation = route.Conversation.IsNew && row.Kind == StimulusKinds.Arrived ? route.Conversation : core.Database.Read(rows => ConversationRow.Find(rows, route.Conversation.Id)) ?? route.Conversation;
        using var activity = Telemetry.Start("react " + conversation.Protocol, conversation.Trace);
        var facts = route.Facts.For(conversation.ConversationId, route.Capability, duplicateOf);
        var told = route.Message is { } message
            ? new Arrived(message) { Id = StimulusId.Parse(row.Id), At = DateTimeOffset.FromUnixTimeMilliseconds(row.BusinessAt) }
            : StimulusRows.Restore(row, core.Keys);
        var started = Stopwatch.GetTimestamp();
        var state = JournalJson.Open(core.Keys, conversation.State, route.Protocol.StateType, ConversationRow.Place(conversation.Id));
        var reaction = route.Protocol.React(state, told, facts);
        var payloads = await ReactionPlan.StoreAsync(core, row, reaction, cancellation);
        Telemetry.ProtocolTime.Record(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return new ReactionPlan(core, row, told, conversation, facts, route.Directory, reaction, payloads);
    }

    private async Task<StimulusRoute?> RouteArrivedAsync(StimulusRow row, DirectorySnapshot directory, Facts facts, CancellationToken cancellation)
    {
        var (message, trace, known) = row.Message is { } atHand ? (atHand, row.Exchange!, row.Conversation) : _messages.Envelope(row.Exchange!);
        // A replayed message goes where it went before.
        if (known is not null && core.Database.Read(rows => ConversationRow.Find(rows, known)) is { } before)
        {
            var route = Route(before, facts, directory, message);
            return route with { Message = await _messages.LoadAsync(message, Limit(route.Capability, message, directory), cancellation) };
        }

        var routes = message.Workflow is { } workflow && directory.Organisation(message.Organisation) is { } organisation ? core.Standards.Routes(organisation, workflow) : [];
        foreach (var (capability, route) in routes)
        {
            if (route.Correlator is null)
                continue;
            message = await _messages.LoadAsync(message, Limit(capability, message, directory), cancellation);
            facts.Capability = capability;
            if (route.Correlator.Correlate(message, facts) is { } found && core.Database.Read(rows => ConversationRow.Find(rows, found.ToString())) is { } conversation && conversation.Organisation == row.Organisation)
                return Route(conversation, facts, directory, message);
        }

        if (routes.Count == 0)
            return null;
        var (taker, taken) = routes[0];
        var made = ConversationRow.New(IdSource.Derive(row.Id, "conversation"), row.Organisation, taken.Protocol, taker, row.Exchange, trace);
        message = await _messages.LoadAsync(message, Limit(taker, message, directory), cancellation);
        return Route(made, facts, directory, message);
    }

    private long Limit(CapabilityFact capability, InboundMessage message, DirectorySnapshot directory) =>
        Facts.SizeLimit(capability, directory.Endpoint(message.Channel, message.Endpoint), core.Options);

    private StimulusRoute Route(ConversationRow conversation, Facts facts, DirectorySnapshot directory, InboundMessage? message)
    {
        var protocol = core.Standards.Protocol(conversation.Protocol) ?? throw new InvalidOperationException($"The protocol {conversation.Protocol} is not built in.");
        // Switched off meanwhile: what has begun is brought to its end with the standard's defaults.
        var capability = directory.Capability(facts.Organisation.Ods, conversation.Standard, conversation.Role)
            ?? new CapabilityFact(conversation.Standard, conversation.Role, null, new Dictionary<string, string>(), AckAfter.Committed);
        return new StimulusRoute(conversation, protocol, capability, facts, directory, message);
    }

    private ConversationRow Commanded(StimulusRow row, DirectorySnapshot directory, OrganisationFact organisation)
    {
        if (row.Kind != StimulusKinds.Command || JournalJson.Open<CommandBody>(core.Keys, row.Body!, StimulusRow.Place(row.Id)) is not { Standard: { } standard, Role: { } role } body)
            throw new InvalidOperationException("A stimulus speaks of a conversation that is not in the journal.");
        var capability = directory.Capability(organisation.Ods, standard, role) ?? throw new InvalidOperationException($"{standard}/{role} is not switched on for the organisation.");
        var protocol = core.Standards.Role(standard, role)?.Commands.GetValueOrDefault(body.Command) ?? throw new InvalidOperationException($"{standard}/{role} has no command {body.Command}.");
        return ConversationRow.New(row.Conversation!, row.Organisation, protocol, capability, null, row.Conversation!);
    }
}
