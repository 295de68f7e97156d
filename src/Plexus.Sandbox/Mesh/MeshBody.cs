using Microsoft.Win32.SafeHandles;

namespace Plexus.Sandbox.Mesh;

/// <summary>The stored bytes of one chunk, in memory or in a file.</summary>
internal abstract class MeshBody
{
    internal abstract long Length { get; }

    /// <summary>The bytes, when they are in memory.</summary>
    internal virtual ReadOnlyMemory<byte>? Memory => null;

    internal abstract Stream OpenRead();

    internal abstract void Discard();
}

internal sealed class MemoryBody(byte[] bytes, BodyStore store) : MeshBody
{
    private int _discarded;

    internal override long Length => bytes.Length;

    internal override ReadOnlyMemory<byte>? Memory => bytes;

    internal override Stream OpenRead() => new MemoryStream(bytes, writable: false);

    internal override void Discard()
    {
        if (Interlocked.Exchange(ref _discarded, 1) == 0)
            store.Released(bytes.Length);
    }
}

internal sealed class FileBody(string path, long length) : MeshBody
{
    internal string Path => path;

    internal string Name => System.IO.Path.GetFileName(path);

    internal override long Length => length;

    internal override Stream OpenRead() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);

    internal SafeFileHandle OpenHandle() => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    internal override void Discard() => File.Delete(path);
}
