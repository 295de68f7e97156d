namespace Plexus.Sandbox.Mesh;

/// <summary>Where a message is in its life.</summary>
public enum MeshStatus
{
    /// <summary>Chunks are still missing.</summary>
    Uploading,

    /// <summary>In the recipient's inbox.</summary>
    Accepted,

    /// <summary>Collected.</summary>
    Acknowledged,

    /// <summary>Not collected in time.</summary>
    Undeliverable,

    /// <summary>Refused after it was taken, e.g. because patient routing failed.</summary>
    Error,
}

/// <summary>A change of a message's status.</summary>
/// <param name="Status">The status it then had.</param>
/// <param name="At">When, on the business clock.</param>
/// <param name="Event">MESH event, e.g. <c>SEND</c>; null when nothing went wrong.</param>
/// <param name="Code">MESH code.</param>
/// <param name="Description">MESH text.</param>
/// <param name="LinkedMessageId">The message a report is about.</param>
public sealed record MeshEvent(MeshStatus Status, DateTimeOffset At, string? Event = null, string? Code = null, string? Description = null, string? LinkedMessageId = null);

/// <summary>What the sender said about a message, passed on to the recipient.</summary>
public sealed record MeshDetails
{
    public string? Subject { get; init; }
    public string? LocalId { get; init; }
    public string? PartnerId { get; init; }
    public string? FileName { get; init; }
    public string? Checksum { get; init; }

    /// <summary>Media type of the whole message when decoded.</summary>
    public string? ContentType { get; init; }

    /// <summary>Empty or <c>gzip</c>: how each chunk is stored.</summary>
    public string ContentEncoding { get; init; } = "";
    public bool Compressed { get; init; }
    public bool Encrypted { get; init; }
}

/// <summary>One message: DATA between two mailboxes, or a REPORT from MESH itself.</summary>
public sealed class MeshMessage
{
    private readonly Lock _gate = new();
    private readonly List<MeshEvent> _events = [];
    private readonly MeshBody?[] _chunks;
    private volatile MeshStatus _status;

    internal MeshMessage(string id, Mailbox? sender, Mailbox? recipient, string workflowId, bool isReport, int totalChunks, MeshDetails details, DateTimeOffset created)
    {
        Id = id;
        Sender = sender;
        Recipient = recipient;
        WorkflowId = workflowId;
        IsReport = isReport;
        TotalChunks = totalChunks;
        Details = details;
        Created = created;
        _chunks = new MeshBody?[totalChunks];
    }

    /// <summary>Message id, opaque.</summary>
    public string Id { get; }

    /// <summary>Null for a report.</summary>
    public Mailbox? Sender { get; }

    /// <summary>Null when patient routing found none.</summary>
    public Mailbox? Recipient { get; }

    /// <summary>Workflow as the sender wrote it.</summary>
    public string WorkflowId { get; }

    public bool IsReport { get; }

    /// <summary>0 for a report.</summary>
    public int TotalChunks { get; }

    public MeshDetails Details { get; }

    /// <summary>When the first chunk came, on the business clock.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Place in the order of arrivals; 0 until it arrived.</summary>
    public long Arrival { get; internal set; }

    public MeshStatus Status => _status;

    /// <summary>When an uncollected message leaves the inbox, on the business clock.</summary>
    public DateTimeOffset CollectBy { get; internal set; }

    /// <summary>Set when MESH deleted the message.</summary>
    public bool Purged { get; internal set; }

    /// <summary>What Mex-To says when it is not the recipient: a report names the receiver that was meant.</summary>
    internal string? ShownTo { get; init; }

    /// <summary>Why patient routing failed; the refusal is reported once every chunk is in.</summary>
    internal MeshError? RoutingFailure { get; init; }

    /// <summary>Bytes stored, as sent.</summary>
    public long Size
    {
        get
        {
            lock (_gate)
                return _chunks.Sum(c => c?.Length ?? 0);
        }
    }

    public string FileName => Details.FileName is { Length: > 0 } name ? name : IsReport ? "" : Id + ".dat";

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<MeshEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    internal MeshEvent LastEvent
    {
        get
        {
            lock (_gate)
                return _events[^1];
        }
    }

    internal MeshEvent? Last(MeshStatus status)
    {
        lock (_gate)
            return _events.FindLast(e => e.Status == status);
    }

    /// <summary>Changes the status unless the message is elsewhere by now.</summary>
    internal bool TryMove(MeshStatus from, MeshEvent to)
    {
        lock (_gate)
        {
            if (_events.Count > 0 && _status != from)
                return false;
            _events.Add(to);
            _status = to.Status;
            return true;
        }
    }

    internal void Move(MeshEvent to)
    {
        lock (_gate)
        {
            _events.Add(to);
            _status = to.Status;
        }
    }

    internal MeshBody? Chunk(int number)
    {
        lock (_gate)
            return number >= 1 && number <= _chunks.Length ? _chunks[number - 1] : null;
    }

    /// <summary>Stores a chunk while the message is uploading; a repeated number replaces the earlier copy.</summary>
    /// <returns>False when the message was finished meanwhile; then the body is the caller's to discard.</returns>
    internal bool TryStore(int number, MeshBody body, out MeshBody? replaced, out bool complete)
    {
        lock (_gate)
        {
            replaced = null;
            complete = false;
            if (_events.Count > 0 && _status != MeshStatus.Uploading)
                return false;
            replaced = _chunks[number - 1];
            _chunks[number - 1] = body;
            complete = Array.TrueForAll(_chunks, c => c is not null);
            return true;
        }
    }

    /// <summary>Puts back a chunk that was kept.</summary>
    internal void Put(int number, MeshBody body)
    {
        lock (_gate)
            _chunks[number - 1] = body;
    }

    /// <summary>Lets go of the bodies.</summary>
    internal void Drop()
    {
        lock (_gate)
        {
            for (var i = 0; i < _chunks.Length; i++)
            {
                _chunks[i]?.Discard();
                _chunks[i] = null;
            }
        }
    }
}
