using Microsoft.AspNetCore.Http;
using Plexus.Mesh.Folders;

namespace Plexus.Mesh.Tests;

/// <summary>Receiving into folders when the disk, a message, its acknowledgement or the whole mailbox fails.</summary>
public sealed class FoldersWhenItFails : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("plexus-mesh-folders");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task A_full_disk_ends_the_round_leaves_nothing_behind_and_the_next_goes_on()
    {
        await using var mesh = await MailboxAsync(["M1", "M2"]);
        Directory.CreateDirectory(At("temp"));
        File.CreateSymbolicLink(At("temp/M1.dat"), "/dev/full");

        (await Should.ThrowAsync<IOException>(() => ReceiveAsync(mesh))).Message.ShouldContain("No space left");
        Left().ShouldBeEmpty();
        Directory.GetFiles(At("in")).ShouldBeEmpty();
        mesh.Seen.ShouldNotContain(seen => seen.Method == "PUT");

        (await ReceiveAsync(mesh)).ShouldBe([(MeshFolderOutcome.Received, "M1", null), (MeshFolderOutcome.Received, "M2", null)]);
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disk_that_fills_while_the_control_file_is_written_leaves_nothing_behind()
    {
        await using var mesh = await MailboxAsync(["M1"]);
        Directory.CreateDirectory(At("temp"));
        File.CreateSymbolicLink(At("temp/M1.ctl"), "/dev/full");

        await Should.ThrowAsync<IOException>(() => ReceiveAsync(mesh));

        Left().ShouldBeEmpty();
        Directory.GetFiles(At("in")).ShouldBeEmpty();
        (await ReceiveAsync(mesh)).ShouldBe([(MeshFolderOutcome.Received, "M1", null)]);
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_no_half_message()
    {
        await using var mesh = await FakeMesh.StartRawAsync(async (seen, context) =>
        {
            if (seen.Target.EndsWith("/inbox", StringComparison.Ordinal))
            {
                await FakeMesh.Json(context.Response, 200, """{"messages":["M1"],"links":{}}""");
                return;
            }

            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        await Should.ThrowAsync<MeshUnreachableException>(() => ReceiveAsync(mesh));

        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_grew_too_large_is_not_downloaded_again_until_more_is_allowed()
    {
        var waiting = new List<string> { "M1" };
        await using var mesh = await MailboxAsync(waiting, (_, response) => GiveGzip(response, new byte[200_000]));
        (MeshFolderOutcome, string, string?)[] broken = [(MeshFolderOutcome.Broken, "M1", "DecompressedTooLarge")];

        (await ReceiveAsync(mesh, 100_000)).ShouldBe(broken);
        (await ReceiveAsync(mesh, 100_000)).ShouldBe(broken);
        Downloads(mesh).ShouldBe(["M1"]);
        Left().ShouldBe(["M1.broken"]);

        (await ReceiveAsync(mesh, 150_000)).ShouldBe(broken);
        (await ReceiveAsync(mesh, 200_000)).ShouldBe([(MeshFolderOutcome.Received, "M1", null)]);
        new FileInfo(At("in/M1.dat")).Length.ShouldBe(200_000);
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_remembered_of_a_message_goes_when_it_is_listed_no_longer()
    {
        var waiting = new List<string> { "M1", "M2" };
        await using var mesh = await MailboxAsync(waiting, (id, response) => id == "M1" ? GiveGzip(response, new byte[200_000]) : response.WriteAsync("hello"), (_, response) => FakeMesh.Json(response, 500, "{}"));
        await ReceiveAsync(mesh, 100_000);
        Left().Order().ShouldBe(["M1.broken", "M2.received"]);
        waiting.Clear();

        (await ReceiveAsync(mesh, 100_000)).ShouldBeEmpty();

        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_whole_pair_that_a_crash_left_is_put_in_though_MESH_lists_it_no_longer()
    {
        await using var mesh = await MailboxAsync([]);
        Directory.CreateDirectory(At("temp"));
        File.WriteAllText(At("temp/M1.dat"), "hello");
        File.WriteAllText(At("temp/M1.ctl"), "<DTSControl/>");
        File.WriteAllText(At("temp/M1.received"), "DATA");
        File.WriteAllText(At("temp/M2.dat"), "hel");

        (await ReceiveAsync(mesh)).ShouldBe([(MeshFolderOutcome.Received, "M1", null)]);

        Directory.GetFiles(At("in")).Select(Path.GetFileName).Order().ShouldBe(["M1.ctl", "M1.dat"]);
        Left().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(500, "ServiceFailed")]
    [InlineData(200, "UnreadableAnswer")]
    public async Task A_mailbox_that_gives_out_none_of_many_messages_fails_as_a_whole(int status, string kind)
    {
        await using var mesh = await MailboxAsync([.. Enumerable.Range(1, 8).Select(n => $"M{n}")], (_, response) => Refuse(response, status));

        var failure = await Should.ThrowAsync<MeshException>(() => ReceiveAsync(mesh));

        failure.Kind.ToString().ShouldBe(kind);
        Downloads(mesh).Distinct().ShouldBe(["M1", "M2", "M3", "M4", "M5", "M6"]);
    }

    [Fact]
    public async Task A_mailbox_that_takes_no_acknowledgement_of_many_messages_fails_as_a_whole()
    {
        await using var mesh = await MailboxAsync([.. Enumerable.Range(1, 8).Select(n => $"M{n}")], acknowledge: (_, response) => FakeMesh.Json(response, 500, "{}"));

        (await Should.ThrowAsync<MeshException>(() => ReceiveAsync(mesh))).Operation.ShouldBe("acknowledge");

        Downloads(mesh).Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(8, true)]
    public async Task Few_broken_messages_and_many_beside_a_good_one_are_told_one_by_one(int count, bool withGood)
    {
        var broken = Enumerable.Range(1, count).Select(n => $"M{n}").ToList();
        List<string> waiting = withGood ? ["GOOD", .. broken] : broken;
        await using var mesh = await MailboxAsync(waiting, (id, response) => id == "GOOD" ? response.WriteAsync("hello") : Refuse(response, 501));

        var happened = await ReceiveAsync(mesh);

        happened.Select(one => one.Name).ShouldBe(waiting);
        happened.Count(one => one.Outcome == MeshFolderOutcome.Broken).ShouldBe(count);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_message_that_has_gone_meanwhile_is_nothing_to_tell(int status)
    {
        await using var mesh = await MailboxAsync(["M1", "M2"], (id, response) => id == "M1" ? FakeMesh.Json(response, status, "{}") : response.WriteAsync("hello"));
        Directory.CreateDirectory(At("temp"));
        File.WriteAllText(At("temp/M1.dat"), "half of it, from before a crash");

        (await ReceiveAsync(mesh)).ShouldBe([(MeshFolderOutcome.Received, "M2", null)]);

        mesh.Seen.Where(seen => seen.Method == "PUT").ShouldHaveSingleItem().Target.ShouldContain("/M2/");
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_without_one_of_its_chunks_is_broken_and_not_gone()
    {
        await using var mesh = await MailboxAsync(["M1"], (id, response) =>
        {
            if (id != "M1")
                return FakeMesh.Json(response, 404, "{}");
            response.StatusCode = 206;
            response.Headers["mex-chunk-range"] = "1:2";
            return response.WriteAsync("hello");
        });

        (await ReceiveAsync(mesh)).ShouldBe([(MeshFolderOutcome.Broken, "M1", "NotFound")]);
        Left().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task An_acknowledgement_of_what_MESH_has_no_longer_is_done(int status)
    {
        await using var mesh = await MailboxAsync(["M1", "M2"], acknowledge: (_, response) => FakeMesh.Json(response, status, "{}"));

        (await ReceiveAsync(mesh)).ShouldBe([(MeshFolderOutcome.Received, "M1", null), (MeshFolderOutcome.Received, "M2", null)]);
        Left().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_acknowledgement_holds_up_nothing_and_is_made_again_later()
    {
        var refuses = true;
        await using var mesh = await MailboxAsync(["M1", "M2"], acknowledge: (id, response) => id == "M1" && refuses ? FakeMesh.Json(response, 417, "{}") : Task.CompletedTask);

        (await ReceiveAsync(mesh)).ShouldBe([(MeshFolderOutcome.Unacknowledged, "M1", "Unknown"), (MeshFolderOutcome.Received, "M2", null)]);
        Directory.GetFiles(At("in")).Select(Path.GetFileName).Order().ShouldBe(["M1.ctl", "M1.dat", "M2.ctl", "M2.dat"]);
        foreach (var file in Directory.GetFiles(At("in")))
            File.Delete(file); // the program behind the folder has taken them
        refuses = false;
        (await ReceiveAsync(mesh))[0].ShouldBe((MeshFolderOutcome.Received, "M1", null));

        File.Exists(At("in/M1.ctl")).ShouldBeFalse();
        Downloads(mesh).Count(id => id == "M1").ShouldBe(1);
        Left().ShouldBeEmpty();
    }

    /// <param name="waiting">What is listed.</param>
    /// <param name="download">Answers a download by the last part of its path, the id or a chunk's number; otherwise it is <c>hello</c>.</param>
    /// <param name="acknowledge">Answers an acknowledgement by the id; otherwise it is taken.</param>
    private static Task<FakeMesh> MailboxAsync(IReadOnlyList<string> waiting, Func<string, HttpResponse, Task>? download = null, Func<string, HttpResponse, Task>? acknowledge = null) => FakeMesh.StartAsync((seen, response) =>
    {
        var path = seen.Target.Split('/');
        if (path[^1] == "inbox")
            return FakeMesh.Json(response, 200, $$"""{"links":{},"messages":[{{string.Join(',', waiting.Select(id => $"\"{id}\""))}}]}""");
        if (seen.Method == "PUT")
            return acknowledge?.Invoke(path[^3], response) ?? Task.CompletedTask;
        response.Headers["mex-chunk-range"] = "1:1";
        return download?.Invoke(path[^1], response) ?? response.WriteAsync("hello");
    });

    private static Task GiveGzip(HttpResponse response, byte[] data)
    {
        response.Headers.ContentEncoding = "gzip";
        return response.Body.WriteAsync(Given.Gzip(data)).AsTask();
    }

    private static Task Refuse(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.Headers["mex-chunk-range"] = "2:3";
        return response.WriteAsync("{}");
    }

    private async Task<List<(MeshFolderOutcome Outcome, string Name, string? Reason)>> ReceiveAsync(FakeMesh mesh, long largest = long.MaxValue)
    {
        using var client = new MeshClient(mesh.Options() with { MaxDecompressedBytes = largest });
        using var folders = new MeshFolderClient(client, _home.FullName);
        return await folders.ReceiveAsync().Select(happened => (happened.Outcome, happened.Name, happened.Reason)).ToListAsync();
    }

    private static List<string> Downloads(FakeMesh mesh) =>
        [.. mesh.Seen.Where(seen => seen.Method == "GET" && !seen.Target.EndsWith("/inbox", StringComparison.Ordinal)).Select(seen => seen.Target.Split('/')[^1])];

    private string At(string path) => Path.Combine(_home.FullName, "X26ABC1", path);

    private List<string> Left() => [.. Directory.GetFileSystemEntries(At("temp")).Select(file => Path.GetFileName(file)!).Where(name => name != ".lock")];
}
