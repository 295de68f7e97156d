namespace Plexus.Mesh.Tests;

/// <summary>A few bytes of gzip can hold any number: how much comes out of a message is bounded.</summary>
public sealed class GrowingTooLarge
{
    private const int Limit = 1_000_000;

    private static readonly byte[] Zeros = new byte[64 * 1024 * 1024];
    private static readonly byte[] Bomb = Given.Gzip(Zeros);

    [Fact]
    public async Task A_bomb_ends_the_download_once_more_has_come_out_than_may()
    {
        Bomb.Length.ShouldBeLessThan(Limit);
        await using var mesh = await AnsweringAsync(Bomb);
        using var client = Client(mesh);
        await using var message = (MeshData)await client.DownloadAsync(Given.Id);

        var (taken, failure) = await DrainAsync(message);

        failure.ShouldBeOfType<MeshException>().Kind.ShouldBe(MeshErrorKind.DecompressedTooLarge);
        failure.Message.ShouldBe("The download was given up: more came out of the compressed message than is allowed.");
        taken.ShouldBeInRange(1, Limit);
        mesh.Seen.Count.ShouldBe(1, "asking again would give the same");
    }

    [Fact]
    public async Task Chunks_count_together()
    {
        var chunk = Given.Gzip(Zeros[..400_000]);
        await using var mesh = await AnsweringAsync(chunk, chunk, chunk);
        using var client = Client(mesh);
        await using var message = (MeshData)await client.DownloadAsync(Given.Id);

        var (taken, failure) = await DrainAsync(message);

        failure.ShouldBeOfType<MeshException>().Kind.ShouldBe(MeshErrorKind.DecompressedTooLarge);
        taken.ShouldBeInRange(800_000, Limit);
        message.CompletedChunks.ShouldBe(2);
    }

    [Fact]
    public async Task A_bomb_of_several_members_counts_too_when_it_is_asked_for_uncompressed()
    {
        byte[] twice = [.. Given.Gzip(Zeros[..600_000]), .. Given.Gzip(Zeros[..100_000])];
        await using var mesh = await FakeMesh.StartAsync((seen, response) =>
        {
            response.Headers["mex-chunk-range"] = "1:1";
            if (seen["Accept-Encoding"] is null)
                return response.Body.WriteAsync(Zeros, 0, Zeros.Length);
            response.Headers.ContentEncoding = "gzip";
            return response.Body.WriteAsync(twice, 0, twice.Length);
        });
        using var client = Client(mesh);
        await using var message = (MeshData)await client.DownloadAsync(Given.Id);

        var (taken, failure) = await DrainAsync(message);

        failure.ShouldBeOfType<MeshException>().Kind.ShouldBe(MeshErrorKind.DecompressedTooLarge);
        taken.ShouldBeInRange(700_000, Limit);
        mesh.Seen.Select(seen => seen["Accept-Encoding"]).ShouldBe(["gzip", null]);
    }

    [Fact]
    public async Task What_fits_and_what_was_never_compressed_is_taken()
    {
        await using var exact = await AnsweringAsync(Given.Gzip(Zeros[..Limit]));
        await using var plain = await FakeMesh.StartAsync((_, response) => response.Body.WriteAsync(Zeros, 0, 3 * Limit));
        using var fits = Client(exact);
        using var large = Client(plain);

        (await DrainAsync((MeshData)await fits.DownloadAsync(Given.Id))).ShouldBe((Limit, null));
        (await DrainAsync((MeshData)await large.DownloadAsync(Given.Id))).ShouldBe((3 * Limit, null));
    }

