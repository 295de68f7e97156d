using System.Globalization;
using System.Text;
using System.Text.Json;
using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Tests.Echo;

/// <summary>A standard whose messages say what shall be done about them, so that a test reads as a script.</summary>
/// <remarks>
/// A line is an instruction (<c>task check yes,no</c>) or begins with what must happen first (<c>on timer late: complete expired</c>).
/// A task's decision that ends in @ names a patient.
/// </remarks>
public sealed class EchoStandard : IStandard
{
    public EchoStandard()
    {
        var protocol = new EchoProtocol(this);
        Protocols = [protocol];
        Descriptor = new StandardDescriptor("Echo", "Echo", [], ["1"])
        {
            Roles =
            [
                new RoleDescriptor("receiver", "Does what messages say.")
                {
                    Routes = [new Route(WorkflowPattern.Parse("ECHO"), protocol.Kind), new Route(WorkflowPattern.Parse("ECHO_*"), protocol.Kind)],
                },
                new RoleDescriptor("sender", "Does what commands say.")
                {
                    Routes = [new Route(WorkflowPattern.Parse("ECHO_ACK"), protocol.Kind, new EchoCorrelator())],
                    Commands = new Dictionary<string, string> { ["start"] = protocol.Kind },
                },
            ],
        };
    }

    public StandardDescriptor Descriptor { get; }

    public IReadOnlyList<IProtocol> Protocols { get; }

    /// <summary>Makes the protocol fail on scripts that say <c>throw</c>; a test mends it by setting false.</summary>
    public bool Broken { get; set; } = true;

    /// <summary>Called at the beginning of every run of the protocol.</summary>
    public Action<Stimulus>? OnRun { get; set; }
}

/// <param name="Script">The lines that wait for something.</param>
/// <param name="Log">What has happened, in order.</param>
public sealed record EchoState(IReadOnlyList<string> Script, IReadOnlyList<string> Log);

/// <summary>A message that begins with <c>reply KEY</c> belongs to the conversation that claimed the key.</summary>
public sealed class EchoCorrelator : ICorrelator
{
    public ConversationId? Correlate(InboundMessage message, IFacts facts)
    {
        var first = Encoding.UTF8.GetString(message.Payload.Span).Split('\n')[0].Split(' ');
        return first is ["reply", var key] ? facts.Claim("sent", key)?.Holder : null;
    }
}

public sealed class EchoProtocol(EchoStandard standard) : Protocol<EchoState>
{
    public override string Kind => "echo";

