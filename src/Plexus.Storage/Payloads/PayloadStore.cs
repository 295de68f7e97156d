using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Plexus.Storage.Secrets;

namespace Plexus.Storage.Payloads;

/// <summary>Payloads, addressed by exchange and encrypted: up to 64 KiB in the row, larger ones as a file (SQLite) or as rows of chunks (PostgreSQL, whose nodes share no disk).</summary>
public sealed class PayloadStore
{
    /// <summary>The largest payload kept in its row, in bytes.</summary>
    public const int InlineLimit = 64 * 1024;

    private static readonly Sql Insert = new("INSERT INTO payload (exchange, organisation, size, sha256, data, file, chunks) VALUES ($1, $2, $3, $4, $5, $6, $7)");

    private static readonly Sql Select = new("SELECT size, data, file, chunks FROM payload WHERE exchange = $1");

    private static readonly Sql SelectFiles = new("SELECT file FROM payload WHERE file >= $1 AND file < $2");

    private static readonly Sql DeleteChunks = new("DELETE FROM payload_chunk WHERE exchange = $1");

    private static readonly Sql DeleteOrphanChunks = new("DELETE FROM payload_chunk WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM payload WHERE payload.file = payload_chunk.exchange OR payload.exchange = payload_chunk.exchange)");

    private readonly Database _database;
    private readonly KeyRing _keys;
    private readonly TimeProvider _time;
    private readonly string? _folder;

    /// <param name="folder">Where files go; null keeps large payloads as rows.</param>
    public PayloadStore(Database database, KeyRing keys, string? folder, TimeProvider time)
    {
        _database = database;
        _keys = keys;
        _time = time;
        _folder = folder;
    }

    /// <summary>Stores bytes that are already in memory and small enough for the row.</summary>
    /// <exception cref="ArgumentException">Longer than <see cref="InlineLimit"/>.</exception>
    public StoredPayload Store(string exchange, ReadOnlyMemory<byte> content)
    {
        if (content.Length > InlineLimit)
            throw new ArgumentException("Too long for the row; stream it.", nameof(content));
        return new StoredPayload(exchange, content.Length, Convert.ToHexStringLower(SHA256.HashData(content.Span)))
        {
            Plain = content,
            Inline = _keys.Encrypt(content.Span, "payload/" + exchange),
        };
    }

    /// <summary>Stores a stream of any length, hashing it on the way. When this returns a large payload has reached the disk.</summary>
    public async Task<StoredPayload> StoreAsync(string exchange, string organisation, Stream content, CancellationToken cancellation)
    {
        var head = ArrayPool<byte>.Shared.Rent(InlineLimit + 1);
        try
        {
            var length = await content.ReadAtLeastAsync(head.AsMemory(0, InlineLimit + 1), InlineLimit + 1, throwOnEndOfStream: false, cancellation);
            return length <= InlineLimit
                ? Store(exchange, head.AsSpan(0, length).ToArray())
                : await StoreLargeAsync(exchange, organisation, head.AsMemory(0, length), content, cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head, clearArray: true);
        }
    }

    /// <summary>Writes the row that makes the payload exist.</summary>
    public static void Attach(WriteSession session, StoredPayload payload, string organisation) =>
        session.Post(Insert, payload.Exchange, organisation, payload.Size, payload.Sha256, payload.Inline, payload.File, payload.Chunks);

    /// <summary>The plain bytes as a stream; null when the exchange has none.</summary>
    public Stream? Open(string exchange)
    {
        var found = _database.Read(rows => rows.First(Select, row => new Row(row.GetInt64(0), row.Bytes(1), row.Text(2), row.GetInt64(3)), exchange));
        if (found is null)
            return null;
        if (found.Data is { } data)
            return new MemoryStream(_keys.Decrypt(data, "payload/" + exchange), writable: false);
        Stream source = found.Chunks == 0
            ? new FileStream(PathOf(found.File!), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, SealedFrames.Sealed, FileOptions.Asynchronous | FileOptions.SequentialScan)
            : new ChunkRowsReader(_database, found.File ?? exchange, found.Chunks);
        return new FrameReader(_keys, exchange, found.Size, source);
    }

    /// <summary>The first bytes of the payload, all of them when it is not longer than <paramref name="most"/>.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string exchange, int most, CancellationToken cancellation)
    {
        await using var stream = Open(exchange);
        if (stream is null)
            return default;
        var buffer = new byte[(int)Math.Min(stream.Length, most)];
        await stream.ReadExactlyAsync(buffer, cancellation);
        return buffer;
    }

