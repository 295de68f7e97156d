using Plexus.Primitives;

namespace Plexus.Mesh.Folders;

/// <summary>Puts waiting messages into <c>in</c>, data before control file, and acknowledges them.</summary>
internal sealed class FolderReceiver(MeshClient client, MeshFolder folder)
{
    internal async Task<MeshFolderEvent> ReceiveAsync(MeshMessageId id, CancellationToken cancellation)
    {
        var name = id.ToWire();
        var control = Path.Combine(folder.Temp, name + ControlFile.Extension);
        var received = Path.Combine(folder.Temp, name + ".received");

        // The mark stands from before the control file appears until MESH knows: a program may take the pair away in between.
        bool isReport;
        try
        {
            isReport = File.Exists(received) ? File.ReadAllText(received) == "REPORT" : await FetchAsync(id, control, received, cancellation).ConfigureAwait(false);
        }
        catch (MeshException refusal) when (refusal.IsOfOneMessage)
        {
            File.Delete(Path.Combine(folder.Temp, name + MeshFolder.Data));
            return new MeshFolderEvent(MeshFolderOutcome.Broken, name, id, refusal.Kind.ToString());
        }

        if (File.Exists(control))
            File.Move(control, Path.Combine(folder.In, name + ControlFile.Extension), overwrite: true);
        await client.AcknowledgeAsync(id, cancellation).ConfigureAwait(false);
        File.Delete(received);
        return new MeshFolderEvent(isReport ? MeshFolderOutcome.Reported : MeshFolderOutcome.Received, name, id, null);
    }

    private async Task<bool> FetchAsync(MeshMessageId id, string controlPath, string received, CancellationToken cancellation)
    {
        var message = await client.DownloadAsync(id, cancellation: cancellation).ConfigureAwait(false);
        await using (message.ConfigureAwait(false))
        {
            if (message is MeshData data)
                await SaveAsync(data, id.ToWire() + MeshFolder.Data, cancellation).ConfigureAwait(false);

            var info = message.Info;
            var control = ControlFile.Of(info);
            control.SetStatus(info.StatusTimestamp ?? client.Options.Clock.GetUtcNow(), info.StatusEvent ?? "TRANSFER", !info.IsReport, info.StatusCode ?? "00", info.StatusDescription ?? "Transferred to recipient mailbox");
            control.Write(controlPath);
            await File.WriteAllTextAsync(received, info.IsReport ? "REPORT" : "DATA", cancellation).ConfigureAwait(false);
            return info.IsReport;
        }
    }

    private async Task SaveAsync(MeshData data, string name, CancellationToken cancellation)
    {
        var part = Path.Combine(folder.Temp, name);
        var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            await data.Content.CopyToAsync(file, PayloadContent.BufferSize, cancellation).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, Path.Combine(folder.In, name), overwrite: true);
    }
}
