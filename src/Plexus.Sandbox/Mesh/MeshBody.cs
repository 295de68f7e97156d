namespace Plexus.Sandbox.Mesh;

/// <summary>The stored bytes of one chunk, in memory or in a file.</summary>
internal abstract class MeshBody
{
    internal abstract long Length { get; }

    /// <summary>The bytes, when they are in memory.</summary>
    internal virtual ReadOnlyMemory<byte>? Memory => null;

    /// <summary>The bytes as a stream, or null when they were discarded meanwhile.</summary>
    internal abstract Stream? TryOpen();

    /// <summary>Lets go of the bytes; streams that are open stay good.</summary>
    internal abstract void Discard();
}

internal sealed class MemoryBody(byte[] bytes, BodyStore store) : MeshBody
{
    private int _discarded;

    internal override long Length => bytes.Length;

    internal override ReadOnlyMemory<byte>? Memory => bytes;

    internal override Stream TryOpen() => new MemoryStream(bytes, writable: false);

    internal override void Discard()
    {
        if (Interlocked.Exchange(ref _discarded, 1) == 0)
            store.Released(bytes.Length);
    }
}

internal sealed class FileBody(string path, long length, BodyStore store) : MeshBody
{
    private readonly Lock _gate = new();
    private int _readers;
    private bool _discarded;

    internal string Path => path;

    internal string Name => System.IO.Path.GetFileName(path);

    internal override long Length => length;

    internal override FileStream? TryOpen()
    {
        lock (_gate)
        {
            if (_discarded)
                return null;
            var stream = new BodyStream(this);
            _readers++;
            return stream;
        }
    }

    internal override void Discard()
    {
        lock (_gate)
        {
            if (_discarded)
                return;
            _discarded = true;
            if (_readers == 0)
                store.Released(this);
        }
    }

    // The file is written over for another message once it is given back: not before the last reader is gone.
    private void Closed()
    {
        lock (_gate)
        {
            if (--_readers == 0 && _discarded)
                store.Released(this);
        }
    }

    private sealed class BodyStream(FileBody body) : FileStream(body.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, FileOptions.None)
    {
        private int _closed;

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (Interlocked.Exchange(ref _closed, 1) == 0)
                body.Closed();
        }
    }
}
