using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Plexus.Mesh.Folders;

/// <summary>A mailbox as folders, like the national MESH client: put files into <c>out</c>, find files in <c>in</c>.</summary>
/// <remarks>
/// <para>MESH client user guide, file interface. Below <c>home/MAILBOX</c>: <c>out</c> (write NAME.dat, then NAME.ctl), <c>sent</c>, <c>failed</c>,
/// <c>in</c> (ID.dat, then ID.ctl; a report is an ID.ctl alone), <c>temp</c> (private).</para>
/// <para>Survives being killed: a send is noted before it begins, and one whose outcome was lost is looked up by its local id before it is sent again;
/// a message is acknowledged only when its files are complete, and downloaded once.</para>
/// </remarks>
public sealed class MeshFolderClient : IDisposable
{
    /// <summary>More messages than this that fail in a round, with none that does not, and it is the mailbox that fails.</summary>
    private const int MostAlone = 5;

    private readonly MeshClient _client;
    private readonly MeshFolder _folder;
    private readonly FileStream _lock;

    /// <param name="client">The mailbox; not disposed.</param>
    /// <param name="home">Folder that holds, or will hold, the mailbox's folder.</param>
    /// <exception cref="IOException">Another program works in this mailbox's folders, or they cannot be made.</exception>
    public MeshFolderClient(MeshClient client, string home)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _folder = new MeshFolder(home, client.Mailbox.ToWire());
        _lock = new FileStream(Path.Combine(_folder.Temp, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Sends each pair that lies in <c>out</c> now. MESH failing or away is an event, not an exception.</summary>
    public async IAsyncEnumerable<MeshFolderEvent> SendAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var sender = new FolderSender(_client, _folder);
        foreach (var name in _folder.Pending())
            yield return await sender.SendAsync(name, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes each message that waits now. One that cannot be had or acknowledged is an event, not an exception; one that has gone meanwhile is nothing.</summary>
    /// <remarks>An exception ends the round; messages taken before stay taken, nothing half done is left behind, and the next round goes on.</remarks>
    /// <exception cref="MeshException">MESH refused the mailbox, or more than five messages and took none.</exception>
    /// <exception cref="MeshUnreachableException">MESH is away.</exception>
    /// <exception cref="IOException">The folders cannot be written: the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be written.</exception>
    public async IAsyncEnumerable<MeshFolderEvent> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var receiver = new FolderReceiver(_client, _folder);
        var left = IncomingFiles.Names(_folder);
        // Told once it is known that they are the messages' failures and not the mailbox's.
        var failed = new List<(MeshFolderEvent Event, MeshException Refusal)>();
        var isTaken = false;
        await foreach (var id in _client.EnumerateInboxAsync(cancellation: cancellation).ConfigureAwait(false))
        {
            left.Remove(id.ToWire());
            var (happened, refusal) = await receiver.ReceiveAsync(id, cancellation).ConfigureAwait(false);
            if (happened is null)
                continue;
            isTaken |= happened.Outcome is MeshFolderOutcome.Received or MeshFolderOutcome.Reported;
            if (refusal is not null && !isTaken)
            {
                failed.Add((happened, refusal));
                if (failed.Count > MostAlone)
                    ExceptionDispatchInfo.Throw(failed[0].Refusal);
                continue;
            }

            if (isTaken)
            {
                foreach (var (told, _) in failed)
                    yield return told;
                failed.Clear();
            }

            yield return happened;
        }

        foreach (var (told, _) in failed)
            yield return told;
        foreach (var name in left)
            if (receiver.Forget(name) is { } finished)
                yield return finished;
    }

    /// <summary>Lets other programs work in the folders.</summary>
    public void Dispose() => _lock.Dispose();
}
