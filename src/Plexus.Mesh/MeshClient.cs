using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Web;
using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>One mailbox of MESH. Safe for use by several threads.</summary>
/// <remarks>
/// MESH API 2.0.0. Every request carries a token of its own. Requests that are safe to repeat are repeated (<see cref="MeshRetryOptions"/>);
/// the first part of a send never is. Refusals are <see cref="MeshException"/>; no answer is <see cref="MeshUnreachableException"/>.
/// MESH asks that one reader at a time polls a mailbox, at most every five minutes unless more is waiting, and at least every 24 hours.
/// </remarks>
public sealed class MeshClient : IDisposable
{
    private readonly MeshClientOptions _options;
    private readonly MeshTransport _transport;
    private readonly MeshSender _sender;
    private readonly string _mailboxPath;

    /// <param name="options">Where MESH is and who we are.</param>
    /// <param name="handler">Carries the requests instead of a handler of our own; not disposed, and <see cref="MeshClientOptions.Tls"/> is then its affair.</param>
    /// <exception cref="ArgumentException">The base address is not an absolute http or https address.</exception>
    public MeshClient(MeshClientOptions options, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.BaseAddress.IsAbsoluteUri || options.BaseAddress.Scheme is not ("http" or "https"))
            throw new ArgumentException("The address of MESH must begin with https:// or http://.", nameof(options));

