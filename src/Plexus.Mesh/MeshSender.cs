using System.Globalization;
using System.Security.Cryptography;
using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>Sends messages: the first part once, the other chunks side by side and repeatable, the last one last.</summary>
internal sealed class MeshSender(MeshTransport transport, MeshClientOptions options)
{
    private readonly string _outbox = MailboxPath(options) + "/outbox";

    internal static string MailboxPath(MeshClientOptions options) => "/" + options.Credentials.Mailbox.ToWire();

    internal async Task<MeshMessageId> SendAsync(MeshSend message, MeshSendOptions how, CancellationToken cancellation)
    {
        message.Check();
        how.Check();
        var plan = new ChunkPlan(message.Payload.Length, how.ChunkSize);
        var progress = new ProgressSum(how.Progress, plan.TotalBytes, 0);
        if (plan.Count == 1)
            return await SendFirstAsync(message, plan, how.Gzip, null, progress, cancellation).ConfigureAwait(false);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var id = await SendFirstAsync(message, plan, how.Gzip, hash, progress, cancellation).ConfigureAwait(false);
        var state = new ChunkedSendState
        {
            Mailbox = options.Credentials.Mailbox,
            MessageId = id,
            TotalBytes = plan.TotalBytes,
            ChunkSize = plan.ChunkSize,
            Gzip = how.Gzip,
            FirstChunkSha256 = Convert.ToHexStringLower(hash.GetHashAndReset()),
            SentChunks = [1],
        };
        await SendRestAsync(state, message.Payload, how, progress, isResumed: false, cancellation).ConfigureAwait(false);
        return id;
    }

    internal async Task<MeshMessageId> ResumeAsync(ChunkedSendState state, MeshPayload payload, MeshSendOptions how, CancellationToken cancellation)
    {
        how.Check();
        state.Check(options.Credentials.Mailbox, payload.Length);
        if (state.IsComplete)
            return state.MessageId;
        if (await HashFirstChunkAsync(state.Plan, payload, cancellation).ConfigureAwait(false) != state.FirstChunkSha256)
            throw new ArgumentException("The data is not that of the interrupted send: its first chunk differs.");

        var progress = new ProgressSum(how.Progress, state.TotalBytes, state.SentChunks.Sum(state.Plan.LengthOf));
        await SendRestAsync(state, payload, how, progress, isResumed: true, cancellation).ConfigureAwait(false);
        return state.MessageId;
    }

    /// <summary>The one request that must not be repeated: MESH would take it for another message.</summary>
    private async Task<MeshMessageId> SendFirstAsync(MeshSend message, ChunkPlan plan, bool gzip, IncrementalHash? hash, ProgressSum progress, CancellationToken cancellation)
    {
        PayloadContent? body = null;
        var call = new MeshCall("send", HttpMethod.Post, _outbox)
        {
            Headers = HeadersOf(message, plan),
            Body = moved => body = new PayloadContent(message.Payload, 0, plan.LengthOf(1), gzip, plan.Count == 1 ? message.ContentType : MeshWire.OctetStream)
            {
                OnBytes = progress.OfChunk().BeginAttempt(moved),
                Hash = hash,
            },
        };
        var isSingle = plan.Count == 1;
        MeshError? error = null;
        try
        {
            var answer = await transport.SendOnceAsync(call, cancellation).ConfigureAwait(false);
            if (answer.Response.IsSuccessStatusCode)
                return await ReadIdAsync(answer).ConfigureAwait(false) ?? throw new MeshSendUncertainException(isSingle, null, null);
            error = await transport.ReadErrorAsync(answer).ConfigureAwait(false);
        }
        catch (Exception exception) when (MeshTransport.IsTransportFailure(exception) || exception is OperationCanceledException or MeshException)
        {
            // MESH takes no message whose end it has not seen: before the last byte may have left, nothing has happened.
            if (body is { MayBeWhole: true })
                throw new MeshSendUncertainException(isSingle, null, exception);
            if (exception is OperationCanceledException)
                throw;
            throw new MeshUnreachableException(call.Operation, 1, exception);
        }

        // A failing service or a gateway in front of it may have passed the message on before it failed.
        throw (int)error.Status is 408 or >= 500 ? new MeshSendUncertainException(isSingle, error, null) : new MeshException(call.Operation, error);
    }

