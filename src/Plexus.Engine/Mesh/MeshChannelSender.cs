using Plexus.Engine.Configuration;
using Plexus.Engine.Dispatching;
using Plexus.Mesh;
using Plexus.Storage;

namespace Plexus.Engine.Mesh;

/// <summary>Sends messages from our mailboxes.</summary>
/// <remarks>MESH never tells duplicates apart: a first part whose answer was lost is looked up or asked about, never silently sent again.</remarks>
public sealed class MeshChannelSender(IDirectory directory, MeshClients clients) : IChannelSender
{
    public string Channel => "mesh";

    public async Task<SendReport> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        if (directory.Current.Endpoint(Channel, message.Endpoint) is not { Paused: false } endpoint)
            return new SendReport.NotTaken($"The mailbox {message.Endpoint} is paused or no longer configured.");
        if (!MexTo.TryParse(message.To.Reveal(), null, out var to))
            return new SendReport.Refused("12", "The recipient is neither a mailbox id nor a GPPROVIDER address.");

        try
        {
            var id = await clients.Of(endpoint).SendAsync(Compose(message, to), new MeshSendOptions { Gzip = message.Size > GzipAbove, Progress = new LastByte() }, cancellation);
            CrashPoint.Hit(CrashPoint.RequestAnswered);
            return new SendReport.Submitted(id.ToWire());
        }
        catch (MeshException e)
        {
            return MayPass(e.Kind) ? new SendReport.NotTaken(e.Message, e.Error.RetryAfter) : new SendReport.Refused(e.Error.Code ?? $"{(int)e.Error.Status}", e.Kind.ToString());
        }
        catch (MeshSendUncertainException e)
        {
            return e.MayHaveBeenDelivered ? new SendReport.Uncertain(e.Message) : new SendReport.NotTaken(e.Message);
        }
        catch (MeshSendInterruptedException e)
        {
            // The message shows only when its last chunk is in: short of that chunk nobody has seen it.
            return e.State.SentChunks.Count >= e.State.TotalChunks - 1 ? new SendReport.Uncertain(e.Message) : new SendReport.NotTaken(e.Message);
        }
        catch (Exception e) when (e is MeshUnreachableException or HttpRequestException or MeshPayloadException or MeshEndpointException)
        {
            return new SendReport.NotTaken(e.Message);
        }
    }

    public async Task<LookupReport> LookUpAsync(OutboundMessage message, CancellationToken cancellation)
    {
        if (directory.Current.Endpoint(Channel, message.Endpoint) is not { } endpoint)
            return new LookupReport.Unknown($"The mailbox {message.Endpoint} is no longer configured.");

        try
        {
            return await clients.Of(endpoint).TrackByLocalIdAsync(message.LocalId, cancellation) is { } found
                ? new LookupReport.Found(found.MessageId.ToWire())
                : new LookupReport.NotFound();
        }
        catch (Exception e) when (e is MeshException or MeshUnreachableException or MeshEndpointException)
        {
            return new LookupReport.Unknown(e.Message);
        }
    }

    /// <summary>Bytes above which compression on the way pays.</summary>
    private const long GzipAbove = 16 * 1024;

    private static MeshSend Compose(OutboundMessage message, MexTo to) => new()
    {
        To = to,
        Workflow = message.Workflow,
        Payload = MeshPayload.From(message.Size, (offset, count, cancellation) => OpenAsync(message, offset, cancellation)),
        Subject = message.Subject.IsEmpty ? null : MexSubject.Parse(message.Subject.Reveal(), null),
        LocalId = message.LocalId,
        FileName = message.FileName,
        ContentType = message.ContentType,
    };

    private static async ValueTask<Stream> OpenAsync(OutboundMessage message, long offset, CancellationToken cancellation)
    {
        var stream = message.Open();
        var skip = new byte[(int)Math.Min(offset, 81920)];
        for (var left = offset; left > 0;)
        {
            var read = await stream.ReadAsync(skip.AsMemory(0, (int)Math.Min(left, skip.Length)), cancellation);
            if (read == 0)
                throw new EndOfStreamException("The stored payload is shorter than its row says.");
            left -= read;
        }

        return stream;
    }

    /// <summary>Refusals that another attempt may not meet: ours to mend, or the service's.</summary>
    private static bool MayPass(MeshErrorKind kind) => kind is MeshErrorKind.NotAuthorised or MeshErrorKind.TokenUsedTwice or MeshErrorKind.UnknownMailbox
        or MeshErrorKind.InactiveMailbox or MeshErrorKind.TooManyRequests or MeshErrorKind.ServiceFailed;

    /// <summary>Marks the moment when the whole request has left.</summary>
    private sealed class LastByte : IProgress<MeshProgress>
    {
        public void Report(MeshProgress value)
        {
            if (value.Bytes == value.TotalBytes)
                CrashPoint.Hit(CrashPoint.RequestSent);
        }
    }
}
