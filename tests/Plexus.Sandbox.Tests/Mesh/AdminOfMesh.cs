using System.Net;
using System.Text;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class AdminOfMesh : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    private RawMesh Mesh => _sandbox.Mesh;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Theory]
    [InlineData("/admin")]
    [InlineData("/messageexchange/admin")]
    public async Task Resets_one_mailbox_or_all(string prefix)
    {
        await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");
        await Mesh.Sent("X26ABC2", "X26ABC1", "TEST_WORKFLOW_ACK", "x");

        (await Mesh.Ask(HttpMethod.Delete, prefix + "/reset/x26abc3", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await Mesh.Inbox("X26ABC2")).Length.ShouldBe(1);
        (await Mesh.Ask(HttpMethod.Delete, prefix + "/reset/X26ABC2", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await Mesh.Inbox("X26ABC2")).ShouldBeEmpty();
        (await Mesh.Inbox("X26ABC1")).ShouldBeEmpty("what the mailbox sent is gone too");
        await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");
        (await Mesh.Ask(HttpMethod.Delete, prefix + "/reset", null)).Status.ShouldBe(HttpStatusCode.OK);
        (await Mesh.Inbox("X26ABC2")).ShouldBeEmpty();
        (await Mesh.Ask(HttpMethod.Delete, prefix + "/reset/NOSUCH", null)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("""{"mailbox_id":"X26ABC1"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"mailbox_id":"NOSUCH","code":"14","workflow_id":"W","description":"D"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"mailbox_id":"X26ABC1","code":"14","workflow_id":"W","description":"D"}""", HttpStatusCode.OK)]
    public async Task Makes_a_report_on_demand(string body, HttpStatusCode expected)
    {
        (await Post("/messageexchange/admin/report", body)).Status.ShouldBe(expected);
        (await Mesh.Inbox("X26ABC1")).Length.ShouldBe(expected == HttpStatusCode.OK ? 1 : 0);
    }

    [Theory]
    [InlineData("""{"status":"lost"}""")]
    [InlineData("nothing")]
    public async Task Refuses_an_event_it_does_not_know(string body)
    {
        var id = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");

        (await Post($"/admin/message/{id}/event", body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Post("/admin/message/NOPE/event", """{"status":"error"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Mesh.Inbox("X26ABC2")).ShouldBe([id]);
    }

    [Fact]
    public async Task Mailboxes_and_workflows_are_added_over_the_control_surface()
    {
        (await Post("/sandbox/mailboxes", """{"mailbox_id":"NEWBOX1","ods_code":"A99901","password":"p2","sends":["TEST_WORKFLOW"],"receives":["OWN"]}""")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await Post("/sandbox/workflows", """[{"workflow_id":"OWN","senders":["X26ABC1"],"receivers":["NEWBOX1"]}]""")).Status.ShouldBe(HttpStatusCode.NoContent);

        var sent = await Mesh.Ask(HttpMethod.Post, "/messageexchange/NEWBOX1/outbox", null, [1], Mesh.Token("NEWBOX1", "p2"), ("mex-to", "X26ABC2"), ("mex-workflowid", "TEST_WORKFLOW"));
        sent.Status.ShouldBe(HttpStatusCode.Accepted, sent.Text);
        await Mesh.Sent("X26ABC1", "NEWBOX1", "OWN", "x");
        var listed = await Mesh.Ask(HttpMethod.Get, "/sandbox/mailboxes", null);
        var mine = listed.Json.EnumerateArray().Single(m => m.GetProperty("mailbox").GetProperty("mailbox_id").GetString() == "NEWBOX1");
        mine.GetProperty("waiting").GetInt32().ShouldBe(1);
        listed.Text.ShouldNotContain("p2");
        (await Mesh.Ask(HttpMethod.Get, "/sandbox/workflows", null)).Text.ShouldContain("\"OWN\"");
        foreach (var bad in (string[])["{", "{}", """{"mailbox_id":"no good","ods_code":"X26"}""", """{"mailbox_id":null,"ods_code":"X26"}"""])
            (await Post("/sandbox/mailboxes", bad)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_body_too_large_for_the_control_surface_is_refused_and_a_message_of_that_size_is_not()
    {
        var large = new byte[5 * 1024 * 1024];

        (await Mesh.Ask(HttpMethod.Post, "/sandbox/faults", null, large, null, ("expect", "100-continue"))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Mesh.Send("X26ABC1", "X26ABC2", "TEST_WORKFLOW", large)).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Reset_of_the_sandbox_puts_everything_back()
    {
        await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");
        _sandbox.Clock.Advance(TimeSpan.FromDays(1));
        _sandbox.Host.World.Faults.Add(new FaultRule { Operation = "count", Status = 500 });

        (await Mesh.Ask(HttpMethod.Post, "/sandbox/reset", null)).Status.ShouldBe(HttpStatusCode.NoContent);

        (await Mesh.Inbox("X26ABC2")).ShouldBeEmpty();
        _sandbox.Clock.Offset.ShouldBe(TimeSpan.Zero);
        (await Mesh.Get("X26ABC2", "/count")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private Task<Reply> Post(string path, string json) => Mesh.Ask(HttpMethod.Post, path, null, Encoding.UTF8.GetBytes(json), null, ("content-type", "application/json"));
}
