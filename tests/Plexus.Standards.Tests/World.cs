using System.Text.Json;
using Plexus.Contracts;
using Plexus.Primitives;
using Timer = Plexus.Contracts.Timer;

namespace Plexus.Standards.Tests;

/// <summary>Runs protocols against stimuli with facts held in memory: claims conflict, expectations are met, timers come due when the clock is moved.</summary>
internal sealed class World
{
    internal const string PracticeMailbox = "PRACTICE1";
    internal const string SenderMailbox = "SENDER1";

    private readonly Dictionary<string, IProtocol> _protocols;
    private readonly Dictionary<(string Scope, string Key), ClaimFact> _claims = [];
    private readonly List<Conversation> _conversations = [];
    private int _stimuli;

    internal World(params (string Standard, string Role)[] switchedOn)
    {
        _protocols = StandardsCatalogue.All.SelectMany(standard => standard.Protocols).ToDictionary(protocol => protocol.Kind);
        if (switchedOn.Length == 0)
            switchedOn = [("SendDocument", "receiver"), ("SendDocument", "sender"), ("GenericFhirReceiver", "receiver")];
        foreach (var (standard, role) in switchedOn)
            Capabilities[(standard, role)] = new CapabilityFact(standard, role, null, new Dictionary<string, string>(), AckAfter.Committed);
    }

    internal DateTimeOffset Now { get; private set; } = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    internal Dictionary<(string Standard, string Role), CapabilityFact> Capabilities { get; } = [];

    internal OrganisationFact Organisation { get; set; } = new(
        OdsCode.Parse("A12345"),
        "Riverside Surgery",
        [OdsCode.Parse("A12345"), OdsCode.Parse("A12345001")],
        [new EndpointFact("mesh", PracticeMailbox, [])]);

    /// <summary>What the patient index answers at once; null makes protocols ask.</summary>
    internal Func<PatientQuestion, Answer?> Index { get; set; } = _ => new PatientAnswer(PatientStanding.Registered, "local-1", true, null, null);

    internal IReadOnlyList<Conversation> Conversations => _conversations;

    internal void Option(string standard, string role, string name, string value)
    {
        var capability = Capabilities[(standard, role)];
        Capabilities[(standard, role)] = capability with { Options = new Dictionary<string, string>(capability.Options) { [name] = value } };
    }

    internal void AnswerAfter(AckAfter when)
    {
        foreach (var key in Capabilities.Keys.ToList())
            Capabilities[key] = Capabilities[key] with { AckAfter = when };
    }

    /// <summary>A message arrives; its conversation is the one the route's correlator finds, or a new one.</summary>
    internal Conversation Receive(InboundMessage message)
    {
        var (capability, route) = Routed(message.Workflow!.Value);
        var probe = new Facts(this, new Conversation(new ConversationId(Id("probe")), _protocols[route.Protocol], capability), Stimulus(), null);
        var found = route.Correlator?.Correlate(message, probe);
        var conversation = _conversations.FirstOrDefault(c => c.Id == found) ?? Start(route.Protocol, capability);
        conversation.Exchanges.Add(message.Exchange);
        Tell(conversation, new Arrived(message) { Id = Stimulus(), At = Now });
        return conversation;
    }

    /// <summary>A message that a protocol gets whatever its workflow.</summary>
    internal Conversation ReceiveBy(string protocol, InboundMessage message)
    {
        var conversation = Start(protocol, Capabilities[("SendDocument", "receiver")]);
        conversation.Exchanges.Add(message.Exchange);
        Tell(conversation, new Arrived(message) { Id = Stimulus(), At = Now });
        return conversation;
    }

    /// <summary>An operator replays a parked exchange: it arrives again in its own conversation.</summary>
    internal void Replay(Conversation conversation, InboundMessage message) => Tell(conversation, new Arrived(message) { Id = Stimulus(), At = Now });

    internal Conversation Command(string standard, string role, string command, JsonElement arguments)
    {
        var descriptor = StandardsCatalogue.All.Single(s => s.Descriptor.Folder == standard).Descriptor.Roles.Single(r => r.Role == role);
        var conversation = Start(descriptor.Commands[command], Capabilities[(standard, role)]);
        Tell(conversation, new Commanded(command, "tester", arguments) { Id = Stimulus(), At = Now });
        return conversation;
    }

    internal void Answer(Conversation conversation, string question, Answer answer) => Tell(conversation, new Answered(question, answer) { Id = Stimulus(), At = Now });

    internal void Decide(Conversation conversation, string task, string decision, ChosenPatient? patient = null)
    {
        var open = conversation.OpenTasks.Single(t => t.Kind == task);
        var taken = open.Decisions.Single(d => d.Name == decision);
        if (taken.Closes)
            conversation.OpenTasks.Remove(open);
        Tell(conversation, new Decided(task, decision, "user-1", default) { Id = Stimulus(), At = Now, Patient = patient });
    }

    internal void Deliver(Conversation conversation, string name, bool accepted, string? reason = null) =>
        Tell(conversation, new DeliveryOutcome(name, accepted, reason) { Id = Stimulus(), At = Now });

    internal void Sent(Conversation conversation, string name, SendStatus status, string? code = null) =>
        Tell(conversation, new SendOutcome(name, status, code, null) { Id = Stimulus(), At = Now });

