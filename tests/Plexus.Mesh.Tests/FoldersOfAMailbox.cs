using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Plexus.Mesh.Folders;
using Plexus.Primitives;

namespace Plexus.Mesh.Tests;

/// <summary>The file interface of the national client: what goes out, what comes in, and what a crash leaves.</summary>
public sealed class FoldersOfAMailbox : IDisposable
{
    private const string Tracked = """{"messageId":"M9","status":"Accepted","uploadTimestamp":"20200504130500"}""";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("plexus-mesh-folders");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task A_pair_is_sent_and_put_away_with_its_id_and_status()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(202, """{"message_id":"M1"}""");
        Put("LETTER", "hello", Control("<LocalId>L1</LocalId><Subject>Sub</Subject><Compress>Y</Compress><IsCompressed>N</IsCompressed><ProcessId>P9</ProcessId>"));

        (await SendAsync(mesh)).ShouldBe([new MeshFolderEvent(MeshFolderOutcome.Sent, "LETTER", MeshMessageId.Parse("M1"), null)]);

        var seen = mesh.Seen.Single();
        (seen["Mex-To"], seen["Mex-WorkflowID"], seen["Mex-LocalID"], seen["Mex-Subject"], seen["Mex-Content-Compressed"], seen["Content-Encoding"]).ShouldBe(("X26ABC2", "TEST_WORKFLOW", "L1", "Sub", "N", "gzip"));
        Given.Gunzip(seen.Body).ShouldBe("hello"u8.ToArray());
        var control = Read("sent/LETTER.ctl");
        control.Element("DTSId")!.Value.ShouldBe("M1");
        control.Element("ProcessId")!.Value.ShouldBe("P9");
        Status(control).ShouldBe("20200504130500 TRANSFER SUCCESS 00");
        File.ReadAllText(At("sent/LETTER.dat")).ShouldBe("hello");
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task Data_that_is_still_being_written_waits_for_its_control_file()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(202, """{"message_id":"M1"}""");
        Directory.CreateDirectory(At("out"));
        File.WriteAllText(At("out/HALF.dat"), "hel");

        (await SendAsync(mesh)).ShouldBeEmpty();
        mesh.Seen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<To_DTS>X26ABC2</To_DTS>", false, "COLLECT ERROR 02")]
    [InlineData("<To_DTS>X26ABC2</To_DTS><From_DTS>OTHER</From_DTS>", true, "SEND ERROR 07")]
    [InlineData("<To_DTS>http://x</To_DTS>", true, "SEND ERROR 08")]
    [InlineData("", true, "SEND ERROR 08")]
    [InlineData("<To_DTS>X26ABC2</To_DTS><DataChecksum>a|b</DataChecksum>", true, "COLLECT ERROR 01")]
    public async Task A_pair_that_cannot_be_sent_fails_with_the_national_clients_code(string elements, bool withData, string status)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(202, """{"message_id":"M1"}""");
        Put("BAD", withData ? "hello" : null, $"<DTSControl><WorkflowId>W</WorkflowId>{elements}</DTSControl>");

        (await SendAsync(mesh)).Single().Outcome.ShouldBe(MeshFolderOutcome.Failed);

