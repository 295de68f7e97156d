using System.IO.Pipelines;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Tests.Mesh;

public sealed class Bodies : IDisposable
{
    private const int Megabyte = 1024 * 1024;
    private readonly BodyStore _store = new(new MeshOptions(), null);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_file_that_is_still_being_read_is_not_written_over()
    {
        var first = await Receive(1, 3 * Megabyte);
        using var reading = first.TryOpen()!;
        first.Discard();

        var second = await Receive(2, 3 * Megabyte);

        ReadAll(reading).ShouldAllBe(b => b == 1);
        ReadAll(second.TryOpen()!).ShouldAllBe(b => b == 2);
        first.TryOpen().ShouldBeNull("a discarded body opens no more");
    }

    [Theory]
    [InlineData(3 * Megabyte)]
    [InlineData(3 * Megabyte - 7)]
    [InlineData(2 * Megabyte)]
    [InlineData(5 * Megabyte)]
    [InlineData(100_000)]
    public async Task A_file_written_over_holds_nothing_of_what_it_held(int length)
    {
        var first = await Receive(1, 3 * Megabyte);
        first.Discard();

        var second = await Receive(2, length);

        second.Length.ShouldBe(length);
        var bytes = ReadAll(second.TryOpen()!);
        bytes.Length.ShouldBe(length);
        bytes.ShouldAllBe(b => b == 2);
    }

    [Fact]
    public async Task A_large_file_is_written_over_once_nobody_reads_it()
    {
        var first = (FileBody)await Receive(1, 3 * Megabyte);
        var reading = first.TryOpen()!;
        first.Discard();
        await reading.DisposeAsync();

        ((FileBody)await Receive(2, 3 * Megabyte)).Path.ShouldBe(first.Path);
        ((FileBody)await Receive(3, 3 * Megabyte)).Path.ShouldNotBe(first.Path, "it is in use again");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(64 * 1024, true)]
    [InlineData(64 * 1024 + 1, false)]
    public async Task Bodies_up_to_64_KiB_stay_in_memory(int length, bool inMemory)
    {
        foreach (var announced in (long?[])[length, null])
        {
            var body = (await _store.ReceiveAsync(PipeReader.Create(new MemoryStream(new byte[length])), announced, long.MaxValue, CancellationToken.None))!;

            (body.Memory is not null).ShouldBe(inMemory);
            body.Length.ShouldBe(length);
        }
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(200_000)]
    public async Task A_body_above_the_limit_is_not_kept(int length)
    {
        (await _store.ReceiveAsync(PipeReader.Create(new MemoryStream(new byte[length])), null, length - 1, CancellationToken.None)).ShouldBeNull();
        (await _store.ReceiveAsync(PipeReader.Create(new MemoryStream(new byte[length])), null, length, CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Small_bodies_go_to_disk_when_the_memory_set_aside_is_full()
    {
        using var store = new BodyStore(new MeshOptions { MemoryBudget = 10_000 }, null);

        var kept = (await store.ReceiveAsync(PipeReader.Create(new MemoryStream(new byte[8000])), 8000, long.MaxValue, CancellationToken.None))!;
        var spilled = (await store.ReceiveAsync(PipeReader.Create(new MemoryStream(new byte[8000])), 8000, long.MaxValue, CancellationToken.None))!;
        kept.Discard();
        var again = (await store.ReceiveAsync(PipeReader.Create(new MemoryStream(new byte[8000])), 8000, long.MaxValue, CancellationToken.None))!;

        (kept.Memory is not null, spilled.Memory is not null, again.Memory is not null).ShouldBe((true, false, true));
    }

    private async Task<MeshBody> Receive(byte value, int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return (await _store.ReceiveAsync(PipeReader.Create(new MemoryStream(bytes)), length, long.MaxValue, CancellationToken.None))!;
    }

    private static byte[] ReadAll(Stream stream)
    {
        using (stream)
        {
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.ToArray();
        }
    }
}
