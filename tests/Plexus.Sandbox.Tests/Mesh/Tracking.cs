using System.Net;
using Plexus.Primitives;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class Tracking(StrictSandbox sandbox) : IClassFixture<StrictSandbox>
{
    private RawMesh Mesh => sandbox.Mesh;

    [Fact]
    public async Task Only_the_sender_can_track_a_message()
    {
        var id = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");

        (await Mesh.Get("X26ABC1", "/outbox/tracking?messageID=" + id)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var stranger in (string[])["X26ABC2", "X26ABC3"])
        {
            var reply = await Mesh.Get(stranger, "/outbox/tracking?messageID=" + id, ("accept", RawMesh.V2));
            reply.Status.ShouldBe(HttpStatusCode.NotFound);
            reply.Text.ShouldBe("""{"detail":[{"event":"","code":"","msg":"Not Found"}]}""");
        }
    }

    [Fact]
    public async Task The_status_follows_the_message()
    {
        var id = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x", ("mex-localid", "track-1"));
        (await StatusOf(id)).ShouldBe(("Accepted", "accepted"));

        await Mesh.Acknowledge("X26ABC2", id);

        (await StatusOf(id)).ShouldBe(("Acknowledged", "acknowledged"));
    }

    [Fact]
    public async Task A_local_id_finds_one_message_says_so_when_there_are_several_and_when_there_is_none()
    {
        var id = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x", ("mex-localid", "my id/1"));
        var path = "/outbox/tracking/" + Uri.EscapeDataString("my id");
        await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x", ("mex-localid", "my id"));

        (await Mesh.Get("X26ABC1", path, ("accept", RawMesh.V2))).Json.GetProperty("localId").GetString().ShouldBe("my id");
        await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x", ("mex-localid", "my id"));
        (await Mesh.Get("X26ABC1", path)).Status.ShouldBe(HttpStatusCode.MultipleChoices);
        (await Mesh.Get("X26ABC1", "/outbox/tracking/none")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Mesh.Get("X26ABC2", path)).Status.ShouldBe(HttpStatusCode.NotFound);
        id.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Asks_for_the_message_id()
    {
        (await Mesh.Get("X26ABC1", "/outbox/tracking")).Text.ShouldBe("""{"detail":[{"loc":["query","messageID"],"msg":"field required","type":"value_error.missing"}]}""");
    }

    [Fact]
    public async Task Lookups_list_active_receivers_only_in_the_order_of_the_workflow()
    {
        (await Lookup("/messageexchange/endpointlookup/x26/TEST_WORKFLOW")).Json.GetProperty("results")[0].GetProperty("address").GetString().ShouldBe("X26ABC2");
        (await Lookup("/messageexchange/endpointlookup/X27/TEST_WORKFLOW")).Json.GetProperty("results").GetArrayLength().ShouldBe(0);
        (await Lookup("/messageexchange/endpointlookup/A99902/GPCONNECT_SEND_DOCUMENT", ("accept", RawMesh.V2))).Text.ShouldBe(
            """{"results":[{"mailbox_id":"A99902OT001","mailbox_name":"CANAL WHARF MEDICAL CENTRE"}]}""");

        await using var other = await TestSandbox.StartAsync();
        other.Twin.Directory.Put(other.Twin.Directory.Find(MeshMailboxId.Parse("X26ABC1"))!.Settings with { Active = false });
        (await other.Mesh.Ask(HttpMethod.Get, "/messageexchange/workflowsearch/TEST_WORKFLOW2", null)).Text.ShouldBe(
            """{"results":[{"mailbox_id":"X26ABC2","mailbox_name":"TESTMB2"},{"mailbox_id":"X26ABC3","mailbox_name":"TESTMB3"}]}""");
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("application/json", 1)]
    [InlineData("application/vnd.mesh.v1+json", 1)]
    [InlineData("application/vnd.mesh.v2+json", 2)]
    [InlineData("application/vnd.mesh.v12+json", 2)]
    [InlineData("application/json, application/vnd.mesh.v2+json;q=0.9", 2)]
    [InlineData("application/vnd.mesh.v+json", 0)]
    [InlineData("application/vnd.mesh.v2+xml", 0)]
    [InlineData("text/vnd.mesh.v2+json", 0)]
    public void Reads_the_version_from_accept(string? accept, int version) => MeshAccess.VersionOf(accept).ShouldBe(version);

    [Theory]
    [InlineData("/messageexchange/_ping")]
    [InlineData("/_ping")]
    [InlineData("/health")]
    public async Task Says_that_it_is_running(string path) =>
        (await Lookup(path)).Text.ShouldBe("""{"env":"sandbox","build_label":"plexus","status":"running","outcome":"Yes"}""");

    private Task<Reply> Lookup(string path, params (string, string)[] headers) => Mesh.Ask(HttpMethod.Get, path, null, null, null, headers);

    private async Task<(string?, string?)> StatusOf(string id) =>
        ((await Mesh.Get("X26ABC1", "/outbox/tracking?messageID=" + id)).Json.GetProperty("status").GetString(),
            (await Mesh.Get("X26ABC1", "/outbox/tracking?messageID=" + id, ("accept", RawMesh.V2))).Json.GetProperty("status").GetString());
}
