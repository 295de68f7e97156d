using System.Security.Cryptography;
using Plexus.Storage.Payloads;
using Plexus.Testing;

namespace Plexus.Storage.Tests;

public sealed class KeepingPayloads
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Bytes_come_back_as_they_were_whatever_their_length(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var lengths = new[] { 0, 1, 24_000, PayloadStore.InlineLimit, PayloadStore.InlineLimit + 1, 2 * PayloadStore.InlineLimit, 3_000_000 };
        foreach (var length in lengths)
        {
            var bytes = RandomNumberGenerator.GetBytes(length);
            var exchange = $"{length:D32}";

            var stored = await test.Payloads.StoreAsync(exchange, "A81001", new Dribble(bytes), default);
            await test.Database.Writes.RunAsync(s => PayloadStore.Attach(s, stored, "A82"));

            stored.Size.ShouldBe(length);
            stored.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
            (await test.Payloads.ReadAsync(exchange, int.MaxValue, default)).Span.SequenceEqual(bytes).ShouldBeTrue();
            (await test.Payloads.ReadAsync(exchange, 10, default)).Span.SequenceEqual(bytes.AsSpan(0, Math.Min(10, length))).ShouldBeTrue();
            using var copy = new MemoryStream();
            test.Payloads.Open(exchange)!.CopyTo(copy);
            copy.ToArray().AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_exchange_without_a_payload_has_none(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);

        test.Payloads.Open("unknown").ShouldBeNull();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_stream_that_breaks_leaves_nothing(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);

        await Should.ThrowAsync<EndOfStreamException>(() => test.Payloads.StoreAsync("broken", "A81001", new Breaking(3_000_000), default));

        test.Database.Read(rows => rows.First(new Sql("SELECT count(*) FROM payload_chunk"), row => row.GetInt64(0))).ShouldBe(0);
        if (dialect == "sqlite")
            Directory.EnumerateFiles(Path.Combine(test.Folder, "payloads"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_readable_is_on_the_disk()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite");
        var canary = "CANARY-PATIENT-"u8.ToArray();
        var bytes = Enumerable.Repeat(canary, 20_000).SelectMany(b => b).ToArray();

        var stored = await test.Payloads.StoreAsync("big", "A81001", new MemoryStream(bytes), default);
        var small = test.Payloads.Store("small", bytes.AsMemory(0, 1000));
        await test.Database.Writes.RunAsync(s =>
        {
            PayloadStore.Attach(s, stored, "A82");
            PayloadStore.Attach(s, small, "A82");
        });

        foreach (var file in Directory.EnumerateFiles(test.Folder, "*", SearchOption.AllDirectories))
            ReadShared(file).AsSpan().IndexOf(canary).ShouldBe(-1, file);
    }

    [Fact]
    public async Task A_changed_truncated_or_exchanged_file_is_not_given_out()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite");
        var bytes = RandomNumberGenerator.GetBytes(200_000);
        foreach (var name in new[] { "a", "b" })
        {
            var stored = await test.Payloads.StoreAsync(name, "A81001", new MemoryStream(bytes), default);
            await test.Database.Writes.RunAsync(s => PayloadStore.Attach(s, stored, "A82"));
        }

        var file = Directory.EnumerateFiles(Path.Combine(test.Folder, "payloads"), "a", SearchOption.AllDirectories).Single();
        var good = await File.ReadAllBytesAsync(file);

        var changed = good.ToArray();
        changed[100_000] ^= 1;
        await File.WriteAllBytesAsync(file, changed);
        await Should.ThrowAsync<StorageException>(test.Payloads.ReadAsync("a", int.MaxValue, default));
        await File.WriteAllBytesAsync(file, good[..^70_000]);
        await Should.ThrowAsync<Exception>(test.Payloads.ReadAsync("a", int.MaxValue, default));
        File.Copy(Path.Combine(Path.GetDirectoryName(file)!, "b"), file, overwrite: true);
        await Should.ThrowAsync<StorageException>(test.Payloads.ReadAsync("a", int.MaxValue, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_crash_left_without_a_row_is_swept_and_nothing_else(string dialect)
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var test = await TestDatabase.CreateAsync(dialect, time);
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var kept = await test.Payloads.StoreAsync("kept", "A81001", new MemoryStream(bytes), default);
        await test.Database.Writes.RunAsync(s => PayloadStore.Attach(s, kept, "A82"));
        await test.Payloads.StoreAsync("orphan", "A81001", new MemoryStream(bytes), default);

        (await test.Payloads.SweepAsync(TimeSpan.FromHours(1), default)).ShouldBe(0);
        time.Advance(TimeSpan.FromHours(2));
        (await test.Payloads.SweepAsync(TimeSpan.FromHours(1), default)).ShouldBe(1);

        (await test.Payloads.ReadAsync("kept", int.MaxValue, default)).Length.ShouldBe(bytes.Length);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Storing_again_harms_nothing_that_is_there_whether_it_fails_or_not(string dialect)
    {
        await using var test = await TestDatabase.CreateAsync(dialect);
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        var slow = await test.Payloads.StoreAsync("twice", "A81001", new MemoryStream(bytes), default);
        var quick = await test.Payloads.StoreAsync("twice", "A81001", new MemoryStream(bytes), default);
        await test.Database.Writes.RunAsync(s => PayloadStore.Attach(s, quick, "A81001"));

        await Should.ThrowAsync<EndOfStreamException>(() => test.Payloads.StoreAsync("twice", "A81001", new Breaking(2_500_000), default));
        await test.Payloads.StoreAsync("twice", "A81001", new MemoryStream(bytes), default);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => test.Database.Writes.RunAsync(s => PayloadStore.Attach(s, slow, "A81001")));

        (await test.Payloads.ReadAsync("twice", int.MaxValue, default)).ToArray().ShouldBe(bytes);
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class Dribble(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, 7001)], cancellationToken);
    }

    /// <summary>Gives so many bytes and then breaks.</summary>
    private sealed class Breaking(int bytes) : MemoryStream(new byte[bytes])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new EndOfStreamException("The connection broke.");
    }
}
