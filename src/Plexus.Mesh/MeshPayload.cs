namespace Plexus.Mesh;

/// <summary>The bytes of a message to send. Read in ranges, so that chunks can go side by side and be repeated, and nothing is held whole.</summary>
public abstract class MeshPayload
{
    /// <summary>Length in bytes, before any compression.</summary>
    public abstract long Length { get; }

    /// <summary>Opens part of the bytes. May be called many times and at the same time; each stream is disposed by the caller.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="count">How many bytes; the stream ends after them.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    public abstract ValueTask<Stream> OpenAsync(long offset, long count, CancellationToken cancellation);

    /// <summary>A file, opened for each part and closed after it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static MeshPayload FromFile(string path) => new FilePayload(path);

    /// <summary>Bytes already in memory; not copied.</summary>
    public static MeshPayload FromBytes(ReadOnlyMemory<byte> bytes) => new BytesPayload(bytes);

    /// <summary>A seekable stream, from its present position to its end. It stays open; nothing else may use it until the send is over.</summary>
    /// <exception cref="ArgumentException">The stream cannot seek: chunks could be neither repeated nor counted beforehand.</exception>
    public static MeshPayload FromStream(Stream stream) => new StreamPayload(stream);

    /// <summary>Anything that can be opened at an offset, e.g. a blob store.</summary>
    /// <param name="length">Length in bytes.</param>
    /// <param name="open">Opens <c>count</c> bytes at <c>offset</c>; may be called at the same time from several threads.</param>
    public static MeshPayload From(long length, Func<long, long, CancellationToken, ValueTask<Stream>> open) => new OpenedPayload(length, open);

    private sealed class FilePayload : MeshPayload
    {
        private readonly string _path;

        internal FilePayload(string path)
        {
            var file = new FileInfo(path);
            Length = file.Exists ? file.Length : throw new FileNotFoundException("The file to send does not exist.", path);
            _path = file.FullName;
        }

        public override long Length { get; }

        public override ValueTask<Stream> OpenAsync(long offset, long count, CancellationToken cancellation)
        {
            // No buffer of its own: the copy to the request brings one.
            var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            file.Position = offset;
            return ValueTask.FromResult<Stream>(new BoundedStream(file, count));
        }
    }

    private sealed class BytesPayload(ReadOnlyMemory<byte> bytes) : MeshPayload
    {
        public override long Length => bytes.Length;

        public override ValueTask<Stream> OpenAsync(long offset, long count, CancellationToken cancellation)
        {
            var part = bytes.Slice(checked((int)offset), checked((int)count));
            return ValueTask.FromResult<Stream>(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(part, out var array)
                ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
                : new MemoryStream(part.ToArray(), writable: false));
        }
    }

    private sealed class StreamPayload : MeshPayload
    {
        private readonly SharedStream _shared;

        internal StreamPayload(Stream stream)
        {
            ArgumentNullException.ThrowIfNull(stream);
            if (!stream.CanSeek)
                throw new ArgumentException("The stream to send must be seekable.", nameof(stream));
            _shared = new SharedStream(stream);
            Length = stream.Length - stream.Position;
        }

        public override long Length { get; }

        public override ValueTask<Stream> OpenAsync(long offset, long count, CancellationToken cancellation) =>
            ValueTask.FromResult<Stream>(new BoundedStream(_shared.OpenAt(offset), count));
    }

    private sealed class OpenedPayload(long length, Func<long, long, CancellationToken, ValueTask<Stream>> open) : MeshPayload
    {
        public override long Length => length;

        public override ValueTask<Stream> OpenAsync(long offset, long count, CancellationToken cancellation) => open(offset, count, cancellation);
    }
}
