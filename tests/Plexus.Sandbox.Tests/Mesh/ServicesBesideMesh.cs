using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

/// <summary>What a later service of the sandbox finds: MESH in process, its own routes, a part in reset and faults.</summary>
public sealed class ServicesBesideMesh
{
    private static readonly MeshMailboxId _one = MeshMailboxId.Parse("X26ABC1"), _two = MeshMailboxId.Parse("X26ABC2");

    [Fact]
    public async Task A_service_answers_what_arrives_in_a_mailbox_without_a_token()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 }, [(world, mesh) => new Echo(mesh.Twin)]);
        using var mesh = new RawMesh(host.Url);

        await mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "ping");
        await host.Mesh.Twin.WaitForMessageAsync(_one).WaitAsync(TimeSpan.FromSeconds(20));

        var answer = await mesh.Get("X26ABC1", "/inbox/" + (await mesh.Inbox("X26ABC1")).Single());
        answer.Text.ShouldBe("echo: ping");
        answer["mex-workflowid"].ShouldBe("TEST_WORKFLOW_ACK");
        (await mesh.Inbox("X26ABC2")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_has_routes_faults_and_a_place_on_the_page()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 }, [(world, mesh) => new Echo(mesh.Twin)]);
        using var mesh = new RawMesh(host.Url);
        (await mesh.Ask(HttpMethod.Get, "/echo", null)).Text.ShouldBe("here");

        host.World.Faults.Add(new FaultRule { Service = "echo", Operation = "ask", Status = 502 });

        (await mesh.Ask(HttpMethod.Get, "/echo", null)).Status.ShouldBe(HttpStatusCode.BadGateway);
        var page = await mesh.Ask(HttpMethod.Get, "/sandbox", null);
        page.Text.ShouldContain("<h2>echo</h2>");
        page.Text.ShouldContain("X26ABC1");
        page.Text.ShouldContain("sandbox</span>");
        page["content-type"].ShouldBe("text/html; charset=utf-8");
    }

    [Fact]
    public async Task A_post_in_process_obeys_permissions_and_routing()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        (await Post("X26ABC2", "TEST_WORKFLOW")).Message!.Status.ShouldBe(MeshStatus.Accepted);
        (await Post("NOSUCH", "TEST_WORKFLOW")).RefusalCode.ShouldBe("12");
        (await Post("X26ABC2", "TEST_WORKFLOW_ACK")).RefusalCode.ShouldBe("16");
        (await Post("X26ABC2", "UNKNOWN")).RefusalCode.ShouldBe("17");
        (await Post("GPPROVIDER_1_2_3", "GPCONNECT_SEND_DOCUMENT")).Message!.Status.ShouldBe(MeshStatus.Error);
        await Should.ThrowAsync<ArgumentException>(() => sandbox.Twin.PostAsync(MeshMailboxId.Parse("NOSUCH"), new MeshPost("X26ABC2", WorkflowId.Parse("W")), Stream.Null));

        async Task<MeshPosted> Post(string to, string workflow)
        {
            using var body = new MemoryStream("x"u8.ToArray());
            return await sandbox.Twin.PostAsync(_one, new MeshPost(to, WorkflowId.Parse(workflow)), body);
        }
    }

    [Fact]
    public async Task Reads_a_chunked_and_compressed_message_as_one_stream()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var id = (await sandbox.Mesh.Send("X26ABC1", "X26ABC2", "TEST_WORKFLOW", Pack("first "), ("mex-chunk-range", "1:2"), ("content-encoding", "gzip"))).Json.GetProperty("messageID").GetString()!;
        await sandbox.Mesh.Chunk("X26ABC1", id, 2, 2, Pack("second"), ("content-encoding", "gzip"));

        var message = sandbox.Twin.Waiting(_two).Single();
        using (var reader = new StreamReader(MeshTwin.OpenRead(message)))
            (await reader.ReadToEndAsync()).ShouldBe("first second");
        sandbox.Twin.Acknowledge(message);

        Should.Throw<InvalidOperationException>(() => MeshTwin.OpenRead(message));
        sandbox.Twin.Waiting(_two).ShouldBeEmpty();
    }

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.ASCII.GetBytes(text));
        return packed.ToArray();
    }

    private sealed class Echo(MeshTwin twin) : ISandboxService, IDisposable
    {
        private static readonly SandboxOperation _ask = new("echo", "ask", "GET /echo", Fidelity.Inferred, "is here");
        private readonly CancellationTokenSource _stop = new();
        private Task _running = Task.CompletedTask;

        public string Name => "echo";

        public string Summary => "Answers.";

        public IReadOnlyList<SandboxOperation> Operations => [_ask];

        public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/echo", (RequestDelegate)(context => context.Response.WriteAsync("here"))).WithMetadata(_ask);

        public Task StartAsync(CancellationToken cancellation)
        {
            _running = Run(_stop.Token);
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellation)
        {
            await _stop.CancelAsync();
            await _running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            Dispose();
        }

        public void Dispose() => _stop.Dispose();

        public void Reset()
        {
        }

        private async Task Run(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                await twin.WaitForMessageAsync(_two, stop);
                foreach (var message in twin.Waiting(_two))
                {
                    using var reader = new StreamReader(MeshTwin.OpenRead(message));
                    using var answer = new MemoryStream(Encoding.ASCII.GetBytes("echo: " + await reader.ReadToEndAsync(stop)));
                    await twin.PostAsync(_two, new MeshPost("X26ABC1", WorkflowId.Parse("TEST_WORKFLOW_ACK")), answer, stop);
                    twin.Acknowledge(message);
                }
            }
        }
    }
}
