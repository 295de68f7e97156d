using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Plexus.Sandbox.Mesh;

/// <summary>Takes bodies off the wire: small ones into memory, large ones straight to a file.</summary>
/// <remarks>
/// Without a data folder, large files are written over when their message is gone: fresh pages of the file cache cost more
/// than everything else about storing a body.
/// </remarks>
internal sealed class BodyStore : IDisposable
{
    private const int BlockLength = 256 * 1024;
    private const long LeastReused = 1024 * 1024;
    private const long MostReused = 2L * 1024 * 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly Stack<(string Path, long Length)> _reusable = new();
    private long _reusableBytes;
    private readonly MeshOptions _options;
    private readonly string _folder;
    private readonly bool _temporary;
    private long _inMemory;
    private long _files;

    internal BodyStore(MeshOptions options, string? folder)
    {
        _options = options;
        _temporary = folder is null;
        _folder = folder ?? Directory.CreateTempSubdirectory("plexus-sandbox-").FullName;
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Reads a body to its end.</summary>
    /// <returns>The body, or null when it is longer than <paramref name="limit"/> bytes.</returns>
    internal async ValueTask<MeshBody?> ReceiveAsync(PipeReader reader, long? announced, long limit, CancellationToken cancellation)
    {
        if (announced > limit)
            return null;
        if ((announced ?? 0) <= _options.MaxBodyInMemory && Fits(announced ?? _options.MaxBodyInMemory))
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                var buffer = result.Buffer;
                if (buffer.Length > limit)
                {
                    reader.AdvanceTo(buffer.End);
                    return null;
                }
                if (result.IsCompleted && buffer.Length <= _options.MaxBodyInMemory)
                {
                    var bytes = buffer.ToArray();
                    reader.AdvanceTo(buffer.End);
                    return Keep(bytes);
                }
                if (buffer.Length > _options.MaxBodyInMemory)
                {
                    reader.AdvanceTo(buffer.Start);
                    break;
                }
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        return await SpoolAsync(reader, announced, limit, cancellation).ConfigureAwait(false);
    }

    internal async ValueTask<MeshBody> ReceiveAsync(Stream stream, CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        var body = await ReceiveAsync(reader, null, long.MaxValue, cancellation).ConfigureAwait(false);
        await reader.CompleteAsync().ConfigureAwait(false);
        return body!;
    }

    internal MeshBody Keep(byte[] bytes)
    {
        Interlocked.Add(ref _inMemory, bytes.Length);
        return new MemoryBody(bytes, this);
    }

    internal MeshBody Copy(MeshBody body)
    {
        if (body.Memory is { } bytes)
            return Keep(bytes.ToArray());
        var path = NextPath();
        File.Copy(((FileBody)body).Path, path);
        return new FileBody(path, body.Length, this);
    }

    internal FileBody Existing(string name, long length) => new(Path.Combine(_folder, name), length, this);

    internal void Released(int bytes) => Interlocked.Add(ref _inMemory, -bytes);

    internal void Released(FileBody body)
    {
        if (_temporary && body.Length >= LeastReused)
        {
            lock (_gate)
            {
                if (_reusableBytes + body.Length <= MostReused)
                {
                    _reusable.Push((body.Path, body.Length));
                    _reusableBytes += body.Length;
                    return;
                }
            }
        }
        File.Delete(body.Path);
    }

    /// <summary>Deletes files that no message names and goes on numbering behind the rest.</summary>
    internal void Sweep(IReadOnlySet<string> inUse)
    {
        foreach (var path in Directory.EnumerateFiles(_folder))
        {
            var name = Path.GetFileName(path);
            if (!inUse.Contains(name))
                File.Delete(path);
            else if (long.TryParse(Path.GetFileNameWithoutExtension(name), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number))
                _files = Math.Max(_files, number);
        }
    }

    private bool Fits(long length) => Interlocked.Read(ref _inMemory) + length <= _options.MemoryBudget;

    private string NextPath() => Path.Combine(_folder, Interlocked.Increment(ref _files).ToString("x8", CultureInfo.InvariantCulture) + ".body");

    // A file much longer than what comes would only be cut.
    private (string Path, long Length) NextFile(long? announced)
    {
        lock (_gate)
        {
            if (_reusable.TryPeek(out var file) && file.Length / 2 <= announced)
            {
                _reusable.Pop();
                _reusableBytes -= file.Length;
                return file;
            }
        }
        return (NextPath(), 0);
    }

    private async ValueTask<MeshBody?> SpoolAsync(PipeReader reader, long? announced, long limit, CancellationToken cancellation)
    {
        var (path, before) = NextFile(announced);
        var block = ArrayPool<byte>.Shared.Rent(BlockLength);
        long length = 0;
        var whole = false;
        try
        {
            using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            var filled = 0;
            while (!whole)
            {
                var result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                foreach (var segment in result.Buffer)
                    Gather(file, segment.Span, block, ref filled, ref length);
                reader.AdvanceTo(result.Buffer.End);
                if (length + filled > limit)
                    return null;
                whole = result.IsCompleted;
            }
            RandomAccess.Write(file, block.AsSpan(0, filled), length);
            length += filled;
            if (length < before)
                RandomAccess.SetLength(file, length);
            return new FileBody(path, length, this);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
            if (!whole)
                File.Delete(path);
        }
    }

    // The wire delivers small pieces; the file is written in blocks. The page cache takes them at once: waiting for
    // another thread to do it would cost more than doing it.
    private static void Gather(SafeFileHandle file, ReadOnlySpan<byte> bytes, byte[] block, ref int filled, ref long length)
    {
        while (bytes.Length > 0)
        {
            var taken = Math.Min(bytes.Length, BlockLength - filled);
            bytes[..taken].CopyTo(block.AsSpan(filled));
            filled += taken;
            bytes = bytes[taken..];
            if (filled < BlockLength)
                continue;
            RandomAccess.Write(file, block.AsSpan(0, filled), length);
            length += filled;
            filled = 0;
        }
    }

    public void Dispose()
    {
        if (_temporary && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