    /// <summary>Moves the clock; timers on the way come due in order.</summary>
    internal void Wait(TimeSpan time)
    {
        var until = Now + time;
        while (true)
        {
            var due = _conversations.SelectMany(c => c.Timers.Select(t => (Conversation: c, Name: t.Key, At: t.Value))).Where(t => t.At <= until).OrderBy(t => t.At).FirstOrDefault();
            if (due.Conversation is null)
                break;
            Now = due.At;
            due.Conversation.Timers.Remove(due.Name);
            Tell(due.Conversation, new TimerFired(due.Name) { Id = Stimulus(), At = Now });
        }

        Now = until;
    }

    private (CapabilityFact Capability, Route Route) Routed(WorkflowId workflow)
    {
        foreach (var standard in StandardsCatalogue.All)
        {
            foreach (var role in standard.Descriptor.Roles)
            {
                if (Capabilities.TryGetValue((standard.Descriptor.Folder, role.Role), out var capability) && role.Routes.FirstOrDefault(r => r.Workflow.Matches(workflow)) is { } route)
                    return (capability, route);
            }
        }

        throw new InvalidOperationException($"Nothing takes {workflow}.");
    }

    private Conversation Start(string kind, CapabilityFact capability)
    {
        var conversation = new Conversation(new ConversationId(Id("conversation")), _protocols[kind], capability);
        _conversations.Add(conversation);
        return conversation;
    }

    private void Tell(Conversation conversation, Stimulus stimulus)
    {
        ClaimFact? duplicateOf = null;
        for (var run = 0; run < 10; run++)
        {
            var facts = new Facts(this, conversation, stimulus.Id, duplicateOf);
            var reaction = conversation.Protocol.React(conversation.ReadState(), stimulus, facts);
            duplicateOf = reaction.Effects.OfType<Claim>().Select(c => _claims.GetValueOrDefault((c.Scope, c.Key))).FirstOrDefault(c => c is not null && c.Holder != conversation.Id);
            if (duplicateOf is not null)
                continue;
            conversation.Ignored = reaction.Ignored;
            Apply(conversation, reaction);
            return;
        }

        throw new InvalidOperationException("The reaction conflicts with the same claim for ever.");
    }

    private void Apply(Conversation conversation, Reaction reaction)
    {
        var next = new List<(Conversation, Stimulus)>();
        foreach (var effect in reaction.Effects)
        {
            conversation.Effects.Add(effect);
            switch (effect)
            {
                case Claim claim:
                    _claims[(claim.Scope, claim.Key)] = new ClaimFact(claim.Scope, claim.Key, conversation.Id, conversation.Exchanges.Count > 0 ? conversation.Exchanges[^1] : null);
                    break;
                case SetState set:
                    conversation.WriteState(set.State);
                    break;
                case Timer timer:
                    conversation.Timers[timer.Name] = timer.Due;
                    break;
                case CancelTimer cancel:
                    conversation.Timers.Remove(cancel.Name);
                    break;
                case Expect expect:
                    conversation.Expects.Add((expect.Kind, expect.Key));
                    break;
                case StopExpecting stop:
                    conversation.Expects.RemoveWhere(e => e.Kind == stop.Kind);
                    break;
                case Satisfy satisfy:
                    next.AddRange(_conversations.Where(c => c != conversation && c.End is null && c.Expects.Contains((satisfy.Kind, satisfy.Key)))
                        .Select(c => (c, (Stimulus)new Answered(satisfy.Kind, new Arrival(satisfy.Key, conversation.Id)) { Id = Stimulus(), At = Now })));
                    break;
                case Contracts.Tell tell:
                    next.Add((_conversations.Single(c => c.Id == tell.Conversation), new Commanded(tell.Command, "conversation", tell.Arguments) { Id = Stimulus(), At = Now }));
                    break;
                case RaiseTask task:
                    conversation.OpenTasks.RemoveAll(t => t.Kind == task.Kind);
                    conversation.OpenTasks.Add(task);
                    break;
                case CloseTask close:
                    conversation.OpenTasks.RemoveAll(t => t.Kind == close.Kind);
                    break;
                case Complete complete:
                    conversation.Ends.Add(complete.End);
                    break;
            }
        }

        foreach (var (to, stimulus) in next)
            Tell(to, stimulus);
    }

    private StimulusId Stimulus() => new(Id("stimulus"));

    private Guid Id(string purpose)
    {
        _stimuli++;
        return Ids.Of($"{purpose}-{_stimuli}");
    }

    private sealed class Facts(World world, Conversation conversation, StimulusId stimulus, ClaimFact? duplicateOf) : IFacts
    {
        public ConversationId Conversation => conversation.Id;

        public OrganisationFact Organisation => world.Organisation;

        public CapabilityFact Capability => world.Capabilities[(conversation.Capability.Standard, conversation.Capability.Role)];

        public ClaimFact? DuplicateOf => duplicateOf;

        public CapabilityFact? CapabilityOf(string standard, string role) => world.Capabilities.GetValueOrDefault((standard, role));

        public ClaimFact? Claim(string scope, string key) => world._claims.GetValueOrDefault((scope, key));

        public IReadOnlyList<ConversationId> Expecting(string kind, string key) =>
            [.. world._conversations.Where(c => (c.End is null or ConversationEnd.Expired) && c.Expects.Contains((kind, key))).Select(c => c.Id)];

        public Answer? Known(Question question) => question is PatientQuestion patient ? world.Index(patient) : null;

        public Guid NewId(string purpose) => Ids.Of($"{stimulus}/{purpose}");
    }
}
