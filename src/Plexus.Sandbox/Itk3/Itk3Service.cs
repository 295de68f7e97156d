using Microsoft.AspNetCore.Routing;
using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>ITK3 as a service of the sandbox: a partner that answers, and a sender that sends and checks what comes back.</summary>
public sealed class Itk3Service : ISandboxService, IAsyncDisposable
{
    internal const string ServiceName = "itk3";
    private readonly SandboxWorld _world;
    private readonly MeshTwin _twin;
    private readonly SenderState _state;
    private MailboxReader? _reader;
    private int _stopped;

    /// <summary>Makes the service over a sandbox's world and MESH.</summary>
    public Itk3Service(SandboxWorld world, MeshService mesh)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(mesh);
        _world = world;
        _twin = mesh.Twin;
        _state = new SenderState(world, world.FolderFor(ServiceName));
        var post = new ResponsePost(world, _twin);
        Partner = new AutomaticPartner(world, _twin, post);
        Sender = new SyntheticSender(world, _twin, _state, post) { SeenByPartner = Partner.Find };
    }

    /// <summary>Answers what is sent to its mailboxes.</summary>
    public AutomaticPartner Partner { get; }

    /// <summary>Sends cases and checks the answers.</summary>
    public SyntheticSender Sender { get; }

    public string Name => ServiceName;

    public string Summary => "ITK3 messages over MESH: a partner that answers letters, and a sender of good and crafted ones.";

    public IReadOnlyList<SandboxOperation> Operations => Itk3Operations.All;

    public void Map(IEndpointRouteBuilder routes)
    {
        SendControl.Map(routes, Sender, _world.Clock.Wall);
        PartnerControl.Map(routes, Partner);
    }

    public Task StartAsync(CancellationToken cancellation)
    {
        _reader = new MailboxReader(_twin, Watches, ReadAsync);
        Sender.Uses += _reader.Catch;
        Partner.Watches += _reader.Catch;
        _reader.Start();
        foreach (var mailbox in _state.Mailboxes.Concat(Partner.Settings.Mailboxes).Distinct())
            _reader.Catch(mailbox);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellation) => await DisposeAsync().ConfigureAwait(false);

    /// <summary>Stops reading and answering.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return;
        if (_reader is not null)
            await _reader.DisposeAsync().ConfigureAwait(false);
        _reader = null;
        await Partner.DisposeAsync().ConfigureAwait(false);
        Sender.Dispose();
    }

    public void Reset()
    {
        Sender.Forget();
        Partner.Forget();
    }

    private bool Watches(MeshMailboxId mailbox) => _state.Uses(mailbox) || Partner.Watching(mailbox);

    private async Task ReadAsync(MeshMessage message, CancellationToken cancellation)
    {
        var partners = message.Recipient is { } mailbox && Partner.Watching(mailbox.Id);
        if (Sender.Takes(message) && await Sender.TakeAsync(message, keepStrays: !partners, cancellation).ConfigureAwait(false))
            return;
        if (partners)
            await Partner.TakeAsync(message, cancellation).ConfigureAwait(false);
    }
}
