using Plexus.Engine.Configuration;
using Plexus.Engine.Dispatching;
using Plexus.Engine.Receiving;
using Plexus.Primitives;
using Plexus.Storage;

namespace Plexus.Engine.Tests.Crash;

/// <summary>MESH as two folders: what waits (<c>inbox</c>) and what was sent (<c>sent</c>, a file per local id). It survives the process.</summary>
internal sealed class FolderMesh : IMeshMailboxes, IMeshMailbox, IChannelSender
{
    private readonly string _inbox;
    private readonly string _acknowledged;
    private readonly string _arriving;
    private readonly string _sent;

    internal FolderMesh(string folder)
    {
        (_inbox, _acknowledged) = (Path.Combine(folder, "inbox"), Path.Combine(folder, "acknowledged"));
        (_arriving, _sent) = (Path.Combine(folder, "arriving"), Path.Combine(folder, "sent"));
        foreach (var path in (ReadOnlySpan<string>)[_inbox, _acknowledged, _arriving, _sent])
            System.IO.Directory.CreateDirectory(path);
    }

    public string Channel => "mesh";

    internal bool IsEmpty => !System.IO.Directory.EnumerateFiles(_inbox).Any();

    public IMeshMailbox Open(DirectoryEndpoint endpoint) => this;

    public Task HandshakeAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<MeshListing> ListAsync(int most, CancellationToken cancellation) =>
        Task.FromResult(new MeshListing([.. System.IO.Directory.EnumerateFiles(_inbox).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)], false));

    public Task<MeshDownload?> DownloadAsync(string messageId, CancellationToken cancellation) => Task.FromResult<MeshDownload?>(new MeshDownload
    {
        MessageId = messageId,
        From = "X26OT999",
        Workflow = WorkflowId.Parse("ECHO"),
        Content = File.OpenRead(Path.Combine(_inbox, messageId)),
    });

    public Task AcknowledgeAsync(string messageId, CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(_inbox, messageId)))
            File.Move(Path.Combine(_inbox, messageId), Path.Combine(_acknowledged, messageId));
        return Task.CompletedTask;
    }

    public async Task<SendReport> SendAsync(OutboundMessage message, CancellationToken cancellation)
    {
        var arriving = Path.Combine(_arriving, message.LocalId);
        await using (var file = new FileStream(arriving, FileMode.Create))
        await using (var content = message.Open())
            await content.CopyToAsync(file, cancellation);
        // It arrives whole or not at all. A second arrival of one local id fails here and shows as a message that never ends.
        File.Move(arriving, Path.Combine(_sent, message.LocalId), overwrite: false);
        CrashPoint.Hit(CrashPoint.RequestSent);
        CrashPoint.Hit(CrashPoint.RequestAnswered);
        return new SendReport.Submitted("T-" + message.LocalId);
    }

    public Task<LookupReport> LookUpAsync(OutboundMessage message, CancellationToken cancellation) =>
        Task.FromResult<LookupReport>(File.Exists(Path.Combine(_sent, message.LocalId)) ? new LookupReport.Found("T-" + message.LocalId) : new LookupReport.NotFound());
}
