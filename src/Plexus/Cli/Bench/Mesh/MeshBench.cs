using Plexus.Mesh;
using Plexus.Primitives;
using Plexus.Sandbox;

namespace Plexus.Cli.Bench.Mesh;

/// <summary>The MESH client and the emulated MESH, against HTTP on the same stack.</summary>
internal static class MeshBench
{
    internal static readonly WorkflowId Workflow = WorkflowId.Parse("TEST_WORKFLOW");
    internal static readonly MexTo Recipient = MexTo.Parse("X26ABC2");

    internal static async Task RunAsync(BenchReport report, bool quick, CancellationToken cancellation)
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 }, cancellation: cancellation);
        await new LargeMessages(sandbox.Url, quick).RunAsync(report, cancellation);
        await new SmallMessages(sandbox.Url, quick).RunAsync(report, cancellation);
    }

    internal static MeshClient Client(Uri mesh, string mailbox, HttpMessageHandler? handler = null) =>
        new(new MeshClientOptions { BaseAddress = mesh, Credentials = new MeshCredentials(MeshMailboxId.Parse(mailbox), "password", "TestKey") }, handler);
}
