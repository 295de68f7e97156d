using System.Security.Cryptography;
using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>Sends the cases of <see cref="SendCases"/>, reads what comes back and says whether it is what should come.</summary>
public sealed class SyntheticSender : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<(SentMessage Sent, Outgoing Outgoing)> _sent = [];
    private readonly List<UnmatchedAnswer> _unmatched = [];
    private readonly Dictionary<(MeshMailboxId From, MeshMailboxId To), Letter> _latest = [];
    private readonly SandboxWorld _world;
    private readonly MeshTwin _twin;
    private readonly SenderState _state;
    private readonly ResponsePost _post;
    private readonly SemaphoreSlim _sending = new(1, 1);

    internal SyntheticSender(SandboxWorld world, MeshTwin twin, SenderState state, ResponsePost post)
    {
        _world = world;
        _twin = twin;
        _state = state;
        _post = post;
    }

    internal Changes Changes { get; } = new();

    /// <summary>What the partner saw of a mailbox, by header id or the latest.</summary>
    internal Func<MeshMailboxId, string?, Answerable?> SeenByPartner { get; init; } = static (_, _) => null;

    /// <summary>The cases in the order of the table.</summary>
    public static IReadOnlyList<SendCaseSummary> Cases { get; } = [.. SendCases.All.Select(c => new SendCaseSummary(c.Name, c.Title, c.Workflow, c.Expects.Codes, c.Expects.WaitsFor, c.Crafted))];

    /// <summary>Raised when a mailbox became the sender's, so that what waits there is read.</summary>
    internal event Action<MeshMailboxId>? Uses;

    /// <summary>What was sent, in order.</summary>
    public IReadOnlyList<SentMessage> Sent
    {
        get
        {
            lock (_gate)
                return [.. _sent.Select(s => s.Sent)];
        }
    }

    /// <summary>Answers in the sender's mailboxes that answer nothing it sent.</summary>
    public IReadOnlyList<UnmatchedAnswer> Unmatched
    {
        get
        {
            lock (_gate)
                return [.. _unmatched];
        }
    }

    /// <summary>Completes when no message sent behind the given number waits for an answer that could come by itself.</summary>
    public Task SettledAsync(int after = 0, CancellationToken cancellation = default) =>
        Changes.UntilAsync(() => Sent.All(s => s.Number <= after || s.Verdict != SentVerdict.Waiting), cancellation);

    /// <summary>Sends a case.</summary>
    /// <returns>What was sent, in order; the last of each round is the case, others prepare it.</returns>
    /// <exception cref="BadSendRequestException">There is no such case or mailbox, or nobody and nothing it could be about.</exception>
    public async Task<IReadOnlyList<SentMessage>> SendAsync(SendRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SendCases.ByName.TryGetValue(request.Case, out var sendCase))
            throw new BadSendRequestException("unknown-case", "There is no such case. GET /sandbox/send lists them.");
        if (request.Count is < 1 or > 10_000)
            throw new BadSendRequestException("bad-count", "Count is from 1 to 10000.");
        var to = Box(request.To ?? SandboxDefaults.PracticeMailbox, "to");
        var from = Box(request.From ?? sendCase.DefaultFrom, "from");
        var sent = new List<SentMessage>();
        await _sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (sendCase.Workflow == SendCases.UnhandledWorkflow)
                Permit(sendCase.Workflow, from.Id, to.Id);
            if (_state.Use(from.Id))
                Uses?.Invoke(from.Id);
            for (var round = 0; round < request.Count; round++)
            {
                var desk = await DeskAsync(sendCase, request, to, from, cancellation).ConfigureAwait(false);
                foreach (var outgoing in sendCase.Make(desk))
                    sent.Add(await SendAsync(outgoing, to, from, cancellation).ConfigureAwait(false));
            }
        }
        finally
        {
            _sending.Release();
        }
        return sent;
    }

    /// <summary>Whether a message in a mailbox is the sender's to read.</summary>
    internal bool Takes(MeshMessage message) =>
        message.Recipient is { } box && _state.Uses(box.Id) && (message.IsReport || message.WorkflowId.EndsWith(Itk3Wire.AckSuffix, StringComparison.Ordinal));

    /// <summary>Reads an answer or report, notes it and takes it out of the mailbox.</summary>
    /// <param name="message">Where it came.</param>
    /// <param name="keepStrays">Whether something that answers nothing is noted all the same; otherwise it is left alone.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>False when it was left alone.</returns>
    internal async Task<bool> TakeAsync(MeshMessage message, bool keepStrays, CancellationToken cancellation)
    {
        if (message.IsReport)
        {
            if (!NoteReport(message) && !keepStrays)
                return false;
            _twin.Acknowledge(message);
            return true;
        }
        var bytes = await MessageContent.ReadAsync(message, cancellation).ConfigureAwait(false);
        var ack = Acknowledgement.Parse(bytes);
        if (!Note(message, ack, Convert.ToHexStringLower(SHA256.HashData(bytes)), keepStrays))
            return false;
        _twin.Acknowledge(message);
        if (ack is { AsksInfAck: true, HeaderId: { } header })
            await _post.AnswerAsync(message, ResponseCodes.All[ResponseCodes.Success], header, ack.SenderReference, cancellation).ConfigureAwait(false);
        return true;
    }

    public void Dispose() => _sending.Dispose();

    internal void Forget()
    {
        lock (_gate)
        {
            _sent.Clear();
            _unmatched.Clear();
            _latest.Clear();
        }
        _state.Reset();
        Changes.Raise();
    }

    private Mailbox Box(MeshMailboxId id, string which) =>
        _twin.Directory.Find(id) ?? throw new BadSendRequestException("unknown-mailbox", $"The sandbox has no such mailbox ({which}).");

    private void Permit(string workflow, MeshMailboxId from, MeshMailboxId to)
    {
        _twin.Directory.Allow(from, [workflow], []);
        _twin.Directory.Allow(to, [], [workflow]);
    }

    private async Task<LetterDesk> DeskAsync(SendCase sendCase, SendRequest request, Mailbox to, Mailbox from, CancellationToken cancellation)
    {
        var ods = from.Settings.OdsCode;
        var sender = _world.Population.Organisations.FirstOrDefault(o => o.Ods == ods)
            ?? new Organisation(ods, from.Settings.MailboxName, OrganisationKind.Trust, new Address("1 Sandbox Lane", "Testing", "ZZ99 9ZZ"));
        return new LetterDesk(_world, _state.Uuids, _state.Next, sendCase, request, to, from, sender)
        {
            Earlier = Earlier(from.Id, to.Id),
            Answerable = sendCase.Workflow.EndsWith(Itk3Wire.AckSuffix, StringComparison.Ordinal) ? await RecipientsMail.AnswerableAsync(to, request.About, SeenByPartner, cancellation).ConfigureAwait(false) : null,
            Reportable = RecipientsMail.Reportable(_twin, to, request.About),
        };
    }

    private Letter? Earlier(MeshMailboxId from, MeshMailboxId to)
    {
        lock (_gate)
            return _latest.GetValueOrDefault((from, to));
    }

    private async Task<SentMessage> SendAsync(Outgoing outgoing, Mailbox to, Mailbox from, CancellationToken cancellation)
    {
        var sent = new SentMessage
        {
            Number = outgoing.Number,
            Case = outgoing.Case,
            At = _world.Clock.Business.GetUtcNow(),
            From = from.Id,
            Workflow = outgoing.Workflow,
            HeaderId = outgoing.HeaderId,
            DocumentId = outgoing.DocumentId,
            Bytes = outgoing.Bytes.Length,
            Expects = outgoing.Expects.Codes,
            WaitsFor = outgoing.Expects.WaitsFor,
        };
        if (outgoing.ReportAbout is { } linked)
        {
            var why = MeshErrors.Reported.FirstOrDefault(e => e.Code == outgoing.ReportCode) ?? MeshErrors.Undelivered;
            var report = _twin.Report(to, new MeshReport(outgoing.Workflow, why.Event, outgoing.ReportCode, why.Description, linked) { Details = outgoing.Details });
            var slot = Reserve(sent, outgoing);
            return Update(slot, s => s with { To = to.Id, MeshId = report.Id });
        }
        // Noted before it is posted: a receiver may answer faster than this method returns.
        var number = Reserve(sent with { To = outgoing.To == to.Id.ToWire() ? to.Id : null }, outgoing);
        var posted = await _twin.PostAsync(from.Id, new MeshPost(outgoing.To, WorkflowId.Parse(outgoing.Workflow)) { Details = outgoing.Details }, Chunks(outgoing), cancellation).ConfigureAwait(false);
        if (posted.Message?.Recipient is { } recipient && outgoing is { Case: SendCases.Good or SendCases.Replacement, Letter: { } letter })
        {
            lock (_gate)
                _latest[(from.Id, recipient.Id)] = letter;
        }
        return Update(number, s => s with { MeshId = posted.Message?.Id, To = posted.Message?.Recipient?.Id, MeshRefusal = posted.RefusalCode });
    }

    private static Stream[] Chunks(Outgoing outgoing)
    {
        var size = outgoing.ChunkBytes == 0 ? outgoing.Bytes.Length : outgoing.ChunkBytes;
        return [.. outgoing.Bytes.Chunk(size).Select(chunk => new MemoryStream(chunk, writable: false))];
    }

    private int Reserve(SentMessage sent, Outgoing outgoing)
    {
        lock (_gate)
        {
            // Bytes and files are not needed again.
            _sent.Add((sent, outgoing with { Bytes = [], Letter = null }));
            return sent.Number;
        }
    }

    private SentMessage Update(int number, Func<SentMessage, SentMessage> change)
    {
        SentMessage changed;
        lock (_gate)
        {
            var at = _sent.FindLastIndex(s => s.Sent.Number == number);
            changed = change(_sent[at].Sent);
            _sent[at] = (changed, _sent[at].Outgoing);
        }
        Changes.Raise();
        return changed;
    }

    private bool NoteReport(MeshMessage message)
    {
        var problem = message.Last(MeshStatus.Error);
        int at;
        lock (_gate)
        {
            at = _sent.FindIndex(s => s.Sent.MeshId is { } id && id == problem?.LinkedMessageId);
            if (at >= 0)
            {
                var report = new ReceivedReport(problem!.Code, problem.Description, message.Id, _world.Clock.Business.GetUtcNow());
                _sent[at] = (_sent[at].Sent with { Reports = [.. _sent[at].Sent.Reports, report] }, _sent[at].Outgoing);
            }
        }
        Changes.Raise();
        return at >= 0;
    }

    private bool Note(MeshMessage message, Acknowledgement ack, string sha256, bool keepStrays)
    {
        ReceivedAnswer Answer(IReadOnlyList<AcknowledgementProblem> problems) => new(ack.Code, message.Id, _world.Clock.Business.GetUtcNow(), problems, ack.HeaderId, sha256);
        lock (_gate)
        {
            if (!NoteRepeat(Answer([])) && !NoteAnswer(message, ack, Answer))
            {
                if (!keepStrays)
                    return false;
                var stray = AcknowledgementRules.Check(ack, new AnsweredMessage { HeaderId = ack.Answers, SenderReference = ack.SenderReference ?? Itk3Wire.None });
                _unmatched.Add(new UnmatchedAnswer(message.Recipient!.Id, message.Sender?.Id, ack.Answers, Answer(stray)));
            }
        }
        Changes.Raise();
        return true;
    }

    private bool NoteAnswer(MeshMessage message, Acknowledgement ack, Func<IReadOnlyList<AcknowledgementProblem>, ReceivedAnswer> answer)
    {
        var at = Find(message, ack);
        if (at < 0)
            return false;
        var (sent, outgoing) = _sent[at];
        var problems = AcknowledgementRules.Check(ack, About(sent, outgoing));
        _sent[at] = (sent with { Answers = [.. sent.Answers, answer(problems)] }, outgoing);
        return true;
    }

    private bool NoteRepeat(ReceivedAnswer answer)
    {
        var at = _sent.FindIndex(s => s.Sent.Answers.Any(a => a.HeaderId is not null && a.HeaderId == answer.HeaderId && a.Sha256 == answer.Sha256));
        if (at < 0)
            return false;
        var (sent, outgoing) = _sent[at];
        _sent[at] = (sent with { Repeats = [.. sent.Repeats, answer] }, outgoing);
        return true;
    }

    private AnsweredMessage About(SentMessage sent, Outgoing outgoing) => new()
    {
        HeaderId = sent.HeaderId,
        BeyondReading = outgoing.BeyondReading,
        SenderReference = outgoing.SenderReference,
        Patient = outgoing.Patient,
        ResponderMailbox = sent.To,
        Responder = sent.To is { } to ? _twin.Directory.Find(to)?.Settings.OdsCode : null,
    };

    // Under one header id several messages may have been sent: the one that awaits this code comes first, else the latest.
    private int Find(MeshMessage message, Acknowledgement ack)
    {
        var from = message.Sender?.Id;
        bool Fits(SentMessage s) => s.To is null || s.To == from;
        bool Answers((SentMessage Sent, Outgoing Outgoing) s) => Fits(s.Sent) && ack.Answers switch
        {
            null => false,
            Itk3Wire.Unreadable => (s.Outgoing.BeyondReading || s.Sent.HeaderId is null) && s.Sent.Answers.Count < s.Sent.Expects.Count && message.WorkflowId == s.Sent.Workflow + Itk3Wire.AckSuffix,
            var id => s.Sent.HeaderId == id,
        };
        var awaiting = _sent.FindIndex(s => Answers(s) && s.Sent.Awaits(ack.Code));
        return awaiting >= 0 ? awaiting : _sent.FindLastIndex(s => Answers(s));
    }
}
