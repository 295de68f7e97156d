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
    }

    private static MeshClient Client(FakeMesh mesh) => new(mesh.Options() with { MaxDecompressedBytes = Limit });

    private static Task<FakeMesh> AnsweringAsync(params byte[][] chunks) => FakeMesh.StartAsync((seen, response) =>
    {
        var chunk = seen.Target.Split('/') is [.., "inbox", _, var number] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 1;
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
