using System.Text;
using Plexus.Primitives;

namespace Plexus.Mesh.Tests;

/// <summary>What each operation puts on the wire.</summary>
public sealed class Requests
{
    private const string Everything = """{"message_id":"A1","messages":[],"links":{},"count":3,"results":[],"status":"accepted","env":"x"}""";

    [Fact]
    public void A_token_is_the_known_answer()
    {
        // openssl dgst -sha256 -hmac TestKey over X26ABC1:bd0e…4803:0:password:202005041305
        var token = MeshToken.Create(
            new MeshCredentials(MeshMailboxId.Parse("x26abc1"), "password", "TestKey"),
            Guid.Parse("BD0E2BD5-218E-41D0-83A9-73FDEC414803"), 0, new DateTimeOffset(2020, 5, 4, 14, 5, 59, TimeSpan.FromHours(1)));

        token.ShouldBe("X26ABC1:bd0e2bd5-218e-41d0-83a9-73fdec414803:0:202005041305:1d7da1305d2c4f169b097f4e7fddbc8dfba024de2ea0fdee858b64536f2a90bc");
    }

    [Fact]
    public async Task A_request_carries_the_token_of_its_moment()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, """{"count":1}""");
        using var client = new MeshClient(mesh.Options() with { Nonces = () => Guid.Parse("bd0e2bd5-218e-41d0-83a9-73fdec414803") });

        await client.CountAsync();

        mesh.Seen.Single()["Authorization"].ShouldBe("NHSMESH X26ABC1:bd0e2bd5-218e-41d0-83a9-73fdec414803:0:202005041305:1d7da1305d2c4f169b097f4e7fddbc8dfba024de2ea0fdee858b64536f2a90bc");
    }

    [Fact]
    public async Task A_send_says_where_to_and_what_it_is()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(202, """{"message_id":"20200529155357895317_3573F8"}""");
        using var client = mesh.Client();

        var id = await client.SendAsync(Given.Message(Encoding.UTF8.GetBytes("hello mesh")) with
        {
            Subject = MexSubject.Parse("Sub"),
            LocalId = "L1",
            PartnerId = "P1",
            FileName = "a.txt",
            ContentType = "text/plain",
            Checksum = "b10a8db164e0754105b7a99be72e3fe5",
            IsEncrypted = false,
            IsCompressed = true,
        });

        id.ShouldBe(Given.Id);
        var seen = mesh.Seen.Single();
        seen.Line.ShouldBe("POST /messageexchange/X26ABC1/outbox");
        seen.Headers.Where(h => h.Key.StartsWith("Mex", StringComparison.OrdinalIgnoreCase)).Select(h => $"{h.Key}: {h.Value}").ShouldBe(
        [
            "Mex-From: X26ABC1", "Mex-To: X26ABC2", "Mex-WorkflowID: TEST_WORKFLOW", "Mex-Subject: Sub", "Mex-LocalID: L1", "Mex-PartnerID: P1",
            "Mex-FileName: a.txt", "Mex-Content-Checksum: b10a8db164e0754105b7a99be72e3fe5", "Mex-Content-Encrypted: N", "Mex-Content-Compressed: Y",
        ], ignoreOrder: true);
        seen["Accept"].ShouldBe("application/vnd.mesh.v2+json");
        seen["Content-Type"].ShouldBe("text/plain");
        seen["Content-Length"].ShouldBe("10");
        seen["Content-Encoding"].ShouldBeNull();
        Encoding.UTF8.GetString(seen.Body).ShouldBe("hello mesh");
    }

    [Fact]
    public async Task A_compressed_send_says_so_and_decompresses_to_the_data()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(202, """{"messageID":"A1"}""");
        using var client = mesh.Client(MeshApiVersion.V1);
        var data = Given.Bytes(100_000);

        (await client.SendAsync(Given.Message(data), new MeshSendOptions { Gzip = true })).ShouldBe(MeshMessageId.Parse("A1"));

        var seen = mesh.Seen.Single();
        seen["Accept"].ShouldBe("application/json");
        seen["Content-Encoding"].ShouldBe("gzip");
        seen["Mex-Content-Compressed"].ShouldBeNull();
        Given.Gunzip(seen.Body).ShouldBe(data);
    }

    [Fact]
    public async Task A_patient_address_and_letters_outside_ASCII_arrive_whole()
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) => FakeMesh.Json(response, 202, """{"message_id":"A1"}"""));
        using var client = mesh.Client();

        await client.SendAsync(Given.Message([1]) with { To = Given.Patient, Subject = MexSubject.Parse("Siân O'Neill") });

        mesh.Seen.Single()["Mex-To"].ShouldBe($"GPPROVIDER_9990000018_19550109_{Given.Canary}");
        mesh.Seen.Single()["Mex-Subject"].ShouldBe("Siân O'Neill");
    }

    [Fact]
    public async Task A_handshake_names_the_program_and_the_system()
    {
        await using var mesh = await FakeMesh.StartAsync((_, _) => Task.CompletedTask);
        using var client = new MeshClient(mesh.Options() with { ClientVersion = "Plexus==1.2.3" });

        await client.HandshakeAsync();

        var seen = mesh.Seen.Single();
        seen.Line.ShouldBe("POST /messageexchange/X26ABC1");
        seen["mex-ClientVersion"].ShouldBe("Plexus==1.2.3");
        seen["mex-OSName"].ShouldNotBeNullOrEmpty();
        seen["mex-OSVersion"].ShouldNotBeNullOrEmpty();
        seen["mex-OSArchitecture"].ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Lookups_and_ping_carry_no_token()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, Everything);
        using var client = mesh.Client();

        await client.LookUpAsync(OdsCode.Parse("x26"), WorkflowId.Parse("A WORKFLOW/1"));
        await client.SearchWorkflowAsync(WorkflowId.Parse("W"));
        await client.PingAsync();

        mesh.Seen.Select(seen => seen.Line).ShouldBe(
            ["GET /messageexchange/endpointlookup/X26/A%20WORKFLOW%2F1", "GET /messageexchange/workflowsearch/W", "GET /messageexchange/_ping"]);
        mesh.Seen.ShouldAllBe(seen => seen["Authorization"] == null);
    }

    [SpecsFact("mesh")]
    public async Task Every_operation_asks_for_a_path_and_method_of_the_published_API()
    {
        await using var mesh = await FakeMesh.StartAsync((seen, response) => FakeMesh.Json(response, seen.Method == "POST" ? 202 : 200, Everything));
        using var client = mesh.Client();
        await client.HandshakeAsync();
        await client.ListInboxAsync();
        await client.CountAsync();
        await client.HeadAsync(Given.Id);
        await (await client.DownloadAsync(Given.Id)).DisposeAsync();
        await client.AcknowledgeAsync(Given.Id);
        await client.SendAsync(Given.Message(Given.Bytes(20)), new MeshSendOptions { ChunkSize = 15 });
        await client.TrackAsync(Given.Id);
        await client.TrackByLocalIdAsync("L1");
        await client.LookUpAsync(OdsCode.Parse("X26"), WorkflowId.Parse("W"));
        await client.SearchWorkflowAsync(WorkflowId.Parse("W"));

        var published = PublishedApi.Operations(Path.Combine(Specs.Find("mesh")!, "mesh-api-openapi-2.0.0.yaml"));
        published.Count.ShouldBe(13);
        mesh.Seen.Where(seen => !published.Any(operation => operation.IsMatch(seen.Line.Split('?')[0]))).Select(seen => seen.Line).ShouldBeEmpty();
        // The handshake, HEAD and the rest: each published operation but the chunk download was asked for once.
        published.Count(operation => mesh.Seen.Any(seen => operation.IsMatch(seen.Line.Split('?')[0]))).ShouldBe(12);
    }

    [Theory]
    [InlineData("ftp://mesh")]
    [InlineData("mesh/relative")]
    public void An_address_that_is_not_http_is_refused(string address) =>
        Should.Throw<ArgumentException>(() => new MeshClient(new MeshClientOptions
        {
            BaseAddress = new Uri(address, UriKind.RelativeOrAbsolute),
            Credentials = new MeshCredentials(MeshMailboxId.Parse("X26ABC1"), "p", "k"),
        }));

    [Fact]
    public async Task A_value_that_MESH_would_refuse_is_refused_before_anything_is_sent()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(202, """{"message_id":"A1"}""");
        using var client = mesh.Client();
        var message = Given.Message([1]);

        foreach (var wrong in new[]
                 {
                     message with { LocalId = new string('x', 301) }, message with { LocalId = $"a\r\nMex-To: {Given.Canary}" },
                     message with { FileName = new string('x', 301) }, message with { PartnerId = "a\u0000" },
                     message with { Checksum = "a<b>" }, message with { Checksum = "http://x" }, message with { To = default },
                 })
        {
            (await Should.ThrowAsync<Exception>(() => client.SendAsync(wrong))).ToString().ShouldNotContain(Given.Canary);
        }

        mesh.Seen.ShouldBeEmpty();
    }
}