        Status(Read("failed/BAD.ctl")).ShouldEndWith(status);
        mesh.Seen.ShouldBeEmpty();
        Left().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<DTSControl>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e 'x'>]><DTSControl>&e;</DTSControl>")]
    [InlineData("<Other/>")]
    public async Task A_control_file_that_cannot_be_read_is_kept_beside_the_reason(string text)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(202, """{"message_id":"M1"}""");
        Put("BAD", "hello", text);

        (await SendAsync(mesh)).Single().Outcome.ShouldBe(MeshFolderOutcome.Failed);

        File.ReadAllText(At("failed/BAD.ctl.unreadable")).ShouldBe(text);
        Status(Read("failed/BAD.ctl")).ShouldEndWith("COLLECT ERROR 01");
        File.Exists(At("failed/BAD.dat")).ShouldBeTrue();
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_of_the_message_fails_the_pair_and_a_refusal_of_the_mailbox_does_not()
    {
        var (status, body) = (403, """{"detail":[{"event":"","code":"","msg":"Invalid Authentication Token"}]}""");
        await using var mesh = await FakeMesh.StartAsync((seen, response) => seen.Method == "GET" ? FakeMesh.Json(response, 404, "{}") : FakeMesh.Json(response, status, body));
        Put("LETTER", "hello", Control());

        (await SendAsync(mesh)).Single().Outcome.ShouldBe(MeshFolderOutcome.Waiting);
        File.Exists(At("out/LETTER.ctl")).ShouldBeTrue();
        (status, body) = (417, """{"detail":[{"event":"SEND","code":"12","msg":"Unregistered to address"}]}""");
        (await SendAsync(mesh)).Single().Outcome.ShouldBe(MeshFolderOutcome.Failed);

        Status(Read("failed/LETTER.ctl")).ShouldEndWith("SEND ERROR 12");
        Left().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(200, Tracked, "M9", 1)]
    [InlineData(404, "{}", "M2", 2)]
    [InlineData(200, """{"messageId":"M9","status":"Accepted","uploadTimestamp":"20200101000000"}""", "M2", 2)]
    [InlineData(200, """{"messageId":"M9","status":"Uploading","uploadTimestamp":"20200504130500"}""", "M2", 2)]
    public async Task A_send_whose_answer_was_lost_is_looked_up_before_it_is_sent_again(int status, string found, string id, int sends)
    {
        var posts = 0;
        await using var mesh = await FakeMesh.StartRawAsync(async (seen, context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (seen.Method == "GET")
                await FakeMesh.Json(context.Response, status, found);
            else if (posts++ == 0)
                context.Abort();
            else
                await FakeMesh.Json(context.Response, 202, """{"message_id":"M2"}""");
        });
        Put("LETTER", "hello", Control());

        (await SendAsync(mesh)).Single().Outcome.ShouldBe(MeshFolderOutcome.Waiting);
        (await SendAsync(mesh)).Single().MessageId.ShouldBe(MeshMessageId.Parse(id));

        posts.ShouldBe(sends);
        var localId = mesh.Seen[0]["Mex-LocalID"]!;
        localId.ShouldStartWith("plexus-");
        mesh.Seen[1].Target.ShouldEndWith("/tracking/" + localId);
        Left().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_crash_while_a_pair_is_put_away_is_finished_and_nothing_is_sent_twice(int steps)
    {
        await using var mesh = await FakeMesh.AnsweringAsync(202, """{"message_id":"M1"}""");
        Put("LETTER", "hello", Control());
        await SendAsync(mesh);
        // Back to what a crash leaves after so many of the steps: decided, data moved, control file moved.
        var original = Control();
        File.WriteAllText(At("out/LETTER.ctl"), original);
        if (steps < 2)
            File.Move(At("sent/LETTER.dat"), At("out/LETTER.dat"));
        if (steps < 3)
            File.Move(At("sent/LETTER.ctl"), At("temp/LETTER.sending.ctl"));
        var folder = new MeshFolder(_home.FullName, "X26ABC1");
        folder.WriteNote("LETTER", new OutgoingNote { ControlWrittenAt = folder.ControlWrittenAt("LETTER"), StartedAt = default, LocalId = "L", MessageId = MeshMessageId.Parse("M1"), IsSent = true, Target = "LETTER" });

        (await SendAsync(mesh)).Single().ShouldBe(new MeshFolderEvent(MeshFolderOutcome.Sent, "LETTER", MeshMessageId.Parse("M1"), null));

        mesh.Seen.Count.ShouldBe(1);
        File.ReadAllText(At("sent/LETTER.dat")).ShouldBe("hello");
        Read("sent/LETTER.ctl").Element("DTSId")!.Value.ShouldBe("M1");
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_later_pair_of_the_same_name_is_another_message()
    {
        var n = 0;
        await using var mesh = await FakeMesh.StartAsync((_, response) => FakeMesh.Json(response, 202, $$"""{"message_id":"M{{++n}}"}"""));
        Put("LETTER", "one", Control());
        await SendAsync(mesh);
        Put("LETTER", "two", Control());
        await SendAsync(mesh);

        File.ReadAllText(At("sent/LETTER.dat")).ShouldBe("one");
        File.ReadAllText(At("sent/LETTER_2.dat")).ShouldBe("two");
        Read("sent/LETTER_2.ctl").Element("DTSId")!.Value.ShouldBe("M2");
    }

    [Fact]
    public async Task Large_data_needs_leave_to_be_chunked()
    {
        await using var mesh = await FakeMesh.StartAsync((seen, response) => FakeMesh.Json(response, 202, """{"message_id":"M1"}"""));
        foreach (var (name, allowed) in new[] { ("A", "N"), ("B", "Y") })
        {
            Put(name, "", Control($"<AllowChunking>{allowed}</AllowChunking>"));
            using var data = File.OpenWrite(At($"out/{name}.dat"));
            data.SetLength(MeshSendOptions.DefaultChunkSize + 1);
        }

        (await SendAsync(mesh)).Select(happened => happened.Outcome).ShouldBe([MeshFolderOutcome.Failed, MeshFolderOutcome.Sent]);

        Status(Read("failed/A.ctl")).ShouldEndWith("TRANSFER ERROR 06");
        mesh.Seen.Select(seen => seen["Mex-Chunk-Range"]).ShouldBe(["1:2", "2:2"]);
    }

    [Fact]
    public async Task What_arrives_is_data_then_control_file_and_a_report_is_a_control_file_alone()
    {
        await using var mesh = await FakeMesh.StartAsync((seen, response) => InboxOf(seen, response));

        var happened = await ReceiveAsync(mesh);

        happened.Select(one => (one.Outcome, one.Name)).ShouldBe([(MeshFolderOutcome.Received, "M1"), (MeshFolderOutcome.Reported, "M2")]);
        File.ReadAllText(At("in/M1.dat")).ShouldBe("hello");
        var data = Read("in/M1.ctl");
        (data.Element("MessageType")!.Value, data.Element("From_DTS")!.Value, data.Element("To_DTS")!.Value, data.Element("WorkflowId")!.Value, data.Element("DTSId")!.Value).ShouldBe(("Data", "X26ABC2", "X26ABC1", "W", "M1"));
        Status(data).ShouldEndWith("TRANSFER SUCCESS 00");
        File.Exists(At("in/M2.dat")).ShouldBeFalse();
        var report = Read("in/M2.ctl");
        (report.Element("MessageType")!.Value, report.Element("DTSId")!.Value, report.Element("To_DTS")).ShouldBe(("Report", "M0", null));
        Status(report).ShouldEndWith("SEND ERROR EPL-152");
        report.ToString().ShouldNotContain(Given.Canary);
        mesh.Seen.Count(seen => seen.Method == "PUT").ShouldBe(2);
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_whose_acknowledgement_failed_is_acknowledged_later_and_not_delivered_twice()
    {
        var refuses = true;
        await using var mesh = await FakeMesh.StartAsync((seen, response) => seen.Method == "PUT" && refuses ? FakeMesh.Json(response, 403, "{}") : InboxOf(seen, response));
        await Should.ThrowAsync<MeshException>(() => ReceiveAsync(mesh));
        File.Delete(At("in/M1.dat"));
        File.Delete(At("in/M1.ctl")); // the program behind the folder has taken them

        refuses = false;
        await ReceiveAsync(mesh);

        File.Exists(At("in/M1.ctl")).ShouldBeFalse();
        mesh.Seen.Count(seen => seen.Line.EndsWith("GET /messageexchange/X26ABC1/inbox/M1", StringComparison.Ordinal)).ShouldBe(1);
        Left().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(500, false, "ServiceFailed")]
    [InlineData(200, false, "UnreadableAnswer")]
    [InlineData(200, true, "DecompressedTooLarge")]
    public async Task A_message_that_cannot_be_had_stays_with_MESH_and_those_behind_it_are_taken(int status, bool isBomb, string reason)
    {
        var data = isBomb ? Given.Gzip(new byte[200_000]) : "no gzip"u8.ToArray();
        await using var mesh = await FakeMesh.StartAsync((seen, response) =>
        {
            if (!seen.Target.EndsWith("/M1", StringComparison.Ordinal))
                return InboxOf(seen, response);
            response.StatusCode = status;
            response.Headers["mex-chunk-range"] = "1:1";
            response.Headers.ContentEncoding = "gzip";
            return response.Body.WriteAsync(data, 0, data.Length);
        });
        using var client = new MeshClient(mesh.Options() with { MaxDecompressedBytes = 100_000 });
        using var folders = new MeshFolderClient(client, _home.FullName);

        var happened = await folders.ReceiveAsync().ToListAsync();

        happened.Select(one => (one.Outcome, one.Name, one.Reason)).ShouldBe([(MeshFolderOutcome.Broken, "M1", reason), (MeshFolderOutcome.Reported, "M2", null)]);
        mesh.Seen.Where(seen => seen.Method == "PUT").ShouldHaveSingleItem().Target.ShouldContain("/M2/");
        Directory.GetFiles(At("in")).Select(Path.GetFileName).ShouldBe(["M2.ctl"]);
        Left().ShouldBe(isBomb ? ["M1.broken"] : []);
    }

    [Fact]
    public async Task Two_programs_cannot_work_in_the_same_folders()
    {
        await using var mesh = await FakeMesh.AnsweringAsync(200, "{}");
        using var client = mesh.Client();
        using var first = new MeshFolderClient(client, _home.FullName);

        Should.Throw<IOException>(() => new MeshFolderClient(client, _home.FullName).Dispose());
    }

    private static Task InboxOf(Seen seen, HttpResponse response)
    {
        switch (seen.Target.Split('/')[^1])
        {
            case "inbox":
                return FakeMesh.Json(response, 200, """{"messages":["M1","M2"],"links":{}}""");
            case "M1":
                foreach (var (name, value) in new[] { ("mex-messagetype", "DATA"), ("mex-from", "X26ABC2"), ("mex-to", "X26ABC1"), ("mex-workflowid", "W"), ("mex-messageid", "M1"), ("mex-chunk-range", "1:1"), ("mex-statuscode", "00") })
                    response.Headers[name] = value;
                return response.WriteAsync("hello");
            case "M2":
                foreach (var (name, value) in new[] { ("mex-messagetype", "REPORT"), ("mex-to", Given.Patient.ToWire()), ("mex-workflowid", "W"), ("mex-messageid", "M2"), ("mex-linkedmsgid", "M0"), ("mex-statuscode", "EPL-152"), ("mex-statusevent", "SEND") })
                    response.Headers[name] = value;
                return Task.CompletedTask;
            default:
                return Task.CompletedTask;
        }
    }

    private async Task<List<MeshFolderEvent>> SendAsync(FakeMesh mesh)
    {
        using var client = mesh.Client();
        using var folders = new MeshFolderClient(client, _home.FullName);
        return await folders.SendAsync().ToListAsync();
    }

    private async Task<List<MeshFolderEvent>> ReceiveAsync(FakeMesh mesh)
    {
        using var client = mesh.Client();
        using var folders = new MeshFolderClient(client, _home.FullName);
        return await folders.ReceiveAsync().ToListAsync();
    }

    private static string Control(string more = "") => $"<DTSControl><Version>1.0</Version><AddressType>DTS</AddressType><MessageType>Data</MessageType><From_DTS>X26ABC1</From_DTS><To_DTS>X26ABC2</To_DTS><WorkflowId>TEST_WORKFLOW</WorkflowId>{more}</DTSControl>";

    private void Put(string name, string? data, string control)
    {
        Directory.CreateDirectory(At("out"));
        if (data is not null)
            File.WriteAllText(At($"out/{name}.dat"), data);
        File.WriteAllText(At($"out/{name}.ctl"), control);
    }

    private string At(string path) => Path.Combine(_home.FullName, "X26ABC1", path);

    private XElement Read(string path) => XDocument.Load(At(path)).Root!;

    private static string Status(XElement control) => string.Join(' ', control.Element("StatusRecord")!.Elements().Take(4).Select(element => element.Value));

    /// <summary>What is still in out or temp.</summary>
    private IEnumerable<string> Left() => new[] { "out", "temp" }.SelectMany(folder => Directory.GetFiles(At(folder))).Select(file => Path.GetFileName(file)!).Where(name => name != ".lock");
}
