using System.Net;
using System.Web;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class ReadingAnInbox : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;

    private RawMesh Mesh => _sandbox.Mesh;

    public async Task InitializeAsync() => _sandbox = await TestSandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task Six_hundred_messages_come_in_pages_of_five_hundred()
    {
        var sent = await Fill(600);

        var first = await Mesh.Get("X26ABC2", "/inbox", ("accept", RawMesh.V2));
        Ids(first).ShouldBe(sent[..500]);
        first.Json.GetProperty("approx_inbox_count").GetInt32().ShouldBe(600);
        var next = first.Json.GetProperty("links").GetProperty("next").GetString()!;
        var second = await Mesh.Ask(HttpMethod.Get, next, "X26ABC2", null, null, ("accept", RawMesh.V2));
        Ids(second).ShouldBe(sent[500..]);
        second.Json.GetProperty("links").TryGetProperty("next", out _).ShouldBeFalse();

        foreach (var id in sent[..500])
            (await Mesh.Acknowledge("X26ABC2", id)).Status.ShouldBe(HttpStatusCode.OK);
        (await Mesh.Inbox("X26ABC2")).ShouldBe(sent[500..]);
        (await Mesh.Inbox("X26ABC2", "?continue_from=" + sent[499])).ShouldBe(sent[500..]);
    }

    [Fact]
    public async Task A_page_goes_on_where_the_last_one_ended_although_messages_left()
    {
        var sent = await Fill(30);
        var first = await Mesh.Get("X26ABC2", "/inbox?max_results=10", ("accept", RawMesh.V2));
        foreach (var id in Ids(first))
            await Mesh.Acknowledge("X26ABC2", id);

        var next = first.Json.GetProperty("links").GetProperty("next").GetString()!;
        var second = await Mesh.Ask(HttpMethod.Get, next, "X26ABC2", null, null, ("accept", RawMesh.V2));

        Ids(second).ShouldBe(sent[10..20]);
        second.Json.GetProperty("links").GetProperty("self").GetString().ShouldBe("/messageexchange/X26ABC2/inbox?max_results=10");
        HttpUtility.ParseQueryString(next.Split('?')[1])["continue_from"]!.Length.ShouldBeGreaterThanOrEqualTo(24);
    }

    [Theory]
    [InlineData("max_results=9", "max_results", "value_error.number.not_ge")]
    [InlineData("max_results=5001", "max_results", "value_error.number.not_le")]
    [InlineData("max_results=many", "max_results", "type_error.integer")]
    [InlineData("continue_from=short", "continue_from", "value_error.any_str.min_length")]
    [InlineData("continue_from=0123456789012345678901234567890", "continue_from", "value_error")]
    [InlineData("workflow_filter=X", "workflow_filter", "value_error.any_str.min_length")]
    public async Task Refuses_a_query_outside_its_limits(string query, string parameter, string type)
    {
        var reply = await Mesh.Get("X26ABC2", "/inbox?" + query, ("accept", RawMesh.V2));

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        var problem = reply.Json.GetProperty("detail")[0];
        problem.GetProperty("loc")[1].GetString().ShouldBe(parameter);
        problem.GetProperty("type").GetString().ShouldBe(type);
    }

    [Theory]
    [InlineData("TEST_WORKFLOW", "12")]
    [InlineData("!TEST_WORKFLOW", "3")]
    [InlineData("TEST*", "123")]
    [InlineData("TEST_WORKFLOW2*", "3")]
    [InlineData("!TEST_WORKFLOW2*", "12")]
    [InlineData("*FLOW2*", "3")]
    [InlineData("!*FLOW2*", "12")]
    [InlineData("*NOPE*", "")]
    public async Task Filters_by_workflow(string filter, string expected)
    {
        string[] sent = [await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "1"), await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "2"), await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW2", "3")];

        var listed = await Mesh.Inbox("X26ABC2", "?workflow_filter=" + Uri.EscapeDataString(filter));

        listed.ShouldBe([.. expected.Select(n => sent[n - '1'])]);
    }

    [Fact]
    public async Task An_acknowledged_message_is_gone()
    {
        var id = (await Fill(1))[0];

        (await Mesh.Acknowledge("X26ABC2", id)).Text.ShouldBe($$"""{"messageId":"{{id}}"}""");
        var second = await Mesh.Acknowledge("X26ABC2", id, ("accept", RawMesh.V2));
        second.Status.ShouldBe(HttpStatusCode.OK);
        second.Body.ShouldBeEmpty();

        var v1 = await Mesh.Get("X26ABC2", "/inbox/" + id);
        v1.Status.ShouldBe(HttpStatusCode.Gone);
        v1.Text.ShouldBe("""{"errorEvent":"SEND","errorCode":"Message already accepted","errorDescription":"Message no longer available for download"}""");
        (await Mesh.Get("X26ABC2", $"/inbox/{id}/1", ("accept", RawMesh.V2))).Text.ShouldBe("""{"detail":[{"event":"SEND","code":"Message already accepted","msg":"Message no longer available for download"}]}""");
        (await Mesh.Ask(HttpMethod.Head, $"/messageexchange/X26ABC2/inbox/{id}", "X26ABC2")).Status.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Nobody_but_the_recipient_touches_a_message()
    {
        var id = (await Fill(1))[0];

        (await Mesh.Get("X26ABC1", "/inbox/" + id)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Mesh.Acknowledge("X26ABC3", id)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Mesh.Ask(HttpMethod.Head, $"/messageexchange/X26ABC1/inbox/{id}", "X26ABC1")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Mesh.Acknowledge("X26ABC2", "NOPE")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Mesh.Ask(HttpMethod.Head, "/messageexchange/X26ABC2/inbox/NOPE", "X26ABC2")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Counts_what_waits()
    {
        await Fill(3);

        (await Mesh.Get("X26ABC2", "/count", ("accept", RawMesh.V2))).Text.ShouldBe("""{"count":3}""");
        (await Mesh.Get("X26ABC2", "/count")).Text.ShouldMatch("""^\{"count":3,"internalID":"[0-9a-f]{32}","allResultsIncluded":true\}$""");
    }

    [Fact]
    public async Task Rich_listings_page_from_the_newest()
    {
        var sent = await Fill(5);

        var received = await Rich("X26ABC2", "inbox", 2);
        var outgoing = await Rich("X26ABC1", "outbox", 2);

        received.ShouldBe(sent.Reverse());
        outgoing.ShouldBe(sent.Reverse());
    }

    private async Task<List<string>> Rich(string mailbox, string box, int size)
    {
        var all = new List<string>();
        for (var link = $"/messageexchange/{mailbox}/{box}/rich?max_results={size}"; link is not null;)
        {
            var page = (await Mesh.Ask(HttpMethod.Get, link, mailbox)).Json;
            all.AddRange(page.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("message_id").GetString()!));
            link = page.GetProperty("links").TryGetProperty("next", out var next) ? next.GetString()! : null!;
        }
        return all;
    }

    private async Task<string[]> Fill(int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
            ids[i] = await Mesh.Sent("X26ABC1", "X26ABC2", "TEST_WORKFLOW", "x");
        return ids;
    }

    private static string[] Ids(Reply reply) => [.. reply.Json.GetProperty("messages").EnumerateArray().Select(e => e.GetString()!)];
}
