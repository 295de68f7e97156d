using System.Threading.Channels;
using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>Reads mailboxes of the twin in process, one message at a time, in the order of arrival.</summary>
internal sealed class MailboxReader(MeshTwin twin, Func<MeshMailboxId, bool> watches, Func<MeshMessage, CancellationToken, Task> read) : IAsyncDisposable
{
    private readonly Channel<MeshMessage> _arrived = Channel.CreateUnbounded<MeshMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    internal void Start()
    {
        twin.Arrived += Arrived;
        _loop = Task.Run(() => RunAsync(_stop.Token));
    }

    /// <summary>Reads what waits in a mailbox already.</summary>
    internal void Catch(MeshMailboxId mailbox)
    {
        foreach (var message in twin.Waiting(mailbox, int.MaxValue))
            Arrived(message);
    }

    public async ValueTask DisposeAsync()
    {
        twin.Arrived -= Arrived;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Arrived(MeshMessage message)
    {
        if (message.Recipient is { } mailbox && watches(mailbox.Id))
            _arrived.Writer.TryWrite(message);
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var message in _arrived.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            if (message.Status == MeshStatus.Accepted)
                await read(message, cancellation).ConfigureAwait(false);
        }
    }
}
