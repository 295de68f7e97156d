using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Mesh.Tests;

public sealed class TrackingAndLookup
{
    private const string V1 = """{"addressType":"ALL","checksum":"","chunkCount":1,"downloadTimestamp":"20261120094404","dtsId":"A1","expiryTime":"20261125094410","failureDate":"20261120094412","failureDiagnostic":"Invalid NHS Number","fileName":"a.dat","fileSize":8,"linkedMsgId":"B2","localId":"LX","meshRecipientOdsCode":"X26","messageId":"A1","messageType":"Data","recipient":"X26ABC2","recipientName":"TESTMB2","recipientOrgCode":"X26","recipientOrgName":"","sender":"X26ABC1","status":"Error","statusSuccess":"ERROR","subject":"Zzcanary","uploadTimestamp":"20261120094410","workflowId":"TEST_WORKFLOW"}""";

    private const string V2 = """{"message_id":"A1","local_id":"LX","workflow_id":"TEST_WORKFLOW","filename":"a.dat","expiry_time":"2026-11-25T09:44:10.850869","upload_timestamp":"2026-11-20T09:44:10.850901","recipient":"X26ABC2","recipient_name":"TESTMB2","recipient_ods_code":"X26","recipient_org_code":"X26","recipient_org_name":"","status_success":false,"status":"error"}""";