    private async Task SendRestAsync(ChunkedSendState start, MeshPayload payload, MeshSendOptions how, ProgressSum progress, bool isResumed, CancellationToken cancellation)
    {
        using var record = new StateRecord(start, how.OnState);
        try
        {
            if (!isResumed)
                await record.TellAsync(cancellation).ConfigureAwait(false);
            var last = start.TotalChunks;
            var middle = Enumerable.Range(2, last - 2).Except(start.SentChunks);
            var limits = new ParallelOptions { MaxDegreeOfParallelism = how.MaxParallelChunks, CancellationToken = cancellation };
            await Parallel.ForEachAsync(middle, limits, async (chunk, token) =>
            {
                await SendChunkAsync(start, payload, chunk, isResumed, progress, token).ConfigureAwait(false);
                await record.AddAsync(chunk, token).ConfigureAwait(false);
            }).ConfigureAwait(false);

            // The last chunk makes the message visible, whatever is missing: it goes when all others are there.
            await SendChunkAsync(start, payload, last, isResumed, progress, cancellation).ConfigureAwait(false);
            await record.AddAsync(last, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            throw new MeshSendInterruptedException(record.State, exception);
        }
    }

    private async Task SendChunkAsync(ChunkedSendState state, MeshPayload payload, int chunk, bool isResumed, ProgressSum progress, CancellationToken cancellation)
    {
        var plan = state.Plan;
        var part = progress.OfChunk();
        var attempts = 0;
        var call = new MeshCall($"send of chunk {chunk}", HttpMethod.Post, $"{_outbox}/{Uri.EscapeDataString(state.MessageId.ToWire())}/{chunk}")
        {
            Headers = [new(MeshWire.ChunkRange, RangeOf(chunk, plan))],
            Body = moved =>
            {
                attempts++;
                return new PayloadContent(payload, plan.OffsetOf(chunk), plan.LengthOf(chunk), state.Gzip, MeshWire.OctetStream) { OnBytes = part.BeginAttempt(moved) };
            },
        };
        try
        {
            await transport.SendAsync(call, answer =>
            {
                // The reference answers null, version 1 the ids again: the status says it all.
                answer.Dispose();
                return Task.FromResult(true);
            }, cancellation).ConfigureAwait(false);
        }
        catch (MeshException refusal) when (refusal.Kind == MeshErrorKind.MessageFinalised && (isResumed || attempts > 1))
        {
            // An attempt whose answer was lost had arrived after all. Only the last chunk finalises, and it only goes when all others are there.
        }
    }

    private async Task<MeshMessageId?> ReadIdAsync(MeshAnswer answer)
    {
        using var json = await transport.ReadJsonAsync("send", answer).ConfigureAwait(false);
        return json is not null && MeshMessageId.TryParse(json.RootElement.Text("message_id") ?? json.RootElement.Text("messageID"), out var id) ? id : null;
    }

    private List<KeyValuePair<string, string>> HeadersOf(MeshSend message, ChunkPlan plan)
    {
        var headers = new List<KeyValuePair<string, string>>
        {
            new(MeshWire.From, options.Credentials.Mailbox.ToWire()),
            new(MeshWire.To, message.To.ToWire()),
            new(MeshWire.WorkflowId, message.Workflow.ToWire()),
        };
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                headers.Add(new(name, value));
        }

        Add(MeshWire.Subject, message.Subject?.ToWire());
        Add(MeshWire.LocalId, message.LocalId);
        Add(MeshWire.PartnerId, message.PartnerId);
        Add(MeshWire.FileName, message.FileName);
        Add(MeshWire.ContentChecksum, message.Checksum);
        Add(MeshWire.ContentEncrypted, Flag(message.IsEncrypted));
        Add(MeshWire.ContentCompressed, Flag(message.IsCompressed));
        if (plan.Count > 1)
        {
            Add(MeshWire.ChunkRange, RangeOf(1, plan));
            Add(MeshWire.ContentType, message.ContentType);
        }

        return headers;
    }

    private static async Task<string> HashFirstChunkAsync(ChunkPlan plan, MeshPayload payload, CancellationToken cancellation)
    {
        var stream = await payload.OpenAsync(0, plan.LengthOf(1), cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
    }

    private static string RangeOf(int chunk, ChunkPlan plan) => string.Create(CultureInfo.InvariantCulture, $"{chunk}:{plan.Count}");

    private static string? Flag(bool? value) => value is null ? null : value.Value ? "Y" : "N";
}
