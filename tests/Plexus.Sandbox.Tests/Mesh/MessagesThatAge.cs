using System.Net;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class MessagesThatAge : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    private RawMesh Mesh => _sandbox.Mesh;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task After_five_days_the_sender_gets_a_report_and_the_recipient_nothing()
    {
        var id = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x", ("mex-localid", "L"), ("mex-subject", "S"), ("mex-filename", "f"));

        _sandbox.Clock.Advance(TimeSpan.FromDays(5) - TimeSpan.FromMinutes(1));
        (await Mesh.Inbox("X26ABC2")).ShouldBe([id]);
        _sandbox.Clock.Advance(TimeSpan.FromMinutes(1));

        (await Mesh.Inbox("X26ABC2")).ShouldBeEmpty();
        (await Mesh.Get("X26ABC2", "/inbox/" + id)).Status.ShouldBe(HttpStatusCode.Gone);
        var report = await Mesh.Get("X26ABC1", "/inbox/" + (await Mesh.Inbox("X26ABC1")).Single());
        report.Body.ShouldBeEmpty();
        string[] names = ["mex-messagetype", "mex-statussuccess", "mex-statusevent", "mex-statuscode", "mex-statusdescription", "mex-linkedmsgid", "mex-workflowid", "mex-localid", "mex-subject", "mex-to", "mex-from", "mex-chunk-range"];
        names.Select(n => report[n]).ShouldBe(["REPORT", "ERROR", "SEND", "14", "Message not collected by recipient after 5 days", id, "TEST_WORKFLOW", "L", "S", "X26ABC2", "", "1:0"]);
        (await Mesh.Get("X26ABC1", "/outbox/tracking?messageID=" + id)).Json.GetProperty("status").GetString().ShouldBe("Undeliverable");
    }

    [Fact]
    public async Task A_report_is_acknowledged_like_any_message_and_never_reported_itself()
    {
        await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");
        await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");
        _sandbox.Clock.Advance(TimeSpan.FromDays(5));
        var reports = await Mesh.Inbox("X26ABC1");

        (await Mesh.Acknowledge("X26ABC1", reports[0])).Status.ShouldBe(HttpStatusCode.OK);
        (await Mesh.Get("X26ABC1", "/inbox/" + reports[0])).Status.ShouldBe(HttpStatusCode.Gone);
        _sandbox.Clock.Advance(TimeSpan.FromDays(5));
        (await Mesh.Inbox("X26ABC1")).ShouldBeEmpty();
        (await Mesh.Inbox("X26ABC2")).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_thirty_days_nothing_is_left()
    {
        var collected = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x", ("mex-localid", "L30"));
        await Mesh.Acknowledge("X26ABC2", collected);
        var waiting = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");
        var unfinished = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x", ("mex-chunk-range", "1:2"));

        _sandbox.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        foreach (var id in (string[])[collected, waiting, unfinished])
            (await Mesh.Get("X26ABC1", "/outbox/tracking?messageID=" + id)).Status.ShouldBe(HttpStatusCode.OK);
        _sandbox.Clock.Advance(TimeSpan.FromMinutes(1));

        foreach (var id in (string[])[collected, waiting, unfinished])
            (await Mesh.Get("X26ABC1", "/outbox/tracking?messageID=" + id)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Mesh.Get("X26ABC2", "/inbox/" + waiting)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Mesh.Get("X26ABC1", "/outbox/tracking/L30")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Mesh.Get("X26ABC2", "/inbox/rich")).Json.GetProperty("messages").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_leap_over_both_ages_still_reports_first()
    {
        var id = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");

        _sandbox.Clock.Advance(TimeSpan.FromDays(40));

        var report = await Mesh.Get("X26ABC1", "/inbox/" + (await Mesh.Inbox("X26ABC1")).Single());
        report["mex-linkedmsgid"].ShouldBe(id);
    }

    [Fact]
    public async Task The_service_desk_can_put_a_message_back()
    {
        var id = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "still here");
        _sandbox.Clock.Advance(TimeSpan.FromDays(10));
        (await Mesh.Inbox("X26ABC2")).ShouldBeEmpty();

        var reply = await Mesh.Ask(HttpMethod.Post, $"/messageexchange/admin/message/{id}/event", null, """{"status":"accepted"}"""u8.ToArray(), null, ("content-type", "application/json"));

        reply.Status.ShouldBe(HttpStatusCode.OK);
        (await Mesh.Inbox("X26ABC2")).ShouldBe([id]);
        (await Mesh.Get("X26ABC2", "/inbox/" + id)).Text.ShouldBe("still here");
        _sandbox.Clock.Advance(TimeSpan.FromDays(5));
        (await Mesh.Inbox("X26ABC2")).ShouldBeEmpty();
        (await Mesh.Inbox("X26ABC1")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Ages_are_options()
    {
        await using var quick = await TestSandbox.StartAsync(new SandboxOptions { Mesh = new MeshOptions { CollectWithin = TimeSpan.FromHours(1), KeepFor = TimeSpan.FromHours(2) } });
        var id = await quick.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");

        quick.Clock.Advance(TimeSpan.FromHours(1));
        (await quick.Mesh.Get("X26ABC2", "/inbox/" + id)).Status.ShouldBe(HttpStatusCode.Gone);
        quick.Clock.Advance(TimeSpan.FromHours(1));
        (await quick.Mesh.Get("X26ABC2", "/inbox/" + id)).Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
