using System.Net;
using System.Text;
using System.Text.Json;

namespace Plexus.Sandbox.Tests;

public sealed class ThingsThatGoWrong : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    private Faults Faults => _sandbox.Host.World.Faults;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task A_status_is_answered_as_often_as_the_rule_says()
    {
        Faults.Add(new FaultRule { Service = "mesh", Operation = "inbox", Status = 503, RetryAfter = 7, Body = "busy", Count = 2 });

        var replies = new List<Reply3>();
        for (var i = 0; i < 3; i++)
        {
            var reply = await _sandbox.Mesh.Get("X26ABC1", "/inbox");
            replies.Add(new Reply3((int)reply.Status, reply["retry-after"], reply.Text));
        }

        replies.ShouldBe([new(503, "7", "busy"), new(503, "7", "busy"), new(200, "", """{"messages":[]}""")]);
        (await _sandbox.Mesh.Get("X26ABC1", "/count")).Status.ShouldBe(HttpStatusCode.OK);
        Faults.Rules.Single().Hits.ShouldBe(2);
    }

    [Fact]
    public async Task A_probability_hits_its_share_the_same_for_the_same_seed()
    {
        async Task<string> Draw()
        {
            await using var sandbox = await TestSandbox.StartAsync(new SandboxOptions { Seed = 42 });
            sandbox.Host.World.Faults.Add(new FaultRule { Operation = "inbox", Status = 500, Probability = 0.3 });
            var hits = new StringBuilder();
            for (var i = 0; i < 100; i++)
                hits.Append((await sandbox.Mesh.Get("X26ABC1", "/inbox")).Status == HttpStatusCode.OK ? '.' : 'X');
            return hits.ToString();
        }

        var first = await Draw();

        first.ShouldBe(await Draw());
        first.Count(c => c == 'X').ShouldBeInRange(15, 45);
    }

    [Fact]
    public async Task A_connection_dropped_before_leaves_nothing_behind()
    {
        Faults.Add(new FaultRule { Operation = "send", Drop = FaultDrop.Before, Count = 1 });

        await Should.ThrowAsync<HttpRequestException>(() => _sandbox.Mesh.Send("X26ABC1", "X26ABC2", "TEST_WORKFLOW", [1]));

        (await _sandbox.Mesh.Inbox("X26ABC2")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_connection_dropped_after_leaves_the_sender_in_doubt_about_what_was_sent()
    {
        Faults.Add(new FaultRule { Operation = "send", Drop = FaultDrop.After, Count = 1 });

        await Should.ThrowAsync<HttpRequestException>(() => _sandbox.Mesh.Send("X26ABC1", "X26ABC2", "TEST_WORKFLOW", [1], ("mex-localid", "doubt")));

        (await _sandbox.Mesh.Inbox("X26ABC2")).Length.ShouldBe(1);
        (await _sandbox.Mesh.Get("X26ABC1", "/outbox/tracking/doubt")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_corrupt_body_has_its_length_and_not_its_content()
    {
        var id = await _sandbox.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "twelve bytes");
        Faults.Add(new FaultRule { Operation = "download", Corrupt = true, Count = 1 });

        var corrupt = await _sandbox.Mesh.Get("X26ABC2", "/inbox/" + id);

        corrupt.Body.Length.ShouldBe(12);
        corrupt.Text.ShouldNotBe("twelve bytes");
        (await _sandbox.Mesh.Get("X26ABC2", "/inbox/" + id)).Text.ShouldBe("twelve bytes");
    }

    [Fact]
    public async Task A_duplicate_arrives_twice_under_two_ids()
    {
        Faults.Add(new FaultRule { Operation = "send", Duplicate = true, Count = 1 });

        var id = await _sandbox.Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "once", ("mex-localid", "D"));

        var arrived = await _sandbox.Mesh.Inbox("X26ABC2");
        arrived.Length.ShouldBe(2);
        arrived.ShouldContain(id);
        foreach (var copy in arrived)
            (await _sandbox.Mesh.Get("X26ABC2", "/inbox/" + copy)).Text.ShouldBe("once");
    }

    [Fact]
    public async Task A_delay_waits_before_the_work_is_done()
    {
        Faults.Add(new FaultRule { Operation = "inbox", DelayMs = 300, Count = 1 });
        var before = TimeProvider.System.GetTimestamp();

        (await _sandbox.Mesh.Get("X26ABC1", "/inbox")).Status.ShouldBe(HttpStatusCode.OK);

        TimeProvider.System.GetElapsedTime(before).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(290));
    }

    [Fact]
    public async Task Rules_are_added_listed_and_removed_over_http()
    {
        var http = _sandbox.Mesh.Http;
        var added = await http.PostAsync(new Uri("/sandbox/faults", UriKind.Relative), new StringContent("""{"service":"mesh","operation":"inbox","status":429,"drop":"none"}""", Encoding.UTF8, "application/json"));
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await _sandbox.Mesh.Get("X26ABC1", "/inbox")).Status.ShouldBe(HttpStatusCode.TooManyRequests);

        JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync("/sandbox/faults"))[0].GetProperty("hits").GetInt32().ShouldBe(1);
        (await http.DeleteAsync(new Uri("/sandbox/faults/1", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await http.DeleteAsync(new Uri("/sandbox/faults/1", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _sandbox.Mesh.Get("X26ABC1", "/inbox")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"probability":1.5}""")]
    [InlineData("""{"count":0}""")]
    [InlineData("""{"delayMs":-1}""")]
    [InlineData("""{"status":99}""")]
    [InlineData("""{"staus":500}""")]
    public async Task A_rule_that_makes_no_sense_is_refused(string rule)
    {
        var reply = await _sandbox.Mesh.Http.PostAsync(new Uri("/sandbox/faults", UriKind.Relative), new StringContent(rule, Encoding.UTF8, "application/json"));

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Faults.Rules.ShouldBeEmpty();
    }

    private sealed record Reply3(int Status, string RetryAfter, string Body);
}
