using System.Collections.Concurrent;
using System.Globalization;
using Plexus.Engine.Configuration;
using Plexus.Engine.Dispatching;
using Plexus.Engine.Receiving;
using Plexus.Primitives;

namespace Plexus.Web.Styleguide.Gateway;

/// <summary>Mailboxes in memory: what a test puts in arrives, what is sent is kept.</summary>
public sealed class MemoryMesh : IMeshMailboxes, IChannelSender
{
    private readonly ConcurrentDictionary<string, MemoryMailbox> _mailboxes = [];
    private int _sent;

    public string Channel => "mesh";

    public ConcurrentQueue<OutboundMessage> Sent { get; } = [];

    /// <summary>Answers to give first; when there are none left, everything is submitted.</summary>
    public ConcurrentQueue<SendReport> Answers { get; } = [];

    public IMeshMailbox Open(DirectoryEndpoint endpoint) => Mailbox(endpoint.Address);

    public void Put(string mailbox, string id, string workflow, string subject, byte[] content) => Mailbox(mailbox).Put(id, workflow, subject, content);

    public Task<SendReport> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        Sent.Enqueue(message);
        return Task.FromResult(Answers.TryDequeue(out var planned) ? planned : new SendReport.Submitted("SENT" + Interlocked.Increment(ref _sent).ToString(CultureInfo.InvariantCulture)));
    }

    public Task<LookupReport> LookUpAsync(OutboundMessage message, CancellationToken cancellation) => Task.FromResult<LookupReport>(new LookupReport.NotFound());

    private MemoryMailbox Mailbox(string address) => _mailboxes.GetOrAdd(address, _ => new MemoryMailbox());

    private sealed class MemoryMailbox : IMeshMailbox
    {
        private readonly Lock _lock = new();
        private readonly List<(string Id, string Workflow, string Subject, byte[] Content)> _waiting = [];

        public void Put(string id, string workflow, string subject, byte[] content)
        {
            lock (_lock)
                _waiting.Add((id, workflow, subject, content));
        }

        public Task HandshakeAsync(CancellationToken cancellation) => Task.CompletedTask;

        public Task<MeshListing> ListAsync(int most, CancellationToken cancellation)
        {
            lock (_lock)
                return Task.FromResult(new MeshListing([.. _waiting.Take(most).Select(m => m.Id)], _waiting.Count > most));
        }

        public Task<MeshDownload?> DownloadAsync(string messageId, CancellationToken cancellation)
        {
            lock (_lock)
            {
                var message = _waiting.FirstOrDefault(m => m.Id == messageId);
                return Task.FromResult(message.Id is null ? null : new MeshDownload
                {
                    MessageId = message.Id,
                    From = Installation.SenderMailbox,
                    Workflow = WorkflowId.Parse(message.Workflow),
                    Subject = message.Subject,
                    FileName = "letter.xml",
                    ContentType = "application/xml",
                    Content = new MemoryStream(message.Content, writable: false),
                });
            }
        }

        public Task AcknowledgeAsync(string messageId, CancellationToken cancellation)
        {
            lock (_lock)
                _waiting.RemoveAll(m => m.Id == messageId);
            return Task.CompletedTask;
        }
    }
}
