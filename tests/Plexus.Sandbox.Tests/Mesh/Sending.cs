using System.Net;
using System.Text;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class Sending(StrictSandbox sandbox) : IClassFixture<StrictSandbox>
{
    private const string From = "X26ABC1", To = "X26ABC2", Workflow = "TEST_WORKFLOW";
    private static readonly byte[] _body = "x"u8.ToArray();

    private RawMesh Mesh => sandbox.Mesh;

    public static TheoryData<string, string, int, string> Refusals() => new()
    {
        // header and value to change                 status  body
        { "mex-to", "", 400, """{"errorEvent":"SEND","errorCode":"08","errorDescription":"TO_DTS missing"}""" },
        { "mex-to", "NOSUCH", 417, """{"errorEvent":"SEND","errorCode":"12","errorDescription":"Unregistered to address"}""" },
        { "mex-to", "https://x", 400, """{"errorEvent":"TRANSFER","errorCode":"06","errorDescription":"MalformedControlFile"}""" },
        { "mex-workflowid", "HTTP://x", 400, """{"errorEvent":"TRANSFER","errorCode":"06","errorDescription":"MalformedControlFile"}""" },
        { "mex-subject", "a\u0001b", 400, """{"errorEvent":"TRANSFER","errorCode":"06","errorDescription":"MalformedControlFile"}""" },
        { "mex-content-checksum", "a_b", 400, """{"errorEvent":"SEND","errorCode":"Invalid checksum","errorDescription":"Invalid checksum"}""" },
        { "mex-from", "X26ABC3", 417, """{"errorEvent":"SEND","errorCode":"07","errorDescription":"Invalid From Address"}""" },
        { "mex-version", "2.0", 417, """{"errorEvent":"SEND","errorCode":"09","errorDescription":"Invalid version"}""" },
        { "mex-messagetype", "REPORT", 417, """{"errorEvent":"SEND","errorCode":"11","errorDescription":"Invalid Message Type for the transfer"}""" },
        { "mex-workflowid", "TEST_WORKFLOW_ACK", 417, """{"errorEvent":"SEND","errorCode":"16","errorDescription":"Sender is not allowed to send messages of this type"}""" },
        { "mex-workflowid", "NOBODY_KNOWS", 417, """{"errorEvent":"SEND","errorCode":"17","errorDescription":"Workflow ID not registered for mailbox"}""" },
        { "mex-to", "X26ABC3", 417, """{"errorEvent":"SEND","errorCode":"17","errorDescription":"Workflow ID not registered for mailbox"}""" },
        { "content-encoding", "br", 422, """{"errorEvent":"SEND","errorCode":"UnsupportedContentEncoding","errorDescription":"Unsupported content encoding"}""" },
        { "mex-chunk-range", "2:3", 417, """{"errorEvent":"SEND","errorCode":"InvalidHeaderChunks","errorDescription":"Invalid chunk values sent in mex-Chunk-Range header"}""" },
        { "mex-chunk-range", "1", 417, """{"errorEvent":"SEND","errorCode":"InvalidHeaderChunks","errorDescription":"Invalid chunk values sent in mex-Chunk-Range header"}""" },
        { "mex-chunk-range", "one:two", 417, """{"errorEvent":"SEND","errorCode":"InvalidHeaderChunks","errorDescription":"Invalid chunk values sent in mex-Chunk-Range header"}""" },
        { "mex-chunk-range", "0:0", 417, """{"errorEvent":"SEND","errorCode":"InvalidHeaderChunks","errorDescription":"Invalid chunk values sent in mex-Chunk-Range header"}""" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refuses_with_the_code_of_the_sheet(string header, string value, int status, string body)
    {
        var headers = new Dictionary<string, string> { ["mex-to"] = To, ["mex-workflowid"] = Workflow, [header] = value };

        var reply = await Mesh.Ask(HttpMethod.Post, $"/messageexchange/{From}/outbox", From, _body, null, [.. headers.Select(h => (h.Key, h.Value))]);

        ((int)reply.Status).ShouldBe(status);
        reply.Text.ShouldBe(body);
        reply["content-type"].ShouldBe("application/json");
    }

    [Fact]
    public async Task Version_2_refuses_in_its_own_shape()
    {
        var reply = await Mesh.Send(From, "NOSUCH", Workflow, _body, ("accept", RawMesh.V2));

        reply.Text.ShouldBe("""{"detail":[{"event":"SEND","code":"12","msg":"Unregistered to address"}]}""");
        reply["content-type"].ShouldBe(RawMesh.V2);
    }

    [Theory]
    [InlineData("X26ABC1")]
    [InlineData("x26abc1")]
    public async Task A_mex_from_that_is_the_mailbox_is_fine(string from)
    {
        (await Mesh.Send(From, To, Workflow, _body, ("mex-from", from))).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Refuses_a_send_without_data()
    {
        var reply = await Mesh.Send(From, To, Workflow, []);

        reply.Status.ShouldBe(HttpStatusCode.ExpectationFailed);
        reply.Text.ShouldBe("""{"errorEvent":"COLLECT","errorCode":"02","errorDescription":"Data file is missing or inaccessible."}""");
    }

    [Fact]
    public async Task Names_every_header_that_is_missing()
    {
        var reply = await Mesh.Ask(HttpMethod.Post, $"/messageexchange/{From}/outbox", From, _body);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Text.ShouldBe("""{"detail":[{"loc":["header","mex-to"],"msg":"field required","type":"value_error.missing"},{"loc":["header","mex-workflowid"],"msg":"field required","type":"value_error.missing"}]}""");
    }

    public static IEnumerable<object[]> Lengths() => SendHeaders.Limits.Select(l => new object[] { l.Name, l.MaxLength });

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Refuses_a_header_that_is_too_long(string header, int longest)
    {
        var headers = new Dictionary<string, string> { ["mex-to"] = To, ["mex-workflowid"] = Workflow, [header] = new string('a', longest + 1) };

        var reply = await Mesh.Ask(HttpMethod.Post, $"/messageexchange/{From}/outbox", From, _body, null, [.. headers.Select(h => (h.Key, h.Value))]);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Text.ShouldBe($$$"""{"detail":[{"loc":["header","{{{header}}}"],"msg":"ensure this value has at most {{{longest}}} characters","type":"value_error.any_str.max_length","ctx":{"limit_value":{{{longest}}}}}]}""");
    }

    [Fact]
    public void The_lengths_are_those_of_the_sheet() =>
        SendHeaders.Limits.ToDictionary(l => l.Name, l => l.MaxLength).ShouldBe(new Dictionary<string, int>
        {
            ["mex-to"] = 100,
            ["mex-workflowid"] = 300,
            ["mex-chunk-range"] = 20,
            ["mex-subject"] = 500,
            ["mex-localid"] = 300,
            ["mex-partnerid"] = 500,
            ["mex-filename"] = 300,
            ["mex-content-encrypted"] = 20,
            ["mex-content-compressed"] = 20,
            ["mex-content-checksum"] = 100,
            ["mex-content-type"] = 100,
        });

    [Fact]
    public async Task Everything_the_sender_said_reaches_the_recipient()
    {
        var id = await Mesh.Sent(From, To, Workflow, "body", ("mex-subject", "S"), ("mex-localid", "L"), ("mex-partnerid", "P"), ("mex-filename", "f.bin"),
            ("mex-content-encrypted", "Y"), ("mex-content-compressed", "Y"), ("mex-content-checksum", "md5 a:b-c/d"), ("content-type", "application/xml"));

        var head = await Mesh.Ask(HttpMethod.Head, $"/messageexchange/{To}/inbox/{id}", To);

        string[] names = ["mex-from", "mex-to", "mex-workflowid", "mex-subject", "mex-localid", "mex-partnerid", "mex-filename", "mex-content-encrypted", "mex-content-compressed",
            "mex-content-checksum", "mex-content-type", "mex-messagetype", "mex-version", "mex-addresstype", "mex-chunk-range", "mex-total-chunks", "mex-statuscode", "mex-statusevent", "mex-statussuccess"];
        names.Select(n => head[n]).ShouldBe([From, To, Workflow, "S", "L", "P", "f.bin", "Y", "Y", "md5 a:b-c/d", "application/xml", "DATA", "1.0", "ALL", "1:1", "1", "00", "TRANSFER", "SUCCESS"]);
        head.Body.ShouldBeEmpty();
    }

    [Fact]
    public async Task Header_bytes_beyond_ascii_come_back_as_they_were()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/messageexchange/{From}/outbox") { Content = new ByteArrayContent(_body) };
        request.Headers.TryAddWithoutValidation("Authorization", Mesh.Token(From));
        request.Headers.TryAddWithoutValidation("mex-to", To);
        request.Headers.TryAddWithoutValidation("mex-workflowid", Workflow);
        request.Headers.TryAddWithoutValidation("mex-filename", "caf\u00e9.txt");
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1, ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1 }) { BaseAddress = sandbox.Host.Url };
        using var sent = await http.SendAsync(request);
        var id = (await sent.Content.ReadAsStringAsync()).Split('"')[3];

        using var download = new HttpRequestMessage(HttpMethod.Get, $"/messageexchange/{To}/inbox/{id}");
        download.Headers.TryAddWithoutValidation("Authorization", Mesh.Token(To));
        using var got = await http.SendAsync(download);

        got.Headers.GetValues("mex-filename").ShouldBe(["caf\u00e9.txt"]);
    }

    [Fact]
    public async Task Message_ids_look_as_the_live_service_writes_them()
    {
        var id = await Mesh.Sent(From, To, Workflow, "x");

        id.ShouldMatch("^[0-9]{20}_[0-9A-F]{6}$");
        (await Mesh.Ask(HttpMethod.Get, $"/messageexchange/{To.ToLowerInvariant()}/inbox/{id.ToLowerInvariant()}", To)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_request_above_the_limit_is_refused_before_it_is_read()
    {
        await using var small = await TestSandbox.StartAsync(new SandboxOptions { Mesh = new MeshOptions { MaxRequestBytes = 100_000 } });
        var mesh = small.Mesh;

        (await mesh.Send(From, To, Workflow, new byte[100_000])).Status.ShouldBe(HttpStatusCode.Accepted);
        (await mesh.Send(From, To, Workflow, new byte[100_001])).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }
}
