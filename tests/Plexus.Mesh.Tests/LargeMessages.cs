using System.Globalization;
using System.IO.Compression;

namespace Plexus.Mesh.Tests;

/// <summary>Counts allocations of the whole process, so nothing else may run.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>300 MB through the client, both ways, in buffers and not in memory.</summary>
[Collection(nameof(Alone))]
public sealed class LargeMessages
{
    private const long Size = 300L * 1000 * 1000;
    private const long ChunkSize = 75L * 1000 * 1000;

    // Client and server together, in one process. A single copy of one chunk would already be 75 MB.
    private const long Allowed = 40L * 1000 * 1000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_message_is_sent_without_being_held(bool gzip)
    {
        var received = new long[5];
        await using var mesh = await FakeMesh.StartRawAsync(async (seen, context) =>
        {
            var chunk = int.Parse(seen["Mex-Chunk-Range"]!.Split(':')[0], CultureInfo.InvariantCulture);
            await using var body = gzip ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
            received[chunk] = await CountAsync(body, (chunk - 1) * ChunkSize);
            await FakeMesh.Json(context.Response, 202, """{"message_id":"A1"}""");
        });
        using var client = mesh.Client();
        var payload = MeshPayload.From(Size, (offset, count, _) => ValueTask.FromResult<Stream>(new EndlessStream(count, offset)));
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await client.SendAsync(Given.Message(payload), new MeshSendOptions { ChunkSize = ChunkSize, Gzip = gzip, MaxParallelChunks = 2 });

        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Allowed);
        received.ShouldBe([0, ChunkSize, ChunkSize, ChunkSize, ChunkSize]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_message_is_received_without_being_held(bool gzip)
    {
        await using var mesh = await FakeMesh.StartRawAsync(async (seen, context) =>
        {
            var chunk = seen.Target.Split('/') is [.., "inbox", _, var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 1;
            context.Response.StatusCode = chunk == 4 ? 200 : 206;
            context.Response.Headers["mex-chunk-range"] = $"{chunk}:4";
            if (gzip)
                context.Response.Headers.ContentEncoding = "gzip";
            await using var body = gzip ? new GZipStream(context.Response.Body, CompressionLevel.Fastest) : context.Response.Body;
            await new EndlessStream(ChunkSize, (chunk - 1) * ChunkSize).CopyToAsync(body);
        });
        using var client = mesh.Client();
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await using var message = (MeshData)await client.DownloadAsync(Given.Id);
        var count = await CountAsync(message.Content, 0);

        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Allowed);
        count.ShouldBe(Size);
    }

    /// <summary>Counts bytes, and fails on the first that is not its position's.</summary>
    private static async Task<long> CountAsync(Stream stream, long start)
    {
        var buffer = new byte[128 * 1024];
        long total = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            if (buffer[0] != (byte)(start + total) || buffer[read - 1] != (byte)(start + total + read - 1))
                throw new InvalidDataException($"Wrong byte near {start + total}.");
            total += read;
        }

        return total;
    }
}
