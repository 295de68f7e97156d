using System.Text;
using Microsoft.AspNetCore.Http;
using Plexus.Primitives;

namespace Plexus.Mesh.Tests;

/// <summary>The inbox: lists, downloads, reports, acknowledgements.</summary>
public sealed class Receiving
{
    [Fact]
    public async Task An_inbox_of_version_2_is_followed_to_its_last_page()
    {
        await using var mesh = await FakeMesh.StartAsync((seen, response) => FakeMesh.Json(response, 200, seen.Target.Contains("continue_from", StringComparison.Ordinal)
            ? """{"messages":["C3"],"links":{"self":"/x"},"approx_inbox_count":3}"""
            : """{"messages":["A1","B2"],"links":{"self":"/x","next":"https://elsewhere.example/steal?max_results=10&continue_from=eyJwayI6%2BICJ%3D%3D"},"approx_inbox_count":3}"""));
        using var client = mesh.Client();

        var ids = await client.EnumerateInboxAsync(new MeshInboxQuery { MaxResults = 10, Filter = MeshWorkflowFilter.Parse("!*_ACK*") }).Select(id => id.ToWire()).ToListAsync();

        ids.ShouldBe(["A1", "B2", "C3"]);
        mesh.Seen.Select(seen => seen.Target).ShouldBe(
        [
            "/messageexchange/X26ABC1/inbox?max_results=10&workflow_filter=%21%2A_ACK%2A",
            "/messageexchange/X26ABC1/inbox?max_results=10&continue_from=eyJwayI6%2BICJ%3D%3D&workflow_filter=%21%2A_ACK%2A",
        ]);
    }

    [Fact]
    public async Task An_inbox_of_version_1_goes_on_from_the_last_id_of_a_full_page()
    {
        var pages = new Queue<string>([Page(1, 10), Page(11, 10), Page(21, 3)]);
        await using var mesh = await FakeMesh.StartAsync((_, response) => FakeMesh.Json(response, 200, pages.Dequeue()));
        using var client = mesh.Client(MeshApiVersion.V1);

        var ids = await client.EnumerateInboxAsync(new MeshInboxQuery { MaxResults = 10 }).ToListAsync();

        ids.Count.ShouldBe(23);
        mesh.Seen.Select(seen => seen.Target.Split("continue_from=").ElementAtOrDefault(1)).ShouldBe([null, "M000000000000000000000010", "M000000000000000000000020"]);

        static string Page(int from, int count) => $$"""{"messages":[{{string.Join(',', Enumerable.Range(from, count).Select(n => $"\"M{n:D24}\""))}}]}""";
    }

