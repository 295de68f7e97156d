using System.Globalization;
using Plexus.Primitives;

namespace Plexus.Mesh.Folders;

/// <summary>Puts waiting messages into <c>in</c>, data before control file, and acknowledges them.</summary>
internal sealed class FolderReceiver(MeshClient client, MeshFolder folder)
{
    private const string Report = "REPORT";

    /// <summary>Takes one message; no event when MESH no longer has it.</summary>
    internal async Task<Taking> ReceiveAsync(MeshMessageId id, CancellationToken cancellation)
    {
        var files = new IncomingFiles(folder, id.ToWire());
        if (IsKnownAsTooLarge(files))
            return new Taking(Told(MeshFolderOutcome.Broken, id, nameof(MeshErrorKind.DecompressedTooLarge)), null);

        try
        {
            if (!File.Exists(files.Received) && !await FetchAsync(id, files, cancellation).ConfigureAwait(false))
                return new Taking(null, null);
        }
        catch (MeshException refusal) when (refusal.Kind == MeshErrorKind.MessageGone)
        {
            return new Taking(null, null);
        }
        catch (MeshException large) when (large.Kind == MeshErrorKind.DecompressedTooLarge)
        {
            await File.WriteAllTextAsync(files.TooLarge, client.Options.MaxDecompressedBytes.ToString(CultureInfo.InvariantCulture), cancellation).ConfigureAwait(false);
            return new Taking(Told(MeshFolderOutcome.Broken, id, large.Kind.ToString()), null);
        }
        catch (MeshException refusal) when (refusal.IsOfOneMessage)
        {
            return new Taking(Told(MeshFolderOutcome.Broken, id, refusal.Kind.ToString()), refusal);
        }

        return await DeliverAsync(id, files, cancellation).ConfigureAwait(false);
    }

    /// <summary>Finishes or forgets what an earlier round left of a message that is no longer listed.</summary>
    internal MeshFolderEvent? Forget(string name)
    {
        var files = new IncomingFiles(folder, name);
        MeshFolderEvent? happened = null;
        if (File.Exists(files.Received) && File.Exists(files.Control))
        {
            var outcome = OutcomeOf(files);
            files.Move();
            happened = new MeshFolderEvent(outcome, name, MeshMessageId.TryParse(name, out var id) ? id : null, null);
        }

        files.Delete();
        return happened;
    }

    private async Task<Taking> DeliverAsync(MeshMessageId id, IncomingFiles files, CancellationToken cancellation)
    {
        var outcome = OutcomeOf(files);
        files.Move();
        try
        {
            await client.AcknowledgeAsync(id, cancellation).ConfigureAwait(false);
        }
        catch (MeshException refusal) when (refusal.Kind is MeshErrorKind.MessageGone or MeshErrorKind.NotFound)
        {
            // MESH no longer keeps it: there is nothing left to acknowledge.
        }
        catch (MeshException refusal) when (refusal.IsOfOneMessage)
        {
            return new Taking(Told(MeshFolderOutcome.Unacknowledged, id, refusal.Kind.ToString()), refusal);
        }

        files.Delete();
        return new Taking(Told(outcome, id, null), null);
    }

    /// <summary>False when MESH no longer has the message. Whatever else goes wrong, nothing is left behind.</summary>
    private async Task<bool> FetchAsync(MeshMessageId id, IncomingFiles files, CancellationToken cancellation)
    {
        try
        {
            var message = await OpenAsync(id, cancellation).ConfigureAwait(false);
            if (message is null)
            {
                files.Delete();
                return false;
            }

            await using (message.ConfigureAwait(false))
                await StoreAsync(message, files, cancellation).ConfigureAwait(false);
            return true;
        }
        catch
        {
            files.Delete();
            throw;
        }
    }

    /// <summary>None when MESH no longer has the message. A later chunk that is not found is another thing: the message is broken.</summary>
    private async Task<MeshMessage?> OpenAsync(MeshMessageId id, CancellationToken cancellation)
    {
        try
        {
            return await client.DownloadAsync(id, cancellation: cancellation).ConfigureAwait(false);
        }
        catch (MeshException refusal) when (refusal.Kind == MeshErrorKind.NotFound)
        {
            return null;
        }
    }

    private async Task StoreAsync(MeshMessage message, IncomingFiles files, CancellationToken cancellation)
    {
        if (message is MeshData data)
            await SaveAsync(data, files.Data, cancellation).ConfigureAwait(false);

        var info = message.Info;
        var control = ControlFile.Of(info);
        control.SetStatus(info.StatusTimestamp ?? client.Options.Clock.GetUtcNow(), info.StatusEvent ?? "TRANSFER", !info.IsReport, info.StatusCode ?? "00", info.StatusDescription ?? "Transferred to recipient mailbox");
        control.Write(files.Control);
        await File.WriteAllTextAsync(files.Received, info.IsReport ? Report : "DATA", cancellation).ConfigureAwait(false);
    }

    private static async Task SaveAsync(MeshData data, string path, CancellationToken cancellation)
    {
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            await data.Content.CopyToAsync(file, PayloadContent.BufferSize, cancellation).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Whether it grew beyond as much as is allowed now; with more allowed it is tried again.</summary>
    private bool IsKnownAsTooLarge(IncomingFiles files) =>
        File.Exists(files.TooLarge)
        && long.TryParse(File.ReadAllText(files.TooLarge), NumberStyles.None, CultureInfo.InvariantCulture, out var allowed) && allowed >= client.Options.MaxDecompressedBytes;

    private static MeshFolderOutcome OutcomeOf(IncomingFiles files) =>
        File.ReadAllText(files.Received) == Report ? MeshFolderOutcome.Reported : MeshFolderOutcome.Received;

    private static MeshFolderEvent Told(MeshFolderOutcome outcome, MeshMessageId id, string? reason) => new(outcome, id.ToWire(), id, reason);
}

/// <summary>What became of one listed message.</summary>
/// <param name="Event">What to tell; none when MESH no longer has it.</param>
/// <param name="Refusal">MESH's refusal, when it may be the whole mailbox that fails.</param>
internal readonly record struct Taking(MeshFolderEvent? Event, MeshException? Refusal);
