using System.Collections.Concurrent;
using System.IO.Compression;
using Plexus.Primitives;

namespace Plexus.Sandbox.Mesh;

/// <summary>What a service of the sandbox posts from a mailbox.</summary>
/// <param name="To">Recipient mailbox id, or a <c>GPPROVIDER_…</c> address.</param>
/// <param name="Workflow">Workflow of the message.</param>
public sealed record MeshPost(string To, WorkflowId Workflow)
{
    public MeshDetails Details { get; init; } = new();
}

/// <summary>The answer to a post.</summary>
/// <param name="Message">The message, when it was taken.</param>
/// <param name="RefusalCode">The MESH code, when it was refused.</param>
public sealed record MeshPosted(MeshMessage? Message, string? RefusalCode);

/// <summary>The message exchange itself: mailboxes, messages and what happens to them, without HTTP.</summary>
/// <remarks>
/// Other services of the sandbox use it directly, without tokens: <see cref="PostAsync(MeshMailboxId, MeshPost, Stream, CancellationToken)"/>, <see cref="Waiting"/>,
/// <see cref="OpenRead"/>, <see cref="Acknowledge"/>, <see cref="WaitForMessageAsync"/>.
/// </remarks>
public sealed class MeshTwin : IDisposable
{
    private readonly ConcurrentDictionary<string, MeshMessage> _messages = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, MeshMessage>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly SandboxClock _clock;
    private readonly MessageIds _ids;
    private readonly PatientAddress _patients;
    private readonly Deadlines _deadlines = new();
    private long _arrivals;

    internal MeshTwin(MeshOptions options, SandboxClock clock, Population population, string? folder, int seed)
    {
        Options = options;
        _clock = clock;
        _byText = _messages.GetAlternateLookup<ReadOnlySpan<char>>();
        _ids = new MessageIds(clock.Business, seed);
        Directory = new MeshDirectory();
        _patients = new PatientAddress(population, Directory);
        Tokens = new TokenGate(options, clock.Wall);
        Bodies = new BodyStore(options, folder is null ? null : Path.Combine(folder, "bodies"));
        clock.Moved += _ => Sweep();
    }

    /// <summary>How strict the twin is.</summary>
    public MeshOptions Options { get; }

    /// <summary>Mailboxes, workflows, permissions.</summary>
    public MeshDirectory Directory { get; }

    /// <summary>Raised when a message or report arrives in an inbox, on the thread that delivered it.</summary>
    public event Action<MeshMessage>? Arrived;

    internal TokenGate Tokens { get; }

    internal BodyStore Bodies { get; }

    internal Journal? Journal { get; set; }

    internal DateTimeOffset Now => _clock.Business.GetUtcNow();

    internal IEnumerable<MeshMessage> Messages => _messages.Values;

    internal string NewQueryId() => _ids.NextQuery();

    /// <summary>The message, or null when there is none or it was deleted.</summary>
    public MeshMessage? Find(string id) => Find(id.AsSpan());

    internal MeshMessage? Find(ReadOnlySpan<char> id) => _byText.TryGetValue(id, out var message) ? message : null;

    /// <summary>Sends a message as a mailbox would, with the same permissions and routing; one chunk.</summary>
    /// <exception cref="ArgumentException">There is no such mailbox.</exception>
    public Task<MeshPosted> PostAsync(MeshMailboxId from, MeshPost post, Stream body, CancellationToken cancellation = default) =>
        PostAsync(from, post, [body], cancellation);

    /// <summary>The same in chunks, one stream each.</summary>
    /// <exception cref="ArgumentException">There is no such mailbox, or there are no chunks.</exception>
    public async Task<MeshPosted> PostAsync(MeshMailboxId from, MeshPost post, IReadOnlyList<Stream> chunks, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(chunks);
        if (chunks.Count == 0)
            throw new ArgumentException("A message has at least one chunk.", nameof(chunks));
        var sender = Directory.Find(from) ?? throw new ArgumentException("No such mailbox.", nameof(from));
        var workflow = post.Workflow.ToWire();
        var (refusal, route) = Route(sender, post.To.Trim(), workflow);
        if (refusal is not null)
            return new MeshPosted(null, refusal.Code);
        var first = await Bodies.ReceiveAsync(chunks[0], cancellation).ConfigureAwait(false);
        var message = Create(sender, route, workflow, post.Details, chunks.Count, first);
        for (var number = 2; number <= chunks.Count; number++)
            Store(message, number, await Bodies.ReceiveAsync(chunks[number - 1], cancellation).ConfigureAwait(false));
        return new MeshPosted(message, null);
    }