    /// <summary>Removes what a payload left behind that no row came to speak of.</summary>
    public void Discard(StoredPayload payload)
    {
        if (payload is { Chunks: 0, File: { } file })
            File.Delete(PathOf(file));
    }

    /// <summary>Removes large payloads of the last days that a crash left without a row; says how many files or chunks went.</summary>
    /// <param name="age">Younger ones are left alone: their row may be on its way.</param>
    public async Task<int> SweepAsync(TimeSpan age, CancellationToken cancellation)
    {
        var before = _time.GetUtcNow() - age;
        if (_folder is null)
            return await _database.Writes.RunAsync(session => session.Execute(DeleteOrphanChunks, before.ToUnixTimeMilliseconds()), cancellation: cancellation);
        var removed = 0;
        if (Directory.Exists(_folder))
            foreach (var folder in Directory.EnumerateDirectories(_folder).OrderDescending().Take(3))
                removed += SweepFolder(folder, before.UtcDateTime, cancellation);
        return removed;
    }

    private int SweepFolder(string folder, DateTime before, CancellationToken cancellation)
    {
        var day = Path.GetFileName(folder);
        var known = _database.Read(rows => rows.Query(SelectFiles, row => row.GetString(0), day + "/", day + "0")).ToHashSet();
        var removed = 0;
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            cancellation.ThrowIfCancellationRequested();
            if (known.Contains(day + "/" + Path.GetFileName(path)) || File.GetLastWriteTimeUtc(path) >= before)
                continue;
            File.Delete(path);
            removed++;
        }

        return removed;
    }

    private async Task<StoredPayload> StoreLargeAsync(string exchange, string organisation, ReadOnlyMemory<byte> head, Stream rest, CancellationToken cancellation)
    {
        if (_folder is null)
            return await StoreRowsAsync(exchange, organisation, head, rest, cancellation);

        var day = _time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var folder = Path.Combine(_folder, day);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            DurableFolder.Sync(_folder);
        }

        return await StoreFileAsync(exchange, day + "/" + exchange, head, rest, cancellation);
    }

    private async Task<StoredPayload> StoreRowsAsync(string exchange, string organisation, ReadOnlyMemory<byte> head, Stream rest, CancellationToken cancellation)
    {
        // Rows of its own: another node may store the same payload at the same time, or have stored it already.
        var place = $"{exchange}/{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        await using var rows = new ChunkRowsWriter(_database, place, organisation);
        try
        {
            var (size, hash) = await SealAsync(exchange, head, rest, rows, cancellation);
            await rows.CompleteAsync(cancellation);
            return new StoredPayload(exchange, size, hash) { File = place, Chunks = rows.Chunks };
        }
        catch (Exception e) when (e is not StorageException)
        {
            await _database.Writes.RunAsync(session => session.Execute(DeleteChunks, place), cancellation: CancellationToken.None);
            throw;
        }
    }

    private async Task<StoredPayload> StoreFileAsync(string exchange, string name, ReadOnlyMemory<byte> head, Stream rest, CancellationToken cancellation)
    {
        var path = PathOf(name);
        var temporary = path + ".part";
        try
        {
            long size;
            string hash;
            await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                (size, hash) = await SealAsync(exchange, head, rest, file, cancellation);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            DurableFolder.Sync(Path.GetDirectoryName(path)!);
            return new StoredPayload(exchange, size, hash) { File = name };
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private async Task<(long Size, string Sha256)> SealAsync(string exchange, ReadOnlyMemory<byte> head, Stream rest, Stream sink, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var frames = new FrameWriter(_keys, exchange, sink);
        hash.AppendData(head.Span);
        await frames.WriteAsync(head, cancellation);
        long size = head.Length;
        var buffer = new byte[SealedFrames.Plain];
        int read;
        while ((read = await rest.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await frames.WriteAsync(buffer.AsMemory(0, read), cancellation);
            size += read;
        }

        await frames.CompleteAsync(cancellation);
        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private string PathOf(string file) => Path.Combine(_folder ?? throw new StorageException("A payload is kept as a file, but no payload folder is set."), file);

    private sealed record Row(long Size, byte[]? Data, string? File, long Chunks);
}
