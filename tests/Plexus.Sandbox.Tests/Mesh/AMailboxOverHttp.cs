using System.Net;
using System.Text;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class AMailboxOverHttp(StrictSandbox sandbox) : IClassFixture<StrictSandbox>
{
    private RawMesh Mesh => sandbox.Mesh;

    [Fact]
    public async Task A_message_is_sent_listed_downloaded_and_acknowledged()
    {
        var id = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "hello mesh", ("mex-localid", "L-1"), ("content-type", "text/plain"));

        (await Mesh.Inbox("X26ABC2")).ShouldContain(id);
        var download = await Mesh.Get("X26ABC2", "/inbox/" + id);
        download.Status.ShouldBe(HttpStatusCode.OK);
        download.Text.ShouldBe("hello mesh");
        download["mex-from"].ShouldBe("X26ABC1");
        (await Mesh.Acknowledge("X26ABC2", id)).Status.ShouldBe(HttpStatusCode.OK);
        (await Mesh.Inbox("X26ABC2")).ShouldNotContain(id);
    }

    [Fact]
    public async Task A_message_above_the_memory_limit_comes_back_whole()
    {
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i:D6}")));

        var sent = await Mesh.Send("X26ABC1", "X26ABC2", "TEST_WORKFLOW", body);

        var download = await Mesh.Get("X26ABC2", "/inbox/" + sent.Json.GetProperty("messageID").GetString());
        download.Body.ShouldBe(body);
    }
}

/// <summary>A strict sandbox shared by the tests of a class.</summary>
public sealed class StrictSandbox : IAsyncLifetime
{
    public SandboxHost Host { get; private set; } = null!;

    public RawMesh Mesh { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 });
        Mesh = new RawMesh(Host.Url);
    }

    public async Task DisposeAsync()
    {
        Mesh.Dispose();
        await Host.DisposeAsync();
    }
}
