namespace Plexus.Mesh;

/// <summary>How data is cut: every chunk but the last has the same size, before compression.</summary>
/// <remarks>MESH API 2.0.0: the uncompressed data is split and each chunk compressed on its own, never the other way round.</remarks>
internal readonly record struct ChunkPlan(long TotalBytes, long ChunkSize)
{
    /// <summary>At least one: an empty message is one empty chunk.</summary>
    internal int Count => TotalBytes == 0 ? 1 : checked((int)((TotalBytes + ChunkSize - 1) / ChunkSize));

    internal long OffsetOf(int chunk) => (chunk - 1) * ChunkSize;

    internal long LengthOf(int chunk) => Math.Min(ChunkSize, TotalBytes - OffsetOf(chunk));
}
