using System.IO.Compression;
using System.Net;
using System.Text;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class Chunks(StrictSandbox sandbox) : IClassFixture<StrictSandbox>
{
    private const string From = "X26ABC1", To = "X26ABC2", Workflow = "TEST_WORKFLOW";

    private RawMesh Mesh => sandbox.Mesh;

    [Theory]
    [InlineData("2,3")]
    [InlineData("3,2")]
    public async Task A_message_arrives_when_every_chunk_is_in_whatever_the_order(string order)
    {
        var id = await Mesh.Sent(From, To, Workflow, "1", ("mex-chunk-range", "1:3"));
        var numbers = order.Split(',').Select(int.Parse).ToArray();

        (await Mesh.Chunk(From, id, numbers[0], 3, Encoding.ASCII.GetBytes($"{numbers[0]}"))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Mesh.Inbox(To)).ShouldNotContain(id);
        (await Mesh.Get(To, "/inbox/" + id)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Mesh.Get(From, "/outbox/tracking?messageID=" + id, ("accept", RawMesh.V2))).Json.GetProperty("status").GetString().ShouldBe("uploading");

        (await Mesh.Chunk(From, id, numbers[1], 3, Encoding.ASCII.GetBytes($"{numbers[1]}"))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Mesh.Inbox(To)).ShouldContain(id);
        var parts = new List<(HttpStatusCode, string, string)>();
        for (var n = 1; n <= 3; n++)
        {
            var part = await Mesh.Get(To, $"/inbox/{id}/{n}");
            parts.Add((part.Status, part["mex-chunk-range"], part.Text));
        }
        parts.ShouldBe([(HttpStatusCode.PartialContent, "1:3", "1"), (HttpStatusCode.PartialContent, "2:3", "2"), (HttpStatusCode.OK, "3:3", "3")]);
    }

    [Fact]
    public async Task A_chunk_may_be_sent_again_until_the_last_is_in()
    {
        var id = await Mesh.Sent(From, To, Workflow, "1", ("mex-chunk-range", "1:3"));
        await Mesh.Chunk(From, id, 2, 3, "old"u8.ToArray());
        (await Mesh.Chunk(From, id, 2, 3, "new"u8.ToArray())).Status.ShouldBe(HttpStatusCode.Accepted);
        await Mesh.Chunk(From, id, 3, 3, "3"u8.ToArray());

        (await Mesh.Get(To, $"/inbox/{id}/2")).Text.ShouldBe("new");
        var late = await Mesh.Chunk(From, id, 2, 3, "late"u8.ToArray());
        late.Status.ShouldBe((HttpStatusCode)423);
        late.Text.ShouldBe("""{"message":"An internal error occurred.\n\nPlease contact support."}""");
    }

    [Fact]
    public async Task Answers_a_chunk_in_the_version_asked_for()
    {
        var id = await Mesh.Sent(From, To, Workflow, "1", ("mex-chunk-range", "1:3"));

        (await Mesh.Chunk(From, id, 2, 3, "2"u8.ToArray())).Text.ShouldBe($$"""{"messageID":"{{id}}","blockID":2}""");
        (await Mesh.Chunk(From, id, 3, 3, "3"u8.ToArray(), ("accept", RawMesh.V2))).Text.ShouldBe($$"""{"message_id":"{{id}}"}""");
    }

    [Fact]
    public async Task Refuses_chunks_that_do_not_belong()
    {
        var id = await Mesh.Sent(From, To, Workflow, "1", ("mex-chunk-range", "1:2"));
        var path = $"/messageexchange/{From}/outbox/{id}";
        byte[] data = [1];

        (await Mesh.Ask(HttpMethod.Post, path + "/2", From, data)).Text.ShouldBe(
            $$"""{"messageID":"{{id}}","errorEvent":"SEND","errorCode":"InvalidHeaderChunks","errorDescription":"Invalid chunk values sent in mex-Chunk-Range header"}""");
        (await Mesh.Ask(HttpMethod.Post, path + "/2", From, data, null, ("mex-chunk-range", "1:2"))).Status.ShouldBe(HttpStatusCode.ExpectationFailed);
        (await Mesh.Ask(HttpMethod.Post, path + "/1", From, data, null, ("mex-chunk-range", "1:2"))).Status.ShouldBe(HttpStatusCode.ExpectationFailed);
        (await Mesh.Ask(HttpMethod.Post, path + "/2", From, data, null, ("mex-chunk-range", "2:9"))).Status.ShouldBe(HttpStatusCode.ExpectationFailed);
        (await Mesh.Ask(HttpMethod.Post, path + "/x", From, data, null, ("mex-chunk-range", "2:2"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Mesh.Chunk(From, id, 3, 3, data)).Status.ShouldBe(HttpStatusCode.NotAcceptable);
        (await Mesh.Chunk(From, id, 2, 2, data, ("content-encoding", "gzip"))).Text.ShouldBe("""{"errorEvent":"","errorCode":"","errorDescription":"cannot change content encoding"}""");
        (await Mesh.Chunk(From, id, 2, 2, [])).Status.ShouldBe(HttpStatusCode.ExpectationFailed);
        (await Mesh.Chunk(From, "NOPE", 2, 2, data)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Mesh.Chunk("X26ABC3", id, 2, 2, data)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Mesh.Chunk(From, id, 2, 2, data)).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Chunk_0_and_chunks_behind_the_last_are_not_there()
    {
        var id = await Mesh.Sent(From, To, Workflow, "1");

        (await Mesh.Get(To, $"/inbox/{id}/0")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Mesh.Get(To, $"/inbox/{id}/two")).Text.ShouldBe("""{"detail":[{"loc":["path","chunk_number"],"msg":"value is not a valid integer","type":"type_error.integer"}]}""");
        (await Mesh.Get(To, $"/inbox/{id}/2")).Text.ShouldBe("""{"errorEvent":"RECEIVE","errorCode":"20","errorDescription":"Message does not exist"}""");
    }

    [Fact]
    public async Task A_least_size_can_be_asked_of_every_chunk_but_the_last()
    {
        await using var strict = await TestSandbox.StartAsync(new SandboxOptions { Mesh = new MeshOptions { MinChunkBytes = 10 } });
        var mesh = strict.Mesh;

        (await mesh.Send(From, To, Workflow, new byte[9], ("mex-chunk-range", "1:2"))).Status.ShouldBe(HttpStatusCode.ExpectationFailed);
        var id = (await mesh.Send(From, To, Workflow, new byte[10], ("mex-chunk-range", "1:2"))).Json.GetProperty("messageID").GetString()!;
        (await mesh.Chunk(From, id, 2, 2, new byte[1])).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_message_above_the_total_is_refused_at_the_chunk_that_breaks_it()
    {
        await using var small = await TestSandbox.StartAsync(new SandboxOptions { Mesh = new MeshOptions { MaxMessageBytes = 15 } });
        var mesh = small.Mesh;
        var id = (await mesh.Send(From, To, Workflow, new byte[10], ("mex-chunk-range", "1:2"))).Json.GetProperty("messageID").GetString()!;

        (await mesh.Chunk(From, id, 2, 2, new byte[6])).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await mesh.Chunk(From, id, 2, 2, new byte[5])).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    //  stored  version  accepts  chunks  → encoded on the wire
    [Theory]
    [InlineData(false, 1, false, 1, false)]
    [InlineData(false, 1, true, 1, false)]
    [InlineData(false, 2, false, 1, false)]
    [InlineData(false, 2, true, 1, true)]
    [InlineData(true, 1, false, 1, false)]
    [InlineData(true, 1, true, 1, true)]
    [InlineData(true, 2, false, 1, false)]
    [InlineData(true, 2, true, 1, true)]
    [InlineData(false, 1, true, 2, false)]
    [InlineData(false, 2, true, 2, true)]
    [InlineData(true, 1, false, 2, false)]
    [InlineData(true, 2, true, 2, true)]
    public async Task Gzip_is_agreed_between_what_is_stored_and_what_is_accepted(bool stored, int version, bool accepts, int chunks, bool encoded)
    {
        foreach (var size in (int[])[20, 100_000, 300_000])
        {
            var content = Enumerable.Range(1, chunks).Select(n => Encoding.ASCII.GetBytes(new string((char)('a' + n), size))).ToArray();
            var wire = content.Select(c => stored ? Pack(c) : c).ToArray();
            (string, string)[] encoding = stored ? [("content-encoding", "gzip")] : [];
            (string, string)[] range = chunks > 1 ? [("mex-chunk-range", $"1:{chunks}")] : [];
            var id = (await Mesh.Send(From, To, Workflow, wire[0], [.. encoding, .. range, ("mex-content-type", "text/plain")])).Json.GetProperty("messageID").GetString()!;
            for (var n = 2; n <= chunks; n++)
                (await Mesh.Chunk(From, id, n, chunks, wire[n - 1], encoding)).Status.ShouldBe(HttpStatusCode.Accepted);

            for (var n = 1; n <= chunks; n++)
            {
                (string, string)[] headers = [.. version == 2 ? [("accept", RawMesh.V2)] : Array.Empty<(string, string)>(), .. accepts ? [("accept-encoding", "deflate, gzip")] : Array.Empty<(string, string)>()];
                var reply = await Mesh.Get(To, $"/inbox/{id}/{n}", headers);

                reply["content-encoding"].ShouldBe(encoded ? "gzip" : "");
                reply["mex-content-compressed"].ShouldBe(encoded ? "Y" : "");
                (encoded ? Unpack(reply.Body) : reply.Body).ShouldBe(content[n - 1]);
                if (stored && encoded)
                    reply.Body.ShouldBe(wire[n - 1]);
                reply["content-type"].ShouldBe(version == 2 && chunks == 1 ? "text/plain; charset=utf-8" : "application/octet-stream");
            }
        }
    }

    [Theory]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip; q=0.5", true)]
    [InlineData("identity, GZIP", true)]
    [InlineData("gzipped", false)]
    [InlineData("*", false)]
    [InlineData(null, false)]
    public void Reads_an_accept_encoding(string? header, bool accepted) => BodyReply.AcceptsGzip(header).ShouldBe(accepted);

    [Fact]
    public async Task Content_that_is_not_what_its_sender_said_is_an_error_and_not_a_broken_answer()
    {
        var id = await Mesh.Sent(From, To, Workflow, "not gzip at all", ("content-encoding", "gzip"));

        (await Mesh.Get(To, "/inbox/" + id)).Status.ShouldBe(HttpStatusCode.InternalServerError);
        (await Mesh.Get(To, "/inbox/" + id, ("accept-encoding", "gzip"))).Text.ShouldBe("not gzip at all");
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
