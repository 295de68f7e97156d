namespace Plexus.Mesh.Tests;

/// <summary>So many bytes out of nothing: each is its position's low byte.</summary>
internal sealed class EndlessStream(long length, long start = 0) : ReadOnlyStream
{
    private long _at;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = (int)Math.Min(buffer.Length, length - _at);
        var span = buffer.Span[..count];
        for (var i = 0; i < span.Length; i++)
            span[i] = (byte)(start + _at + i);
        _at += count;
        return ValueTask.FromResult(count);
    }
}
