using System.Collections.Concurrent;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Plexus.Primitives;

namespace Plexus.Mesh.Tests;

/// <summary>Chunks, their order, their repeats and their resumption.</summary>
public sealed class Sending
{
    [Fact]
    public void A_plan_covers_every_byte_once_in_chunks_of_one_size() =>
        Prop.ForAll(
            (from total in Gen.Choose(0, 5_000) from size in Gen.Choose(1, 700) select (total, size)).ToArbitrary(),
            given =>
            {
                var plan = new ChunkPlan(given.total, given.size);
                var chunks = Enumerable.Range(1, plan.Count).ToList();
                return plan.Count >= 1
                    && chunks.Sum(plan.LengthOf) == given.total
                    && chunks.All(chunk => plan.OffsetOf(chunk) == chunks.Take(chunk - 1).Sum(plan.LengthOf))
                    && chunks.SkipLast(1).All(chunk => plan.LengthOf(chunk) == given.size)
                    && (given.total == 0 || plan.LengthOf(plan.Count) is var last && last > 0 && last <= given.size);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chunks_are_split_first_and_compressed_after(bool gzip)
    {
        await using var mesh = await FakeMesh.StartAsync(Accepting);
        using var client = mesh.Client();
        var data = Given.Bytes(250_000);

        await client.SendAsync(Given.Message(data) with { ContentType = "text/csv" }, new MeshSendOptions { ChunkSize = 100_000, Gzip = gzip });

        mesh.Seen.Select(seen => seen.Line).ShouldBe(
            ["POST /messageexchange/X26ABC1/outbox", "POST /messageexchange/X26ABC1/outbox/A1/2", "POST /messageexchange/X26ABC1/outbox/A1/3"]);
        mesh.Seen.Select(seen => seen["Mex-Chunk-Range"]).ShouldBe(["1:3", "2:3", "3:3"]);
        mesh.Seen.ShouldAllBe(seen => seen["Content-Encoding"] == (gzip ? "gzip" : null) && seen["Content-Type"] == "application/octet-stream");
        mesh.Seen.Select(seen => seen["Mex-Content-Type"]).ShouldBe(["text/csv", null, null]);
        mesh.Seen.Select(seen => seen["Mex-To"]).ShouldBe(["X26ABC2", null, null]);
        mesh.Seen.SelectMany(seen => gzip ? Given.Gunzip(seen.Body) : seen.Body).ShouldBe(data);
    }

    [Fact]
    public async Task The_first_chunk_goes_first_the_last_goes_last_and_no_more_than_asked_go_together()
    {
        var (now, most) = (0, 0);
        var together = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new ConcurrentQueue<string>();
        await using var mesh = await FakeMesh.StartAsync(async (seen, response) =>
        {
            var running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            if (running == 3)
                together.TrySetResult();
            var range = seen["Mex-Chunk-Range"]!;
            if (range is "2:9" or "3:9" or "4:9")
                await together.Task; // would never end if fewer than three went side by side
            if (range == "9:9")
                ended.Count.ShouldBe(8);
            Interlocked.Decrement(ref now);
            ended.Enqueue(range);
            await Accepting(seen, response);
        });
        using var client = mesh.Client();

        await client.SendAsync(Given.Message(Given.Bytes(90)), new MeshSendOptions { ChunkSize = 10, MaxParallelChunks = 3 });

        most.ShouldBe(3);
        ended.First().ShouldBe("1:9");
        ended.Last().ShouldBe("9:9");
        ended.Order().ShouldBe(Enumerable.Range(1, 9).Select(n => $"{n}:9"));
    }

    [Fact]
    public async Task A_later_chunk_is_repeated_with_a_token_of_its_own()
    {
        var failures = 2;
        await using var mesh = await FakeMesh.StartAsync((seen, response) =>
            seen.Target.EndsWith("/2", StringComparison.Ordinal) && failures-- > 0 ? FakeMesh.Json(response, 503, "") : Accepting(seen, response));
        var progress = new Watched();
        using var client = mesh.Client();

        await client.SendAsync(Given.Message(Given.Bytes(30)), new MeshSendOptions { ChunkSize = 10, Progress = progress });

        mesh.Seen.Count(seen => seen.Target.EndsWith("/2", StringComparison.Ordinal)).ShouldBe(3);
        mesh.Seen.Select(seen => seen["Authorization"]).Distinct().Count().ShouldBe(5);
        progress.All[^1].ShouldBe(new MeshProgress(30, 30));
    }

    [Fact]
    public async Task A_last_chunk_that_arrived_though_its_answer_was_lost_counts_as_sent()
    {
        var attempts = 0;
        await using var mesh = await FakeMesh.StartRawAsync(async (seen, context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (!seen.Target.EndsWith("/2", StringComparison.Ordinal))
                await Accepting(seen, context.Response);
            else if (attempts++ == 0)
                context.Abort();
            else
                await FakeMesh.Json(context.Response, 423, """{"message":"An internal error occurred."}""");
        });
        using var client = mesh.Client();

        (await client.SendAsync(Given.Message(Given.Bytes(20)), new MeshSendOptions { ChunkSize = 10 })).ShouldBe(MeshMessageId.Parse("A1"));
        attempts.ShouldBe(2);
    }

    [Fact]
    public async Task A_message_finalised_by_someone_else_is_an_error()
    {
        await using var mesh = await FakeMesh.StartAsync((seen, response) =>
            seen.Target.EndsWith("/2", StringComparison.Ordinal) ? FakeMesh.Json(response, 423, "{}") : Accepting(seen, response));
        using var client = mesh.Client();

        var stopped = await Should.ThrowAsync<MeshSendInterruptedException>(() => client.SendAsync(Given.Message(Given.Bytes(20)), new MeshSendOptions { ChunkSize = 10 }));

        stopped.InnerException.ShouldBeOfType<MeshException>().Kind.ShouldBe(MeshErrorKind.MessageFinalised);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_interrupted_send_goes_on_where_it_stopped(bool gzip)
    {
        var isDown = true;
        await using var mesh = await FakeMesh.StartAsync((seen, response) =>
            isDown && seen["Mex-Chunk-Range"] is "4:6" ? FakeMesh.Json(response, 503, "") : Accepting(seen, response));
        var stored = new List<string>();
        ValueTask Store(ChunkedSendState state, CancellationToken cancellation)
        {
            stored.Add(JsonSerializer.Serialize(state));
            return ValueTask.CompletedTask;
        }

        var data = Given.Bytes(55);
        using (var client = mesh.Client())
        {
            var stopped = await Should.ThrowAsync<MeshSendInterruptedException>(() =>
                client.SendAsync(Given.Message(data), new MeshSendOptions { ChunkSize = 10, Gzip = gzip, OnState = Store, MaxParallelChunks = 1 }));
            stopped.State.SentChunks.ShouldBe([1, 2, 3]);
            stopped.State.TotalChunks.ShouldBe(6);
            stopped.InnerException.ShouldBeOfType<MeshException>().Kind.ShouldBe(MeshErrorKind.ServiceFailed);
        }

        isDown = false;
        var before = mesh.Seen.Count;
        using var later = mesh.Client();
        var state = JsonSerializer.Deserialize<ChunkedSendState>(stored[^1])!;

        (await later.ResumeSendAsync(state, MeshPayload.FromBytes(data), new MeshSendOptions { OnState = Store })).ShouldBe(MeshMessageId.Parse("A1"));

        var sent = mesh.Seen.Skip(before).ToList();
        sent.Select(seen => seen["Mex-Chunk-Range"]).Order().ShouldBe(["4:6", "5:6", "6:6"]);
        sent[^1]["Mex-Chunk-Range"].ShouldBe("6:6");
        sent.OrderBy(seen => seen["Mex-Chunk-Range"]).SelectMany(seen => gzip ? Given.Gunzip(seen.Body) : seen.Body).ShouldBe(data[30..]);
        JsonSerializer.Deserialize<ChunkedSendState>(stored[^1])!.IsComplete.ShouldBeTrue();
        stored.ShouldAllBe(text => !text.Contains("X26ABC2", StringComparison.Ordinal), "the recipient may be a patient's address");
    }

    [Fact]
    public async Task A_resumed_send_whose_last_chunk_had_arrived_is_complete()
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) => FakeMesh.Json(response, 423, "{}"));
        using var client = mesh.Client();
        var data = Given.Bytes(20);

        (await client.ResumeSendAsync(StateOf(data) with { SentChunks = [1] }, MeshPayload.FromBytes(data))).ShouldBe(MeshMessageId.Parse("A1"));
        mesh.Seen.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Other_data_another_mailbox_and_an_edited_state_are_refused()
    {
        await using var mesh = await FakeMesh.StartAsync(Accepting);
        using var client = mesh.Client();
        var data = Given.Bytes(20);
        var state = StateOf(data);

        foreach (var (wrong, bytes) in new[]
                 {
                     (state, Given.Bytes(21)), (state, Given.Bytes(20, seed: 2)), (state with { Mailbox = MeshMailboxId.Parse("OTHER") }, data),
                     (state with { SentChunks = [2] }, data), (state with { SentChunks = [1, 9] }, data), (state with { Version = 2 }, data), (state with { ChunkSize = 0 }, data), (state with { SentChunks = null! }, data), (state with { TotalBytes = long.MaxValue, ChunkSize = 1 }, data),
                 })
            await Should.ThrowAsync<ArgumentException>(() => client.ResumeSendAsync(wrong, MeshPayload.FromBytes(bytes)));

        mesh.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Data_that_cannot_be_read_is_our_fault_and_not_the_connections()
    {
        await using var mesh = await FakeMesh.StartAsync(Accepting);
        using var client = mesh.Client();
        var payload = MeshPayload.From(20, (offset, count, _) => offset == 0
            ? ValueTask.FromResult<Stream>(new MemoryStream(new byte[count]))
            : throw new IOException("disk"));

        await Should.ThrowAsync<MeshPayloadException>(() => client.SendAsync(Given.Message(MeshPayload.From(20, (_, _, _) => throw new IOException("disk")))));
        var stopped = await Should.ThrowAsync<MeshSendInterruptedException>(() => client.SendAsync(Given.Message(payload), new MeshSendOptions { ChunkSize = 10 }));

        stopped.InnerException.ShouldBeOfType<MeshPayloadException>();
        mesh.Seen.Count(seen => seen.Target.EndsWith("/2", StringComparison.Ordinal)).ShouldBeLessThan(2);
    }

    [Fact]
    public async Task Every_kind_of_payload_gives_the_same_bytes()
    {
        var data = Given.Bytes(50_000);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, data);
        try
        {
            using var stream = new MemoryStream([9, 9, .. data]) { Position = 2 };
            var payloads = new[]
            {
                MeshPayload.FromFile(file), MeshPayload.FromBytes(data), MeshPayload.FromStream(stream),
                MeshPayload.From(data.Length, (offset, count, _) => ValueTask.FromResult<Stream>(new MemoryStream(data, (int)offset, (int)count))),
            };
            foreach (var payload in payloads)
            {
                await using var mesh = await FakeMesh.StartAsync(Accepting);
                using var client = mesh.Client();

                await client.SendAsync(Given.Message(payload), new MeshSendOptions { ChunkSize = 7_000, MaxParallelChunks = 4 });

                mesh.Seen.OrderBy(seen => int.Parse(seen["Mex-Chunk-Range"]!.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture)).SelectMany(seen => seen.Body).ShouldBe(data);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_refused()
    {
        using var pipe = new System.IO.Compression.GZipStream(Stream.Null, System.IO.Compression.CompressionMode.Compress);

        Should.Throw<ArgumentException>(() => MeshPayload.FromStream(pipe));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(96L * 1024 * 1024, 2)]
    [InlineData(10, 0)]
    public async Task Sizes_and_parallelism_out_of_range_are_refused(long chunkSize, int parallel)
    {
        await using var mesh = await FakeMesh.StartAsync(Accepting);
        using var client = mesh.Client();

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => client.SendAsync(Given.Message([1]), new MeshSendOptions { ChunkSize = chunkSize, MaxParallelChunks = parallel }));
        mesh.Seen.ShouldBeEmpty();
    }

    private static Task Accepting(Seen seen, HttpResponse response) =>
        FakeMesh.Json(response, 202, seen.Target.EndsWith("/outbox", StringComparison.Ordinal) ? """{"message_id":"A1"}""" : "null");

    private static ChunkedSendState StateOf(byte[] data) => new()
    {
        Mailbox = MeshMailboxId.Parse("X26ABC1"),
        MessageId = MeshMessageId.Parse("A1"),
        TotalBytes = data.Length,
        ChunkSize = 10,
        Gzip = false,
        FirstChunkSha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(data.AsSpan(0, 10))),
        SentChunks = [1],
    };

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            // another answer came between; look again
        }
    }

    private sealed class Watched : IProgress<MeshProgress>
    {
        public List<MeshProgress> All { get; } = [];

        public void Report(MeshProgress value)
        {
            lock (All)
                All.Add(value);
        }
    }
}
