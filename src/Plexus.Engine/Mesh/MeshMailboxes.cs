using Plexus.Engine.Configuration;
using Plexus.Engine.Receiving;
using Plexus.Mesh;
using Plexus.Primitives;

namespace Plexus.Engine.Mesh;

/// <summary>Mailboxes over the network.</summary>
public sealed class MeshMailboxes(MeshClients clients) : IMeshMailboxes
{
    public IMeshMailbox Open(DirectoryEndpoint endpoint) => new Mailbox(clients.Of(endpoint));

    private sealed class Mailbox(MeshClient client) : IMeshMailbox
    {
        public Task HandshakeAsync(CancellationToken cancellation) => client.HandshakeAsync(cancellation);

        public async Task<MeshListing> ListAsync(int most, CancellationToken cancellation)
        {
            var page = await client.ListInboxAsync(new MeshInboxQuery { MaxResults = Math.Clamp(most, 10, 5000) }, cancellation);
            return new MeshListing([.. page.Messages.Select(m => m.ToWire())], page.Next is not null);
        }

        public Task<MeshDownload?> DownloadAsync(string messageId, CancellationToken cancellation) => DownloadAsync(messageId, new MeshDownloadOptions(), cancellation);

        public Task<MeshDownload?> DownloadCompressedAsync(string messageId, CancellationToken cancellation) =>
            DownloadAsync(messageId, new MeshDownloadOptions { KeepCompressed = true }, cancellation);

        public bool GrewTooLarge(Exception failure) => failure is MeshException { Kind: MeshErrorKind.DecompressedTooLarge };

        private async Task<MeshDownload?> DownloadAsync(string messageId, MeshDownloadOptions options, CancellationToken cancellation)
        {
            try
            {
                return Of(await client.DownloadAsync(MeshMessageId.Parse(messageId, null), options, cancellation));
            }
            catch (MeshException e) when (e.Kind is MeshErrorKind.MessageGone or MeshErrorKind.NotFound)
            {
                return null;
            }
        }

        public bool IsOfOneMessage(Exception failure) => failure is MeshException { IsOfOneMessage: true };

        public async Task AcknowledgeAsync(string messageId, CancellationToken cancellation)
        {
            try
            {
                await client.AcknowledgeAsync(MeshMessageId.Parse(messageId, null), cancellation);
            }
            catch (MeshException e) when (e.Kind is MeshErrorKind.MessageGone or MeshErrorKind.NotFound)
            {
                // MESH no longer keeps it: there is nothing left to acknowledge.
            }
        }

        private static MeshDownload Of(MeshMessage message) => new()
        {
            MessageId = message.Id.ToWire(),
            From = message.Info.From?.ToWire() ?? "",
            Workflow = message.Info.Workflow,
            Subject = message.Info.Subject?.ToWire(),
            LocalId = message.Info.LocalId,
            FileName = message.Info.FileName,
            ContentType = message.Info.IsKeptCompressed ? "application/gzip" : message.Info.ContentType,
            IsCompressed = message.Info.IsKeptCompressed,
            Content = message is MeshData data ? data.Content : Stream.Null,
            Report = message is MeshReport report ? new MeshReportFacts(report.FailedMessageId?.ToWire(), report.Code == Collected, report.Code, report.Info.StatusDescription) : null,
        };

        /// <summary>Status code of a report with good news: the receiver has collected the message.</summary>
        private const string Collected = "00";
    }
}