    [Fact]
    public async Task A_bomb_can_be_kept_as_it_came()
    {
        var chunk = Given.Gzip(Zeros[..2_000_000]);
        await using var mesh = await AnsweringAsync(chunk, chunk);
        using var client = Client(mesh);
        await using var message = (MeshData)await client.DownloadAsync(Given.Id, new MeshDownloadOptions { KeepCompressed = true });

        var kept = await Given.ReadAllAsync(message.Content);

        kept.ShouldBe([.. chunk, .. chunk]);
        Given.Gunzip(kept).Length.ShouldBe(4_000_000);
        (message.Info.IsCompressed, message.Info.IsKeptCompressed).ShouldBe((true, true));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, true)]
    [InlineData(false, false, true)]
    public async Task Chunks_of_which_some_come_plain_are_kept_as_one_gzip(params bool[] isGzip)
    {
        var data = Given.Bytes(300_000);
        await using var mesh = await FakeMesh.StartAsync((seen, response) => Give(response, ChunkOf(seen), 3, Third(data, ChunkOf(seen)), isGzip[ChunkOf(seen) - 1]));
        using var client = Client(mesh);
        await using var message = (MeshData)await client.DownloadAsync(Given.Id, new MeshDownloadOptions { KeepCompressed = true });

        Given.Gunzip(await Given.ReadAllAsync(message.Content)).ShouldBe(data);

        (message.Info.IsCompressed, message.Info.IsKeptCompressed, message.CompletedChunks).ShouldBe((true, true, 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40_000)]
    public async Task A_connection_that_breaks_is_mended_while_a_plain_chunk_is_kept(int before)
    {
        var data = Given.Bytes(300_000);
        var breaks = 2;
        await using var mesh = await FakeMesh.StartRawAsync(async (seen, context) =>
        {
            var chunk = ChunkOf(seen);
            if (chunk != 2 || breaks-- <= 0)
            {
                await Give(context.Response, chunk, 3, Third(data, chunk), chunk == 1);
                return;
            }

            context.Response.ContentLength = 100_000;
            context.Response.StatusCode = 206;
            context.Response.Headers["mex-chunk-range"] = "2:3";
            await context.Response.Body.WriteAsync(Third(data, 2).AsMemory(0, before));
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var client = Client(mesh);
        await using var message = (MeshData)await client.DownloadAsync(Given.Id, new MeshDownloadOptions { KeepCompressed = true });

        Given.Gunzip(await Given.ReadAllAsync(message.Content)).ShouldBe(data);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_kept_as_gzip_is_never_gone_on_with_plain(bool comesPlain)
    {
        var gzip = Given.Gzip(Given.Bytes(100_000));
        var isFirst = true;
        var hasRead = new TaskCompletionSource();
        await using var mesh = await FakeMesh.StartRawAsync(async (seen, context) =>
        {
            if (!isFirst)
            {
                await Give(context.Response, 1, 1, comesPlain ? Given.Bytes(100_000) : Given.Bytes(10), !comesPlain && seen["Accept-Encoding"] is not null);
                return;
            }

            isFirst = false;
            context.Response.ContentLength = gzip.Length;
            context.Response.Headers["mex-chunk-range"] = "1:1";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(gzip.AsMemory(0, gzip.Length / 2));
            await context.Response.Body.FlushAsync();
            await hasRead.Task;
            context.Abort();
        });
        using var client = Client(mesh);
        await using var message = (MeshData)await client.DownloadAsync(Given.Id, new MeshDownloadOptions { KeepCompressed = true });

        await message.Content.ReadExactlyAsync(new byte[1000]);
        hasRead.SetResult();
        (await Should.ThrowAsync<MeshException>(() => Given.ReadAllAsync(message.Content))).Kind.ShouldBe(MeshErrorKind.UnreadableAnswer);

        mesh.Seen.ShouldAllBe(seen => seen["Accept-Encoding"] == "gzip");
    }

    [Fact]
    public async Task Data_in_one_chunk_that_comes_plain_is_kept_plain()
    {
        await using var mesh = await FakeMesh.StartAsync((_, response) => Give(response, 1, 1, Zeros[..5000], isGzip: false));
        using var client = Client(mesh);
        await using var message = (MeshData)await client.DownloadAsync(Given.Id, new MeshDownloadOptions { KeepCompressed = true });

        (await Given.ReadAllAsync(message.Content)).ShouldBe(Zeros[..5000]);
        (message.Info.IsCompressed, message.Info.IsKeptCompressed).ShouldBe((false, false));
    }

    private static MeshClient Client(FakeMesh mesh) => new(mesh.Options() with { MaxDecompressedBytes = Limit });

    private static int ChunkOf(Seen seen) => seen.Target.Split('/') is [.., "inbox", _, var number] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 1;

    private static byte[] Third(byte[] data, int chunk) => data[((chunk - 1) * data.Length / 3)..(chunk * data.Length / 3)];

    private static Task Give(Microsoft.AspNetCore.Http.HttpResponse response, int chunk, int of, byte[] data, bool isGzip)
    {
        response.StatusCode = chunk == of ? 200 : 206;
        response.Headers["mex-chunk-range"] = $"{chunk}:{of}";
        if (isGzip)
            response.Headers.ContentEncoding = "gzip";
        return response.Body.WriteAsync(isGzip ? Given.Gzip(data) : data).AsTask();
    }

    private static Task<FakeMesh> AnsweringAsync(params byte[][] chunks) => FakeMesh.StartAsync((seen, response) =>
    {
        var chunk = ChunkOf(seen);
        response.StatusCode = chunk == chunks.Length ? 200 : 206;
        response.Headers["mex-chunk-range"] = $"{chunk}:{chunks.Length}";
        response.Headers.ContentEncoding = "gzip";
        return response.Body.WriteAsync(chunks[chunk - 1], 0, chunks[chunk - 1].Length);
    });

    private static async Task<(long Taken, Exception? Failure)> DrainAsync(MeshData message)
    {
        var buffer = new byte[50_000];
        long taken = 0;
        try
        {
            for (int read; (read = await message.Content.ReadAsync(buffer)) > 0;)
                taken += read;
            return (taken, null);
        }
        catch (Exception e)
        {
            return (taken, e);
        }
    }
}
