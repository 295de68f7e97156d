using System.IO.Compression;

namespace Plexus.Mesh;

/// <summary>Makes one member of gzip of plain bytes as they come, without compressing them.</summary>
internal sealed class GzipMember : IDisposable
{
    private readonly MemoryStream _made = new();
    private readonly GZipStream _gzip;
    private int _taken;

    internal GzipMember() => _gzip = new GZipStream(_made, CompressionLevel.NoCompression, leaveOpen: true);

    internal bool IsEnded { get; private set; }

    /// <summary>Adds bytes; none end the member.</summary>
    internal void Add(ReadOnlySpan<byte> plain)
    {
        if (plain.IsEmpty)
        {
            _gzip.Dispose();
            IsEnded = true;
        }
        else
        {
            _gzip.Write(plain);
        }
    }

    /// <summary>Gives what was made and not given yet, as much as fits.</summary>
    internal int Take(Span<byte> target)
    {
        var ready = _made.GetBuffer().AsSpan(_taken, (int)_made.Length - _taken);
        var count = Math.Min(ready.Length, target.Length);
        ready[..count].CopyTo(target);
        _taken += count;
        if (_taken == _made.Length)
        {
            _made.SetLength(0);
            _taken = 0;
        }

        return count;
    }

    public void Dispose()
    {
        _gzip.Dispose();
        _made.Dispose();
    }
}