    [Theory]
    [InlineData(MeshApiVersion.V1, V1)]
    [InlineData(MeshApiVersion.V2, V2)]
    public async Task Both_versions_give_one_shape(MeshApiVersion version, string answer)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, answer);
        using var client = mesh.Client(version);

        var tracking = (await client.TrackAsync(MeshMessageId.Parse("A1")))!;

        mesh.Seen.Single().Line.ShouldBe("GET /messageexchange/X26ABC1/outbox/tracking?messageID=A1");
        tracking.Status.ShouldBe(MeshMessageStatus.Error);
        tracking.Succeeded.ShouldBe(false);
        (tracking.MessageId.ToWire(), tracking.LocalId, tracking.Workflow!.Value.ToWire(), tracking.FileName).ShouldBe(("A1", "LX", "TEST_WORKFLOW", "a.dat"));
        (tracking.Recipient!.Value.ToWire(), tracking.RecipientName, tracking.RecipientOdsCode, tracking.RecipientOrganisationName).ShouldBe(("X26ABC2", "TESTMB2", OdsCode.Parse("X26"), null));
        tracking.UploadedAt!.Value.ToUnixTimeSeconds().ShouldBe(new DateTimeOffset(2026, 11, 20, 9, 44, 10, TimeSpan.Zero).ToUnixTimeSeconds());
        tracking.ExpiresAt!.Value.Day.ShouldBe(25);
        tracking.ToString().ShouldBe("A1 Error");
    }

    [Fact]
    public async Task Version_1_tells_more()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, V1);
        using var client = mesh.Client();

        var tracking = (await client.TrackByLocalIdAsync("L/1 x"))!;

        mesh.Seen.Single().Line.ShouldBe("GET /messageexchange/X26ABC1/outbox/tracking/L%2F1%20x");
        mesh.Seen.Single()["Accept"].ShouldBe("application/json", "tracking by local id has no version 2");
        (tracking.ChunkCount, tracking.FileSize, tracking.MessageType, tracking.StatusDescription).ShouldBe((1, 8, "Data", "Invalid NHS Number"));
        tracking.LinkedMessageId.ShouldBe(MeshMessageId.Parse("B2"));
        tracking.Sender.ShouldBe(MeshMailboxId.Parse("X26ABC1"));
        $"{tracking.Subject}".ShouldBe("•••");
        tracking.FailedAt.ShouldBe(new DateTimeOffset(2026, 11, 20, 9, 44, 12, TimeSpan.Zero));
        tracking.DownloadedAt.ShouldBe(new DateTimeOffset(2026, 11, 20, 9, 44, 4, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("Uploading", MeshMessageStatus.Uploading)]
    [InlineData("accepted", MeshMessageStatus.Accepted)]
    [InlineData("Acknowledged", MeshMessageStatus.Acknowledged)]
    [InlineData("undeliverable", MeshMessageStatus.Undeliverable)]
    [InlineData("2", MeshMessageStatus.Unknown)]
    [InlineData("something new", MeshMessageStatus.Unknown)]
    public async Task A_status_is_read_in_either_case(string word, MeshMessageStatus status)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, $$"""{"message_id":"A1","status":"{{word}}"}""");
        using var client = mesh.Client();

        var tracking = (await client.TrackAsync(MeshMessageId.Parse("A1")))!;

        (tracking.Status, tracking.StatusText).ShouldBe((status, word));
    }

    [Fact]
    public async Task A_message_that_is_not_ours_is_none_and_several_are_an_error()
    {
        await using var none = await FakeMesh.AnsweringAsync(404, """{"detail":[{"event":"","code":"","msg":"Not Found"}]}""");
        using var client = none.Client();
        (await client.TrackAsync(MeshMessageId.Parse("A1"))).ShouldBeNull();
        (await client.TrackByLocalIdAsync("L1")).ShouldBeNull();

        await using var several = await FakeMesh.AnsweringAsync(300, """{"errorEvent":"","errorCode":"","errorDescription":"Multiple Choices"}""");
        using var other = several.Client();
        (await Should.ThrowAsync<MeshException>(() => other.TrackByLocalIdAsync("L1"))).Kind.ShouldBe(MeshErrorKind.SeveralMatches);
    }

    [Theory]
    [InlineData("""{"query_id":"6d82","results":[{"address":"X26ABC2","description":"TESTMB2","endpoint_type":"MESH"}]}""")]
    [InlineData("""{"results":[{"mailbox_id":"X26ABC2","mailbox_name":"TESTMB2"}]}""")]
    public async Task Both_versions_look_up(string answer)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, answer);
        using var client = mesh.Client();

        (await client.LookUpAsync(OdsCode.Parse("X26"), WorkflowId.Parse("W"))).ShouldBe([new MeshEndpoint(MeshMailboxId.Parse("X26ABC2"), "TESTMB2")]);
        (await client.SearchWorkflowAsync(WorkflowId.Parse("W"))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_found_is_an_empty_answer()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, """{"results":[]}""");
        using var client = mesh.Client();

        (await client.LookUpAsync(OdsCode.Parse("ZZZ"), WorkflowId.Parse("W"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_ping_says_what_runs()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, """{"env":"int","build_label":"1.2","status":"running","outcome":"Yes"}""");
        using var client = mesh.Client();

        (await client.PingAsync()).ShouldBe(new MeshPing("int", "1.2", "running"));
    }

    [Theory]
    [InlineData(GpProviderDate.YearFirst, "GPPROVIDER_9990000018_19550109_Zzcanary")]
    [InlineData(GpProviderDate.DayFirst, "GPPROVIDER_9990000018_09011955_Zzcanary")]
    public void A_patient_address_is_written_both_ways_and_printed_neither(GpProviderDate date, string wire)
    {
        var to = MexTo.RegisteredPractice(NhsNumber.Parse("9990000018"), new DateOnly(1955, 1, 9), Given.Canary, date);

        to.ToWire().ShouldBe(wire);
        to.ToString().ShouldBe("GPPROVIDER_•••");
        (to.IsPatientRouted, to.Mailbox).ShouldBe((true, null));
        MexTo.Parse(wire).ShouldBe(to);
        JsonSerializer.Deserialize<MexTo>(JsonSerializer.Serialize(to)).ShouldBe(to);
    }

    [Theory]
    [InlineData("GPPROVIDER_9990000019_19550109_Zzcanary")] // check digit
    [InlineData("GPPROVIDER_9990000018_1955019_Zzcanary")]
    [InlineData("GPPROVIDER_9990000018_19550109_")]
    [InlineData("gpprovider_9990000018_19550109_Zzcanary")]
    [InlineData("GPPROVIDER_9990000018_19550109_Zzcanary\r\nMex-From: X")]
    [InlineData("http://Zzcanary")]
    public void Other_addresses_are_refused_without_being_repeated(string text) =>
        Should.Throw<FormatException>(() => MexTo.Parse(text)).ToString().ShouldNotContain(Given.Canary);
}
