using Plexus.Sandbox.Mesh;
using Plexus.Sandbox.Tests.Mesh;

namespace Plexus.Sandbox.Tests;

/// <summary>A sandbox on a free port with a bare client in front of it.</summary>
public sealed class TestSandbox : IAsyncDisposable
{
    private TestSandbox(SandboxHost host, RawMesh mesh)
    {
        Host = host;
        Mesh = mesh;
    }

    public SandboxHost Host { get; }

    public RawMesh Mesh { get; }

    public MeshTwin Twin => Host.Mesh.Twin;

    public SandboxClock Clock => Host.World.Clock;

    public static async Task<TestSandbox> StartAsync(SandboxOptions? options = null)
    {
        options = (options ?? new SandboxOptions()) with { Port = 0 };
        var host = await SandboxHost.StartAsync(options);
        return new TestSandbox(host, new RawMesh(host.Url, options.WallClock));
    }

    public async ValueTask DisposeAsync()
    {
        Mesh.Dispose();
        await Host.DisposeAsync();
    }
}