    [Fact]
    public async Task A_server_that_gives_the_same_page_for_ever_is_left_after_the_second()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, $$"""{"messages":[{{string.Join(',', Enumerable.Range(0, 10).Select(n => $"\"M{n:D24}\""))}}]}""");
        using var client = mesh.Client(MeshApiVersion.V1);

        (await client.EnumerateInboxAsync(new MeshInboxQuery { MaxResults = 10 }).ToListAsync()).Count.ShouldBe(20);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(5001)]
    public async Task A_page_size_MESH_would_refuse_is_not_asked_for(int size)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, "{}");
        using var client = mesh.Client();

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => client.ListInboxAsync(new MeshInboxQuery { MaxResults = size }));
        mesh.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("X1", "X1")]
    [InlineData("!X1", "!X1")]
    [InlineData("X*", "X*")]
    [InlineData("!*X*", "!*X*")]
    public void A_filter_reads_as_MESH_writes_it(string text, string same) => MeshWorkflowFilter.Parse(text).ToString().ShouldBe(same);

    [Theory]
    [InlineData("*X")]
    [InlineData("!!X")]
    [InlineData("X")]
    [InlineData("A*B")]
    public void Other_filters_are_refused(string text) => Should.Throw<FormatException>(() => MeshWorkflowFilter.Parse(text));

    [Theory]
    [InlineData(MeshApiVersion.V1, """{"count":3,"internalID":"6f0b","allResultsIncluded":true}""")]
    [InlineData(MeshApiVersion.V2, """{"count":3}""")]
    public async Task Both_versions_count(MeshApiVersion version, string answer)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, answer);
        using var client = mesh.Client(version);

        (await client.CountAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task Data_comes_with_its_headers_whatever_their_case()
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) =>
        {
            foreach (var (name, value) in new[]
                     {
                         ("mex-from", "X26ABC2"), ("MEX-TO", "X26ABC1"), ("Mex-WorkflowID", "TEST_WORKFLOW"), ("mex-chunk-range", "1:1"), ("mex-total-chunks", "1"),
                         ("mex-localid", "L2"), ("mex-filename", "b.txt"), ("mex-subject", "Siân"), ("mex-messagetype", "DATA"), ("mex-messageid", "AA34"), ("mex-statuscode", "00"),
                         ("mex-statustimestamp", "20261120094356"), ("mex-content-checksum", "b10a"), ("mex-content-type", "text/plain"), ("mex-content-compressed", "Y"),
                     })
                response.Headers[name] = value;
            return response.WriteAsync("hello v2");
        });
        using var client = mesh.Client();

        await using var message = await client.DownloadAsync(Given.Id);

        var data = message.ShouldBeOfType<MeshData>();
        Encoding.UTF8.GetString(await Given.ReadAllAsync(data.Content)).ShouldBe("hello v2");
        var info = data.Info;
        info.Id.ShouldBe(MeshMessageId.Parse("AA34"));
        info.From.ShouldBe(MeshMailboxId.Parse("X26ABC2"));
        info.To!.Value.Mailbox.ShouldBe(MeshMailboxId.Parse("X26ABC1"));
        info.Workflow.ShouldBe(WorkflowId.Parse("TEST_WORKFLOW"));
        info.Subject!.Value.ToWire().ShouldBe("Siân");
        (info.LocalId, info.FileName, info.ContentType, info.Checksum, info.TotalChunks).ShouldBe(("L2", "b.txt", "text/plain", "b10a", 1));
        info.IsCompressed.ShouldBeTrue("the sender compressed it itself: the request has no encoding of its own");
        info.StatusTimestamp.ShouldBe(new DateTimeOffset(2026, 11, 20, 9, 43, 56, TimeSpan.Zero));
        mesh.Seen.Single()["Accept-Encoding"].ShouldBe("gzip");
        data.CompletedChunks.ShouldBe(1);
        data.Length.ShouldBeNull("the fake sent no length");
    }

    [Fact]
    public async Task Data_that_was_closed_does_not_look_like_data_that_ended()
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) =>
        {
            response.ContentLength = 5;
            return response.WriteAsync("hello");
        });
        using var client = mesh.Client();
        var message = (MeshData)await client.DownloadAsync(Given.Id);
        message.Length.ShouldBe(5);

        await message.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => Given.ReadAllAsync(message.Content));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chunks_are_read_in_order_each_decompressed_on_its_own(bool gzip)
    {
        var data = Given.Bytes(250_000);
        await using var mesh = await ChunkedAsync(data, 3, gzip);
        using var client = mesh.Client();

        await using var message = (MeshData)await client.DownloadAsync(Given.Id);

        (await Given.ReadAllAsync(message.Content)).ShouldBe(data);
        message.Info.IsCompressed.ShouldBeFalse("what MESH compressed is undone here");
        message.Info.TotalChunks.ShouldBe(3);
        message.CompletedChunks.ShouldBe(3);
        message.CompletedBytes.ShouldBe(data.Length);
        mesh.Seen.Select(seen => seen.Target.Split("/inbox/")[1]).ShouldBe([Given.Id.ToWire(), $"{Given.Id}/2", $"{Given.Id}/3"]);
        mesh.Seen.Select(seen => seen["Authorization"]).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task A_download_can_begin_at_a_later_chunk()
    {
        var data = Given.Bytes(300);
        await using var mesh = await ChunkedAsync(data, 3, gzip: true);
        using var client = mesh.Client();

        await using var message = (MeshData)await client.DownloadAsync(Given.Id, new MeshDownloadOptions { FromChunk = 2 });

        (await Given.ReadAllAsync(message.Content)).ShouldBe(data[100..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_broken_connection_is_mended_without_losing_or_repeating_a_byte(bool gzip)
    {
        var data = Given.Bytes(600_000);
        var breaks = 2;
        await using var mesh = await ChunkedAsync(data, 3, gzip, async (chunk, body, context) =>
        {
            if (chunk != 2 || breaks-- <= 0)
                return false;
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        });
        using var client = mesh.Client();

        await using var message = (MeshData)await client.DownloadAsync(Given.Id);

        (await Given.ReadAllAsync(message.Content)).ShouldBe(data);
        mesh.Seen.Count.ShouldBe(5);
        mesh.Seen.Select(seen => seen["Authorization"]).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task A_connection_that_breaks_at_the_same_place_every_time_is_given_up()
    {
        var data = Given.Bytes(100_000);
        await using var mesh = await ChunkedAsync(data, 2, gzip: false, async (chunk, body, context) =>
        {
            if (chunk != 2)
                return false;
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.AsMemory(0, 10));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        });
        using var client = mesh.Client();
        await using var message = (MeshData)await client.DownloadAsync(Given.Id);

        await Should.ThrowAsync<MeshUnreachableException>(() => Given.ReadAllAsync(message.Content));

        message.CompletedChunks.ShouldBe(1);
        message.CompletedBytes.ShouldBe(50_000);
    }

    [Fact]
    public async Task A_compressed_chunk_that_is_cut_short_is_never_taken_for_whole()
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) =>
        {
            var body = Given.Gzip(Given.Bytes(1000));
            response.Headers["mex-chunk-range"] = "1:1";
            response.Headers.ContentEncoding = "gzip";
            return response.Body.WriteAsync(body, 0, body.Length - 20);
        });
        using var client = mesh.Client();
        await using var message = (MeshData)await client.DownloadAsync(Given.Id);

        (await Should.ThrowAsync<MeshException>(() => Given.ReadAllAsync(message.Content))).Kind.ShouldBe(MeshErrorKind.UnreadableAnswer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_compressed_chunk_that_does_not_end_well_is_asked_for_uncompressed(bool severalMembers)
    {
        var data = Given.Bytes(300_000);
        await using var mesh = await FakeMesh.StartAsync((seen, response) =>
        {
            response.Headers["mex-chunk-range"] = "1:1";
            if (seen["Accept-Encoding"] is null)
                return response.Body.WriteAsync(data, 0, data.Length);
            response.Headers.ContentEncoding = "gzip";
            byte[] body = severalMembers ? [.. Given.Gzip(data[..1000]), .. Given.Gzip(data[1000..])] : Given.Gzip(data)[..200_000];
            return response.Body.WriteAsync(body, 0, body.Length);
        });
        using var client = mesh.Client();
        await using var message = (MeshData)await client.DownloadAsync(Given.Id);

        (await Given.ReadAllAsync(message.Content)).ShouldBe(data);
        mesh.Seen.Select(seen => seen["Accept-Encoding"]).ShouldBe(["gzip", null]);
    }

    [Theory]
    [InlineData(206, null)]
    [InlineData(200, "2:3")]
    [InlineData(206, "nonsense")]
    public async Task A_first_chunk_that_is_not_the_first_is_refused(int status, string? range)
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) =>
        {
            response.StatusCode = status;
            if (range is not null)
                response.Headers["mex-chunk-range"] = range;
            return response.WriteAsync("x");
        });
        using var client = mesh.Client();

        var failure = await Should.ThrowAsync<MeshException>(() => client.DownloadAsync(Given.Id));
        failure.Kind.ShouldBe(MeshErrorKind.UnreadableAnswer);
        failure.Message.ShouldBe($"The answer of MESH to download of chunk 1 could not be understood (status {status}).");
    }

    [Fact]
    public async Task A_later_chunk_of_another_message_length_is_refused()
    {
        await using var mesh = await FakeMesh.StartAsync((seen, response) =>
        {
            var second = seen.Target.EndsWith("/2", StringComparison.Ordinal);
            response.StatusCode = second ? 200 : 206;
            response.Headers["mex-chunk-range"] = second ? "2:9" : "1:2";
            return response.WriteAsync("x");
        });
        using var client = mesh.Client();
        await using var message = (MeshData)await client.DownloadAsync(Given.Id);

        (await Should.ThrowAsync<MeshException>(() => Given.ReadAllAsync(message.Content))).Kind.ShouldBe(MeshErrorKind.UnreadableAnswer);
    }

    [Theory]
    [InlineData("EPL-152", MeshErrorKind.PatientNumberInvalid)]
    [InlineData("EPL-150", MeshErrorKind.PatientMatchesSeveralMailboxes)]
    [InlineData("14", MeshErrorKind.Undelivered)]
    [InlineData("XYZ", MeshErrorKind.Unknown)]
    public async Task A_report_is_a_result_of_its_own(string code, MeshErrorKind kind)
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) =>
        {
            foreach (var (name, value) in new[]
                     {
                         ("mex-to", Given.Patient.ToWire()), ("mex-workflowid", "TEST_WORKFLOW"), ("mex-chunk-range", "1:0"), ("mex-total-chunks", "0"), ("mex-localid", "L2"),
                         ("mex-subject", "NDR"), ("mex-messagetype", "REPORT"), ("mex-messageid", "0B45"), ("mex-linkedmsgid", "AA34"), ("mex-statuscode", code),
                         ("mex-statusevent", "SEND"), ("mex-statusdescription", "Words"), ("mex-statussuccess", "ERROR"), ("mex-statustimestamp", "20261120094409"),
                     })
                response.Headers[name] = value;
            return Task.CompletedTask;
        });
        using var client = mesh.Client();

        await using var message = await client.DownloadAsync(Given.Id);

        var report = message.ShouldBeOfType<MeshReport>();
        report.Kind.ShouldBe(kind);
        (report.Code, report.FailedMessageId, report.FailedLocalId).ShouldBe((code, MeshMessageId.Parse("AA34"), "L2"));
        report.Info.To!.Value.IsPatientRouted.ShouldBeTrue();
        $"{report.Info} {report.Info.To} {report.Info.Subject}".ShouldNotContain(Given.Canary);
    }

    [Theory]
    [InlineData(200, """{"messageId":"A1"}""")]
    [InlineData(200, "")]
    [InlineData(204, "")]
    public async Task Every_way_to_say_acknowledged_is_taken(int status, string body)
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) =>
        {
            response.StatusCode = status;
            return body.Length == 0 ? Task.CompletedTask : response.WriteAsync(body);
        });
        using var client = mesh.Client();

        await client.AcknowledgeAsync(Given.Id);

        mesh.Seen.Single().Line.ShouldBe($"PUT /messageexchange/X26ABC1/inbox/{Given.Id}/status/acknowledged");
    }

    [Fact]
    public async Task A_message_acknowledged_before_cannot_be_opened()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(410, """{"detail":[{"event":"SEND","code":"Message already accepted","msg":"Message no longer available for download"}]}""", "application/vnd.mesh.v2+json");
        using var client = mesh.Client();

        (await Should.ThrowAsync<MeshException>(() => client.DownloadAsync(Given.Id))).Kind.ShouldBe(MeshErrorKind.MessageGone);
        mesh.Seen.Count.ShouldBe(1);
    }

    /// <summary>A message in equal chunks; <paramref name="instead"/> may answer a chunk in its own way.</summary>
    private static Task<FakeMesh> ChunkedAsync(byte[] data, int chunks, bool gzip, Func<int, byte[], HttpContext, Task<bool>>? instead = null)
    {
        var size = data.Length / chunks;
        return FakeMesh.StartRawAsync(async (seen, context) =>
        {
            var chunk = seen.Target.Split('/') is [.., "inbox", _, var number] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 1;
            var body = data[((chunk - 1) * size)..(chunk == chunks ? data.Length : chunk * size)];
            context.Response.StatusCode = chunk == chunks ? 200 : 206;
            context.Response.Headers["mex-chunk-range"] = $"{chunk}:{chunks}";
            context.Response.Headers["mex-messagetype"] = "DATA";
            if (gzip)
            {
                body = Given.Gzip(body);
                context.Response.Headers.ContentEncoding = "gzip";
                context.Response.Headers["mex-content-compressed"] = "Y";
            }

            if (instead is null || !await instead(chunk, body, context))
                await context.Response.Body.WriteAsync(body);
        });
    }
}