    /// <summary>The messages waiting in a mailbox, oldest first.</summary>
    public IReadOnlyList<MeshMessage> Waiting(MeshMailboxId mailbox, int max = 500)
    {
        Sweep();
        var page = new List<MeshMessage>();
        Directory.Find(mailbox)?.Inbox.Page(0, max, null, page);
        return page;
    }

    /// <summary>Completes when the mailbox holds a message.</summary>
    /// <exception cref="ArgumentException">There is no such mailbox.</exception>
    public async Task WaitForMessageAsync(MeshMailboxId mailbox, CancellationToken cancellation = default)
    {
        var inbox = (Directory.Find(mailbox) ?? throw new ArgumentException("No such mailbox.", nameof(mailbox))).Inbox;
        while (true)
        {
            var next = inbox.NextArrival;
            if (inbox.Count > 0)
                return;
            await next.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The whole decoded content of a message.</summary>
    /// <exception cref="InvalidOperationException">The content is gone: acknowledged, deleted, or not complete yet.</exception>
    public static Stream OpenRead(MeshMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var chunks = Enumerable.Range(1, message.TotalChunks)
            .Select(n => message.Chunk(n)?.TryOpen() ?? throw new InvalidOperationException("The message's content is gone or not complete."))
            .ToArray();
        var encoded = message.Details.ContentEncoding == MeshWire.Gzip;
        return new ChunkStream([.. chunks.Select(c => encoded ? new GZipStream(c, CompressionMode.Decompress) : c)]);
    }

    /// <summary>Takes a message out of its inbox; no effect when it has left already.</summary>
    public void Acknowledge(MeshMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var acknowledged = new MeshEvent(MeshStatus.Acknowledged, Now);
        if (!message.TryMove(MeshStatus.Accepted, acknowledged))
            return;
        Journal?.Append(new JournalEntry { Op = JournalEntry.Happened, Id = message.Id, Event = acknowledged });
        message.Recipient!.Inbox.Remove(message);
        if (Options.GoneAfterAcknowledge)
            message.Drop();
    }

    /// <summary>Decides who gets a message and whether the sender may send it.</summary>
    internal (MeshError? Refusal, MeshRoute Route) Route(Mailbox sender, string to, string workflow)
    {
        var toPatient = PatientAddress.Is(to);
        var (recipient, failure) = toPatient ? _patients.Resolve(to, workflow) : (Directory.Find(to.AsSpan()), null);
        if (!toPatient && recipient is not { Settings.Active: true })
            return (MeshErrors.UnknownRecipient, default);
        if (Options.EnforceWorkflows)
        {
            if (!Directory.Knows(workflow))
                return (MeshErrors.WorkflowNotRegistered, default);
            if (!Directory.MaySend(sender, workflow))
                return (MeshErrors.SenderNotAllowed, default);
            if (!toPatient && !Directory.MayReceive(recipient!, workflow))
                return (MeshErrors.WorkflowNotRegistered, default);
        }
        return (null, new MeshRoute(recipient, failure));
    }

    /// <summary>Stores a new message with its first chunk, and delivers it when that was all.</summary>
    internal MeshMessage Create(Mailbox sender, MeshRoute route, string workflow, MeshDetails details, int totalChunks, MeshBody body)
    {
        MeshMessage message;
        do
        {
            message = new MeshMessage(_ids.NextMessage(), sender, route.Recipient, workflow, isReport: false, totalChunks, details, Now)
            {
                RoutingFailure = route.Failure,
                CollectBy = Now + Options.CollectWithin,
            };
        }
        while (!_messages.TryAdd(message.Id, message));
        message.TryStore(1, body, out _, out var complete);
        var first = complete ? Arrival(message) : new MeshEvent(MeshStatus.Uploading, message.Created);
        message.Move(first);
        JournalCreated(message, first, body);
        sender.Sent.Add(message);
        if (complete)
            Deliver(message);
        else
            _deadlines.Add(message, message.Created + Options.KeepFor);
        return message;
    }

    /// <summary>Stores a further chunk; the message is delivered when none is missing, whatever the order they came in.</summary>
    /// <returns>False when the message was finished meanwhile.</returns>
    internal bool Store(MeshMessage message, int chunk, MeshBody body)
    {
        if (!message.TryStore(chunk, body, out var replaced, out var complete))
        {
            body.Discard();
            return false;
        }
        replaced?.Discard();
        JournalChunk(message.Id, chunk, body);
        if (complete)
        {
            var arrival = Arrival(message);
            if (message.TryMove(MeshStatus.Uploading, arrival))
            {
                Journal?.Append(new JournalEntry { Op = JournalEntry.Happened, Id = message.Id, Event = arrival });
                Deliver(message);
            }
        }
        return true;
    }

    /// <summary>Delivers a second copy of a message under a new id, as a fault.</summary>
    internal void Duplicate(MeshMessage message)
    {
        if (message.Sender is not { } sender || message.Recipient is not { } recipient || message.Status != MeshStatus.Accepted)
            return;
        for (var chunk = 1; chunk <= message.TotalChunks; chunk++)
        {
            if (message.Chunk(chunk) is null)
                return;
        }
        MeshMessage? copy = null;
        for (var chunk = 1; chunk <= message.TotalChunks; chunk++)
        {
            var body = Bodies.Copy(message.Chunk(chunk)!);
            if (copy is null)
                copy = Create(sender, new MeshRoute(recipient, null), message.WorkflowId, message.Details, message.TotalChunks, body);
            else
                Store(copy, chunk, body);
        }
    }

    /// <summary>Puts a REPORT into a mailbox.</summary>
    internal MeshMessage Report(Mailbox to, MeshReport report)
    {
        MeshMessage message;
        do
        {
            message = new MeshMessage(_ids.NextMessage(), null, to, report.Workflow, isReport: true, 0, report.Details, Now)
            {
                ShownTo = report.ShownTo,
                CollectBy = Now + Options.CollectWithin,
            };
        }
        while (!_messages.TryAdd(message.Id, message));
        var problem = new MeshEvent(MeshStatus.Error, Now, report.Event, report.Code, report.Description, report.LinkedMessageId);
        var accepted = new MeshEvent(MeshStatus.Accepted, Now);
        message.Move(problem);
        message.Move(accepted);
        JournalCreated(message, problem, null);
        Journal?.Append(new JournalEntry { Op = JournalEntry.Happened, Id = message.Id, Event = accepted });
        Deliver(message);
        return message;
    }

    /// <summary>Changes a message's status from outside, as the service desk can: back into the inbox, undeliverable, in error.</summary>
    internal void Apply(MeshMessage message, MeshEvent change)
    {
        var before = message.Status;
        message.Move(change);
        Journal?.Append(new JournalEntry { Op = JournalEntry.Happened, Id = message.Id, Event = change });
        if (message.Recipient is not { } recipient)
            return;
        if (before == MeshStatus.Accepted && change.Status != MeshStatus.Accepted)
            recipient.Inbox.Remove(message);
        if (before != MeshStatus.Accepted && change.Status == MeshStatus.Accepted)
        {
            message.CollectBy = Now + Options.CollectWithin;
            _deadlines.Add(message, message.CollectBy);
            recipient.Inbox.Add(message, () => Interlocked.Increment(ref _arrivals));
        }
    }

    /// <summary>Does what the business clock has made due.</summary>
    internal void Sweep()
    {
        var now = Now;
        if (!_deadlines.AnyDue(now))
            return;
        while (_deadlines.TryTake(now, out var message))
        {
            if (now >= message.CollectBy && message.TryMove(MeshStatus.Accepted, NotCollected(now)))
                ReportUncollected(message);
            if (now >= message.Created + Options.KeepFor)
                Purge(message);
            else
                _deadlines.Add(message, message.Created + Options.KeepFor);
        }
    }

    /// <summary>Empties every mailbox.</summary>
    internal void Clear()
    {
        foreach (var mailbox in Directory.Mailboxes)
            mailbox.Clear();
        foreach (var message in _messages.Values)
            message.Drop();
        _messages.Clear();
        _deadlines.Clear();
        Tokens.Forget();
        Journal?.Restart();
    }

    /// <summary>Empties one mailbox: what it received and what it sent.</summary>
    internal void Clear(Mailbox mailbox)
    {
        foreach (var message in _messages.Values.Where(m => m.Recipient == mailbox || m.Sender == mailbox))
            Purge(message);
        mailbox.Clear();
    }

    private static MeshEvent NotCollected(DateTimeOffset now) =>
        new(MeshStatus.Undeliverable, now, MeshErrors.Undelivered.Event, MeshErrors.Undelivered.Code, MeshErrors.Undelivered.Description);

    private MeshEvent Arrival(MeshMessage message) => message.RoutingFailure is { } failure
        ? new MeshEvent(MeshStatus.Error, Now, failure.Event, failure.Code, failure.Description)
        : new MeshEvent(MeshStatus.Accepted, Now);

    private void Deliver(MeshMessage message)
    {
        if (message.Recipient is { } recipient && message.RoutingFailure is null)
        {
            _deadlines.Add(message, message.CollectBy);
            recipient.Received.Add(message);
            recipient.Inbox.Add(message, () => Interlocked.Increment(ref _arrivals));
            Arrived?.Invoke(message);
            return;
        }
        _deadlines.Add(message, message.Created + Options.KeepFor);
        if (message.RoutingFailure is { } failure && message.Sender is { } sender)
        {
            Report(sender, new MeshReport(message.WorkflowId, failure.Event, failure.Code, failure.Description, message.Id)
            {
                Details = new MeshDetails { LocalId = message.Details.LocalId, Subject = message.Details.Subject, FileName = message.Details.FileName },
            });
        }
    }

    private void ReportUncollected(MeshMessage message)
    {
        Journal?.Append(new JournalEntry { Op = JournalEntry.Happened, Id = message.Id, Event = message.LastEvent });
        message.Recipient!.Inbox.Remove(message);
        if (message.Sender is not { } sender)
            return;
        var why = MeshErrors.Undelivered;
        Report(sender, new MeshReport(message.WorkflowId, why.Event, why.Code, why.Description, message.Id)
        {
            ShownTo = message.Recipient.Id.ToWire(),
            Details = new MeshDetails { LocalId = message.Details.LocalId, Subject = message.Details.Subject, FileName = message.Details.FileName },
        });
    }

    private void Purge(MeshMessage message)
    {
        message.Purged = true;
        message.Recipient?.Inbox.Remove(message);
        message.Recipient?.Received.Forget(message);
        message.Sender?.Sent.Forget(message);
        _messages.TryRemove(message.Id, out _);
        message.Drop();
        Journal?.Append(new JournalEntry { Op = JournalEntry.Purged, Id = message.Id });
    }

    private void JournalCreated(MeshMessage message, MeshEvent first, MeshBody? body)
    {
        if (Journal is not { } journal)
            return;
        var entry = MeshHistory.Describe(message) with { Event = first };
        if (body is not null)
            entry = entry with { Chunk = 1, Length = body.Length, File = (body as FileBody)?.Name };
        journal.Append(entry, body?.Memory ?? default);
    }

    private void JournalChunk(string id, int chunk, MeshBody body) =>
        Journal?.Append(
            new JournalEntry { Op = JournalEntry.Stored, Id = id, Chunk = chunk, Length = body.Length, File = (body as FileBody)?.Name },
            body.Memory ?? default);

    /// <summary>Takes back a message that was kept.</summary>
    internal void Restore(MeshMessage message)
    {
        if (!_messages.TryAdd(message.Id, message))
            return;
        message.Sender?.Sent.Add(message);
        if (message.Recipient is { } recipient && message.RoutingFailure is null && message.Status != MeshStatus.Uploading)
            recipient.Received.Add(message);
        if (message.Status == MeshStatus.Accepted)
        {
            message.Recipient!.Inbox.Add(message, () => Interlocked.Increment(ref _arrivals));
            _deadlines.Add(message, message.CollectBy);
        }
        else
        {
            _deadlines.Add(message, message.Created + Options.KeepFor);
        }
    }

    public void Dispose()
    {
        Journal?.Dispose();
        Bodies.Dispose();
    }
}

/// <summary>Where a message goes, or why it cannot.</summary>
internal readonly record struct MeshRoute(Mailbox? Recipient, MeshError? Failure);

/// <summary>What a REPORT says.</summary>
internal sealed record MeshReport(string Workflow, string Event, string Code, string Description, string? LinkedMessageId)
{
    internal string? ShownTo { get; init; }
    internal MeshDetails Details { get; init; } = new();
}