        _options = options;
        _transport = new MeshTransport(options, handler);
        _sender = new MeshSender(_transport, options);
        _mailboxPath = MeshSender.MailboxPath(options);
    }

    /// <summary>Where MESH is.</summary>
    public Uri Address => _options.BaseAddress;

    /// <summary>The mailbox.</summary>
    public MeshMailboxId Mailbox => _options.Credentials.Mailbox;

    internal MeshClientOptions Options => _options;

    /// <summary>Tells MESH that this mailbox is in use; once every 24 hours.</summary>
    /// <exception cref="MeshException">E.g. <see cref="MeshErrorKind.NotAuthorised"/>: password, shared key or clock are wrong.</exception>
    public Task HandshakeAsync(CancellationToken cancellation = default) =>
        DoAsync(new MeshCall("handshake", HttpMethod.Post, _mailboxPath)
        {
            Headers =
            [
                new(MeshWire.ClientVersion, _options.ClientVersion),
                new(MeshWire.OsName, OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : "Linux"),
                new(MeshWire.OsVersion, Environment.OSVersion.Version.ToString()),
                new(MeshWire.OsArchitecture, RuntimeInformation.OSArchitecture.ToString()),
            ],
        }, cancellation);

    /// <summary>One page of the messages waiting, oldest first.</summary>
    public Task<MeshInboxPage> ListInboxAsync(MeshInboxQuery? query = null, CancellationToken cancellation = default)
    {
        query ??= new MeshInboxQuery();
        query.Check();
        var path = $"{_mailboxPath}/inbox{QueryOf(("max_results", query.MaxResults?.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("continue_from", query.ContinueFrom), ("workflow_filter", query.Filter?.ToString()))}";
        return GetJsonAsync(new MeshCall("inbox list", HttpMethod.Get, path), root => ReadPage(root, query), cancellation);
    }

    /// <summary>All messages waiting, page by page. Take them as they come: a message acknowledged meanwhile does not upset the paging.</summary>
    public async IAsyncEnumerable<MeshMessageId> EnumerateInboxAsync(MeshInboxQuery? query = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        query ??= new MeshInboxQuery();
        while (true)
        {
            var page = await ListInboxAsync(query, cancellation).ConfigureAwait(false);
            foreach (var id in page.Messages)
                yield return id;

            // A server that does not know continue_from would give the same page for ever.
            if (page.Next is null || page.Next == query.ContinueFrom)
                yield break;
            query = query with { ContinueFrom = page.Next };
        }
    }

    /// <summary>How many messages wait. MESH calls this deprecated.</summary>
    public Task<long> CountAsync(CancellationToken cancellation = default) =>
        GetJsonAsync(new MeshCall("count", HttpMethod.Get, $"{_mailboxPath}/count"), root => root.Number("count"), cancellation);

    /// <summary>The headers of a waiting message, without its data.</summary>
    /// <exception cref="MeshException"><see cref="MeshErrorKind.NotFound"/>, <see cref="MeshErrorKind.MessageGone"/>, <see cref="MeshErrorKind.NotTheRecipient"/>.</exception>
    public Task<MeshMessageInfo> HeadAsync(MeshMessageId id, CancellationToken cancellation = default) =>
        _transport.SendAsync(new MeshCall("head", HttpMethod.Head, InboxPath(id)), answer =>
        {
            using (answer)
                return Task.FromResult(MeshMessageInfo.Read(id, answer.Response));
        }, cancellation);

    /// <summary>Opens a waiting message. Dispose it; acknowledge it once its data is safely stored.</summary>
    /// <param name="id">The message.</param>
    /// <param name="options">Where to begin, and whether gzip may be used.</param>
    /// <param name="cancellation">Cancels the opening, and afterwards the reading.</param>
    /// <returns><see cref="MeshData"/> or <see cref="MeshReport"/>.</returns>
    /// <exception cref="MeshException"><see cref="MeshErrorKind.NotFound"/>, <see cref="MeshErrorKind.MessageGone"/>, <see cref="MeshErrorKind.NotTheRecipient"/>.</exception>
    public async Task<MeshMessage> DownloadAsync(MeshMessageId id, MeshDownloadOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new MeshDownloadOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FromChunk, 1, nameof(options));
        var first = await OpenChunkAsync(id, options.FromChunk, options.AcceptGzip, cancellation).ConfigureAwait(false);
        try
        {
            var info = MeshMessageInfo.Read(id, first.Response, options.KeepCompressed);
            if (info.IsReport)
            {
                first.Dispose();
                return new MeshReport(info);
            }

            ChunkedDownloadStream.CheckSequence(first.Response, options.FromChunk, null);
            var content = first.Response.Content.Headers;
            var length = info.TotalChunks == 1 && content.ContentEncoding.Count == 0 ? content.ContentLength : null;
            return new MeshData(info, new ChunkedDownloadStream(first, options.FromChunk, info.TotalChunks,
                (chunk, gzip, token) => OpenChunkAsync(id, chunk, gzip && options.AcceptGzip, token), BeforeRepeatedChunkAsync)
            {
                GivesGzip = info.IsKeptCompressed,
                MostDecompressed = _options.MaxDecompressedBytes,
            }, length);
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    /// <summary>Tells MESH that a message is stored here: it leaves the inbox and cannot be downloaded again. Repeating it does nothing.</summary>
    public Task AcknowledgeAsync(MeshMessageId id, CancellationToken cancellation = default) =>
        DoAsync(new MeshCall("acknowledge", HttpMethod.Put, $"{InboxPath(id)}/status/acknowledged"), cancellation);

    /// <summary>Sends a message; in chunks when it is larger than <see cref="MeshSendOptions.ChunkSize"/>.</summary>
    /// <returns>The id MESH gave.</returns>
    /// <exception cref="ArgumentException">A value cannot be sent; nothing was.</exception>
    /// <exception cref="MeshException">MESH refused it.</exception>
    /// <exception cref="MeshUnreachableException">It never left.</exception>
    /// <exception cref="MeshSendUncertainException">It left, and no answer says what became of it.</exception>
    /// <exception cref="MeshSendInterruptedException">Some chunks are there and others not: <see cref="ResumeSendAsync"/>.</exception>
    public Task<MeshMessageId> SendAsync(MeshSend message, MeshSendOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _sender.SendAsync(message, options ?? new MeshSendOptions(), cancellation);
    }

    /// <summary>Sends the chunks that are missing of an interrupted send.</summary>
    /// <param name="state">How far it came.</param>
    /// <param name="payload">The same data.</param>
    /// <param name="options">Parallelism, progress and state; size and compression are those of the state.</param>
    /// <param name="cancellation">Cancels; the state reached is the last that <see cref="MeshSendOptions.OnState"/> was told.</param>
    /// <exception cref="ArgumentException">State, mailbox and data do not belong together; nothing was sent.</exception>
    /// <exception cref="MeshSendInterruptedException">Interrupted again.</exception>
    public Task<MeshMessageId> ResumeSendAsync(ChunkedSendState state, MeshPayload payload, MeshSendOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(payload);
        return _sender.ResumeAsync(state, payload, options ?? new MeshSendOptions(), cancellation);
    }

    /// <summary>Where a message we sent is; none when this mailbox sent no such message.</summary>
    public Task<MeshTracking?> TrackAsync(MeshMessageId id, CancellationToken cancellation = default) =>
        TrackAsync(new MeshCall("tracking", HttpMethod.Get, $"{_mailboxPath}/outbox/tracking?messageID={Uri.EscapeDataString(id.ToWire())}"), cancellation);

    /// <summary>The same by our own local id. MESH calls this deprecated, and answers in version 1 only.</summary>
    /// <exception cref="MeshException"><see cref="MeshErrorKind.SeveralMatches"/>: the local id was used more than once.</exception>
    public Task<MeshTracking?> TrackByLocalIdAsync(string localId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(localId);
        HeaderText.Check(MeshWire.LocalId, localId, 300);
        return TrackAsync(new MeshCall("tracking by local id", HttpMethod.Get, $"{_mailboxPath}/outbox/tracking/{Uri.EscapeDataString(localId)}") { Version = MeshApiVersion.V1 }, cancellation);
    }

    /// <summary>The mailboxes of an organisation that take a workflow; empty when there are none. No token: mutual TLS alone.</summary>
    public Task<IReadOnlyList<MeshEndpoint>> LookUpAsync(OdsCode organisation, WorkflowId workflow, CancellationToken cancellation = default) =>
        GetJsonAsync(new MeshCall("endpoint lookup", HttpMethod.Get, $"/endpointlookup/{organisation.ToWire()}/{Uri.EscapeDataString(workflow.ToWire())}") { HasToken = false }, ReadEndpoints, cancellation);

    /// <summary>All mailboxes that take a workflow. No token: mutual TLS alone.</summary>
    public Task<IReadOnlyList<MeshEndpoint>> SearchWorkflowAsync(WorkflowId workflow, CancellationToken cancellation = default) =>
        GetJsonAsync(new MeshCall("workflow search", HttpMethod.Get, $"/workflowsearch/{Uri.EscapeDataString(workflow.ToWire())}") { HasToken = false }, ReadEndpoints, cancellation);

    /// <summary>Whether the service runs. No token: mutual TLS alone.</summary>
    public Task<MeshPing> PingAsync(CancellationToken cancellation = default) =>
        GetJsonAsync(new MeshCall("ping", HttpMethod.Get, "/_ping") { HasToken = false }, root => new MeshPing(root.Text("env"), root.Text("build_label"), root.Text("status")), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private string InboxPath(MeshMessageId id) => $"{_mailboxPath}/inbox/{Uri.EscapeDataString(id.ToWire())}";

    private Task<MeshAnswer> OpenChunkAsync(MeshMessageId id, int chunk, bool acceptGzip, CancellationToken cancellation) =>
        _transport.SendAsync(new MeshCall("download", HttpMethod.Get, chunk == 1 ? InboxPath(id) : $"{InboxPath(id)}/{chunk}") { AcceptsGzip = acceptGzip }, Task.FromResult, cancellation);

    private async Task BeforeRepeatedChunkAsync(int breaks, Exception failure, CancellationToken cancellation)
    {
        if (breaks >= _options.Retry.MaxAttempts)
            throw failure is InvalidDataException ? MeshTransport.Unreadable("download", HttpStatusCode.OK) : new MeshUnreachableException("download", breaks, failure);
        await _transport.WaitAsync("download", breaks, null, cancellation).ConfigureAwait(false);
    }

    private Task<bool> DoAsync(MeshCall call, CancellationToken cancellation) =>
        _transport.SendAsync(call, answer =>
        {
            // Version 2 answers with an empty body, version 1 repeats the id; neither says more than the status.
            answer.Dispose();
            return Task.FromResult(true);
        }, cancellation);

    private async Task<MeshTracking?> TrackAsync(MeshCall call, CancellationToken cancellation)
    {
        try
        {
            return await GetJsonAsync(call, MeshTracking.Read, cancellation).ConfigureAwait(false);
        }
        catch (MeshException refusal) when (refusal.Kind == MeshErrorKind.NotFound)
        {
            return null;
        }
    }

    private Task<T> GetJsonAsync<T>(MeshCall call, Func<JsonElement, T?> read, CancellationToken cancellation)
        where T : class =>
        _transport.SendAsync(call, async answer =>
        {
            var status = answer.Response.StatusCode;
            using var json = await _transport.ReadJsonAsync(call.Operation, answer).ConfigureAwait(false);
            return json is { RootElement.ValueKind: JsonValueKind.Object } && read(json.RootElement) is { } value ? value : throw MeshTransport.Unreadable(call.Operation, status);
        }, cancellation);

    private async Task<long> GetJsonAsync(MeshCall call, Func<JsonElement, long?> read, CancellationToken cancellation) =>
        (long)await GetJsonAsync<object>(call, root => read(root), cancellation).ConfigureAwait(false);

    private static MeshInboxPage? ReadPage(JsonElement root, MeshInboxQuery query)
    {
        if (!root.TryGetProperty("messages", out var list) || list.ValueKind != JsonValueKind.Array)
            return null;

        var ids = new List<MeshMessageId>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !MeshMessageId.TryParse(item.GetString(), out var id))
                return null;
            ids.Add(id);
        }

        // Version 2 says where to go on; version 1 goes on from the last id, and only a full page may have more behind it.
        var next = root.TryGetProperty("links", out var links) ? ContinuationOf(links.Text("next"))
            : ids.Count >= (query.MaxResults ?? 500) ? ids[^1].ToWire() : null;
        return new MeshInboxPage(ids, next, root.Number("approx_inbox_count"));
    }

    /// <summary>Only the continuation is taken from the link, so that no answer can send us elsewhere.</summary>
    private static string? ContinuationOf(string? link) =>
        link?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? HttpUtility.ParseQueryString(link[query..])["continue_from"] : null;

    private static IReadOnlyList<MeshEndpoint>? ReadEndpoints(JsonElement root)
    {
        if (!root.TryGetProperty("results", out var results) || results.ValueKind != JsonValueKind.Array)
            return null;
        return [.. results.EnumerateArray()
            .Select(item => MeshMailboxId.TryParse(item.Text("mailbox_id") ?? item.Text("address"), out var mailbox) ? new MeshEndpoint(mailbox, item.Text("mailbox_name") ?? item.Text("description") ?? string.Empty) : null)
            .OfType<MeshEndpoint>()];
    }

    private static string QueryOf(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (name, value) in parameters)
            if (!string.IsNullOrEmpty(value))
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return text.ToString();
    }
}
