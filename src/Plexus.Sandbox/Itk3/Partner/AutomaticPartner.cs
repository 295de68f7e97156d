using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>Answers ITK3 messages that come to its mailboxes, as the official harness does: strictly, by triggers, and by the population.</summary>
public sealed class AutomaticPartner : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<PartnerMessage> _received = [];
    private readonly Reception _reception = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _delayed = [];
    private readonly SandboxWorld _world;
    private readonly MeshTwin _twin;
    private readonly ResponsePost _post;
    private volatile PartnerSettings _settings = new();

    internal AutomaticPartner(SandboxWorld world, MeshTwin twin, ResponsePost post)
    {
        _world = world;
        _twin = twin;
        _post = post;
    }

    internal Changes Changes { get; } = new();

    /// <summary>Raised for each mailbox that became the partner's, so that what waits there is read.</summary>
    internal event Action<MeshMailboxId>? Watches;

    /// <summary>How it behaves; may be replaced at any time.</summary>
    public PartnerSettings Settings
    {
        get => _settings;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            var before = _settings;
            _settings = value;
            foreach (var mailbox in value.Mailboxes.Except(before.Mailboxes))
                Watches?.Invoke(mailbox);
        }
    }

    /// <summary>What it saw, in order.</summary>
    public IReadOnlyList<PartnerMessage> Received
    {
        get
        {
            lock (_gate)
                return [.. _received];
        }
    }

    /// <summary>Completes when a message of this MESH id was read and all its answers were sent.</summary>
    public Task FinishedAsync(string meshId, CancellationToken cancellation = default) =>
        Changes.UntilAsync(() => Received.Any(m => m.MeshId == meshId && m.Finished), cancellation);

    internal bool Watching(MeshMailboxId mailbox) => _settings.Mailboxes.Contains(mailbox);

    /// <summary>A message from a mailbox that can be acknowledged: the one with a header id, or the latest.</summary>
    internal Answerable? Find(MeshMailboxId from, string? headerId) =>
        Received.LastOrDefault(m => m.From == from && m.HeaderId is not null && (headerId is null ? m.Verdict != PartnerVerdict.Acknowledgement : m.HeaderId == headerId)) is { } found
            ? new Answerable(found.HeaderId!, found.SenderReference)
            : null;

    /// <summary>Reads a message, notes it, takes it out of the mailbox, and answers now or after the delay.</summary>
    internal async Task TakeAsync(MeshMessage message, CancellationToken cancellation)
    {
        var settings = _settings;
        Plan plan;
        try
        {
            plan = message.IsReport ? ReadReport(message)
                : !IsItk3(message.WorkflowId) ? new Plan(Note(message, PartnerVerdict.Unhandled), [])
                : Read(message, await MessageContent.ReadAsync(message, cancellation).ConfigureAwait(false), settings);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // One message that breaks the partner must not silence it for the next.
            plan = new Plan(Note(message, PartnerVerdict.Failed) with { Problems = [problem.GetType().Name] }, []);
        }
        var number = Add(plan.Seen);
        // Begun before the message leaves the mailbox: whoever sees it gone may move the clock, and the delay counts.
        var answering = AnswerAsync(number, message, plan, settings);
        _twin.Acknowledge(message);
        Changes.Raise();
        if (settings.Delay == TimeSpan.Zero)
            await answering.ConfigureAwait(false);
        else
            Remember(answering);
    }

    private void Remember(Task answering)
    {
        lock (_gate)
            _delayed.Add(answering);
        _ = answering.ContinueWith(
            done =>
            {
                lock (_gate)
                    _delayed.Remove(done);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    internal void Forget()
    {
        lock (_gate)
            _received.Clear();
        _reception.Forget();
        _settings = new PartnerSettings();
        Changes.Raise();
    }

    /// <summary>Gives up the answers that wait for their delay.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task[] delayed;
        lock (_gate)
            delayed = [.. _delayed];
        await Task.WhenAll(delayed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static bool IsItk3(string workflow) =>
        Itk3Wire.Workflows.Contains(workflow.EndsWith(Itk3Wire.AckSuffix, StringComparison.Ordinal) ? workflow[..^Itk3Wire.AckSuffix.Length] : workflow);

    private Plan ReadReport(MeshMessage message)
    {
        var problem = message.Last(MeshStatus.Error);
        return new Plan(Note(message, PartnerVerdict.Report) with { Code = problem?.Code, Answers = problem?.LinkedMessageId }, []);
    }

    private Plan Read(MeshMessage message, byte[] bytes, PartnerSettings settings)
    {
        var incoming = Reception.Read(bytes, message.WorkflowId);
        if (incoming.Event == Itk3Wire.ResponseEvent || message.WorkflowId.EndsWith(Itk3Wire.AckSuffix, StringComparison.Ordinal))
            return ReadAcknowledgement(message, bytes);
        var seen = Note(message, PartnerVerdict.Accepted) with { Event = incoming.Event, HeaderId = incoming.HeaderId, DocumentId = incoming.DocumentId, SenderReference = incoming.SenderReference };
        var unread = !incoming.Header.Exists;
        // What cannot be determined is answered.
        var (infAck, busAck) = (incoming.InfAck ?? true, incoming.BusAck ?? true);
        var answers = incoming.HeaderId ?? Itk3Wire.Unreadable;

        if (_reception.Check(incoming, message, settings.MaxBytes) is { } refusal)
        {
            var says = new Answer(refusal.Code, answers, unread ? null : incoming.SenderReference) { Diagnostics = refusal.Diagnostics, IssueType = refusal.IssueType };
            return new Plan(seen with { Verdict = PartnerVerdict.Refused, Code = refusal.Code, Problems = [refusal.Diagnostics] }, infAck || busAck ? [says] : []);
        }
        var trigger = Trigger.In(incoming.Bundle);
        var infrastructure = trigger is null ? ResponseCodes.Success : trigger.Infrastructure;
        var business = trigger is null ? PatientFinder.CodeFor(incoming.Patient, message.Recipient!.Settings.OdsCode, _world.Population) : trigger.Business;
        if (infrastructure is null)
            return new Plan(seen with { Verdict = PartnerVerdict.Triggered, Trigger = trigger!.Name }, []);

        var planned = new List<Answer>();
        var positive = ResponseCodes.All[infrastructure].Positive;
        if (infAck || (!positive && busAck))
            planned.Add(new Answer(infrastructure, answers, incoming.SenderReference) { Diagnostics = positive ? null : "Asked for by a given name in the message." });
        if (busAck && positive && business is not null)
            planned.Add(new Answer(business, answers, incoming.SenderReference) { AsksInfAck = settings.FullPattern, Diagnostics = ResponseCodes.All[business].Positive ? null : ResponseCodes.All[business].Display });
        return new Plan(
            seen with { Verdict = trigger is null ? PartnerVerdict.Accepted : PartnerVerdict.Triggered, Trigger = trigger?.Name, Code = positive && business is not null ? business : infrastructure },
            planned);
    }

    private Plan ReadAcknowledgement(MeshMessage message, byte[] bytes)
    {
        var ack = Acknowledgement.Parse(bytes);
        var problems = AcknowledgementRules.Check(ack, new AnsweredMessage { HeaderId = ack.Answers, SenderReference = ack.SenderReference ?? Itk3Wire.None });
        var seen = Note(message, PartnerVerdict.Acknowledgement) with
        {
            Event = ack.Header["event"]["code"].Value,
            HeaderId = ack.HeaderId,
            Answers = ack.Answers,
            Code = ack.Code,
            Problems = [.. problems.Select(p => $"{p.Rule}: {p.Text} ({p.Path})")],
        };
        return new Plan(seen, ack is { AsksInfAck: true, HeaderId: { } header } ? [new Answer(ResponseCodes.Success, header, ack.SenderReference)] : []);
    }

    private async Task AnswerAsync(int number, MeshMessage message, Plan plan, PartnerSettings settings)
    {
        if (plan.Answers.Count > 0 && settings.Delay > TimeSpan.Zero)
            await Task.Delay(settings.Delay, _world.Clock.Business, _stop.Token).ConfigureAwait(false);
        foreach (var answer in plan.Answers)
        {
            var posted = await _post.AnswerAsync(message, ResponseCodes.All[answer.Code], answer.Answers, answer.SenderReference, _stop.Token, response => response with
            {
                Diagnostics = answer.Diagnostics,
                IssueType = answer.IssueType,
                AsksInfAck = answer.AsksInfAck,
            }).ConfigureAwait(false);
            Update(number, m => m with { Sent = [.. m.Sent, new PartnerAnswer(answer.Code, posted.Message?.Id, posted.RefusalCode)] });
        }
        Update(number, m => m with { Finished = true });
    }

    private PartnerMessage Note(MeshMessage message, PartnerVerdict verdict) => new()
    {
        Number = 0,
        At = _world.Clock.Business.GetUtcNow(),
        MeshId = message.Id,
        Mailbox = message.Recipient!.Id,
        From = message.Sender?.Id,
        Workflow = message.WorkflowId,
        Verdict = verdict,
    };

    private int Add(PartnerMessage seen)
    {
        int number;
        lock (_gate)
        {
            number = _received.Count + 1;
            _received.Add(seen with { Number = number });
        }
        Changes.Raise();
        return number;
    }

    private void Update(int number, Func<PartnerMessage, PartnerMessage> change)
    {
        lock (_gate)
        {
            // After a reset the list is shorter.
            if (number <= _received.Count)
                _received[number - 1] = change(_received[number - 1]);
        }
        Changes.Raise();
    }

    private sealed record Answer(string Code, string Answers, string? SenderReference)
    {
        internal string? Diagnostics { get; init; }
        internal string? IssueType { get; init; }
        internal bool AsksInfAck { get; init; }
    }

    private sealed record Plan(PartnerMessage Seen, IReadOnlyList<Answer> Answers);
}