    protected override Reaction React(EchoState? state, Stimulus stimulus, IFacts facts)
    {
        standard.OnRun?.Invoke(stimulus);
        var (happened, script) = Read(state, stimulus);
        if (facts.DuplicateOf is { } duplicate)
        {
            if (!script.Any(l => l.StartsWith("on duplicate:", StringComparison.Ordinal)))
                return Reaction.Of(new Conclude(Outcome.Duplicate, "20007"), new Complete(ConversationEnd.Failed, "duplicate of " + duplicate.Key));
            script = [.. script.Where(l => !l.StartsWith("claim ", StringComparison.Ordinal))];
            happened = "duplicate";
        }

        var todo = state is null && happened != "duplicate" ? script.Where(l => !l.StartsWith("on ", StringComparison.Ordinal)) : [];
        var prefix = $"on {happened}:";
        todo = todo.Concat(script.Where(l => l.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(l => l[prefix.Length..].Split(';', StringSplitOptions.TrimEntries)));
        var effects = todo.SelectMany(line => Perform(line.Split(' '), stimulus, facts)).ToList();
        if (effects.Count == 0 && state is not null && stimulus is not Arrived)
            return Reaction.Ignore();
        return Reaction.Of(new SetState(new EchoState([.. script.Where(l => l.StartsWith("on ", StringComparison.Ordinal))], [.. state?.Log ?? [], happened]))).And(effects);
    }

    private static (string Happened, IReadOnlyList<string> Script) Read(EchoState? state, Stimulus stimulus) => stimulus switch
    {
        Arrived { Message.AboveLimit: true } s => ("too-large", [.. Lines(s.Message.Head).Where(l => l.StartsWith("on too-large", StringComparison.Ordinal))]),
        Arrived s => ("arrived", state?.Script ?? Lines(s.Message.Payload)),
        Commanded { Command: "start" } s when state is null => ("started", s.Arguments.GetProperty("script").GetString()!.Split('\n')),
        Commanded s => ("command " + s.Command, state!.Script),
        Answered { Answer: NoAnswer } s => ($"answered {s.Question} none", state!.Script),
        Answered { Answer: PatientAnswer patient } s => ($"answered {s.Question} {patient.Standing}", state!.Script),
        Answered s => ("answered " + s.Question, state!.Script),
        Decided s => ($"decided {s.Task} {s.Decision}", state!.Script),
        TimerFired s => ("timer " + s.Name, state!.Script),
        SendOutcome s => ($"sent {s.Send} {s.Status}", state!.Script),
        DeliveryOutcome s => ($"delivered {s.Event} {(s.Accepted ? "accepted" : "refused")}", state!.Script),
        JobFinished s => ($"job {s.Job} {(s.Succeeded ? "ok" : "failed")}", state!.Script),
        _ => throw new InvalidOperationException("not a stimulus"),
    };

    private static string[] Lines(ReadOnlyMemory<byte> payload) => Encoding.UTF8.GetString(payload.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private IEnumerable<Effect> Perform(string[] words, Stimulus stimulus, IFacts facts)
    {
        switch (words)
        {
            case ["claim", var scope, var key]:
                return [new Claim(scope, key)];
            case ["conclude", var outcome]:
                return [new Conclude(Enum.Parse<Outcome>(outcome))];
            case ["conclude", var outcome, var code]:
                return [new Conclude(Enum.Parse<Outcome>(outcome), code, "MessageHeader.event")];
            case ["describe", var title, var patient]:
                return [new Describe(title, NhsNumber.Parse(patient), "business-1", "X26")];
            case ["finding", var code]:
                return [new RecordFindings([new Finding("error", code, "Something is wrong.", "Bundle.entry[0]", 3, 14)])];
            case ["send", var name, .. var options]:
                return [Send(name, options, stimulus)];
            case ["big", var name, var length]:
                return [Send(name, [], stimulus) with { Payload = new byte[int.Parse(length, CultureInfo.InvariantCulture)] }];
            case ["ask", var name, var number]:
                return [new Ask(name, Question(number), stimulus.At.AddHours(1))];
            case ["known", var number]:
                return facts.Known(Question(number)) is PatientAnswer known ? [new Conclude(Outcome.Accepted, known.Standing.ToString())] : [new Conclude(Outcome.Refused, "unknown")];
            case ["timer", var name, var minutes]:
                return [new Contracts.Timer(name, stimulus.At.AddMinutes(int.Parse(minutes, CultureInfo.InvariantCulture)))];
            case ["cancel-timer", var name]:
                return [new CancelTimer(name)];
            case ["expect", var kind, var key]:
                return [new Expect(kind, key)];
            case ["expect-unless-claimed", var scope, var key]:
                return facts.Claim(scope, key) is null ? [new Expect(scope, key)] : [new Conclude(Outcome.Accepted, "original-here")];
            case ["satisfy-if-expected", var kind, var key]:
                return facts.Expecting(kind, key).Count > 0 ? [new Satisfy(kind, key)] : [];
            case ["satisfy", var kind, var key]:
                return [new Satisfy(kind, key)];
            case ["stop-expecting", var kind]:
                return [new StopExpecting(kind)];
            case ["task", var kind]:
                return [new RaiseTask(kind, "Task about Example", []) { Details = [new TaskDetail("Sender", "X26")] }];
            case ["task", var kind, var decisions]:
                return [new RaiseTask(kind, "Task about Example", [.. decisions.Split(',').Select(d => new TaskDecision(d.TrimEnd('@'), d, NamesPatient: d.EndsWith('@')))])];
            case ["close-task", var kind]:
                return [new CloseTask(kind, TaskClosure.Withdrawn, "no longer needed")];
            case ["deliver", var name, var type]:
                return [new Deliver(name, type, JsonSerializer.SerializeToElement(new { echo = true }), RequireReceipt: true)];
            case ["tell", var scope, var key, var command]:
                return facts.Claim(scope, key) is { } claim ? [new Tell(claim.Holder, command, JsonSerializer.SerializeToElement(new { }))] : [];
            case ["job", var name]:
                return [new StartJob(name, JsonSerializer.SerializeToElement(new { }))];
            case ["alert", var code]:
                return [new Alert(code, "Something is to be looked at.")];
            case ["park", var reason]:
                return [new Park(reason)];
            case ["complete", var end]:
                return [new Complete(Enum.Parse<ConversationEnd>(end), "because")];
            case ["throw"]:
                return standard.Broken ? throw new InvalidOperationException("the patient is Example") : [];
            case ["reply", _]:
                return [];
            default:
                throw new InvalidOperationException("the script has a word that echo does not know");
        }
    }

    private static Send Send(string name, string[] options, Stimulus stimulus)
    {
        var send = new Send(name, "mesh", "X26OT001", "X26OT999", WorkflowId.Parse("ECHO_ACK"), Encoding.UTF8.GetBytes("ack " + name)) { Label = name, Subject = "About Example" };
        foreach (var option in options)
            send = option.Split('=') switch
            {
                ["order", var key] => send with { OrderKey = key },
                ["after", var policy] => send with { AfterUncertain = Enum.Parse<AfterUncertain>(policy) },
                ["expires", var minutes] => send with { Expires = stimulus.At.AddMinutes(int.Parse(minutes, CultureInfo.InvariantCulture)) },
                _ => throw new InvalidOperationException("no such option"),
            };
        return send;
    }

    private static PatientQuestion Question(string number) => new(NhsNumber.Parse(number), "EXAMPLE", "Ann", new DateOnly(1970, 1, 1), null, default);
}
