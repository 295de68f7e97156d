namespace Plexus.Mesh;

/// <summary>Sums the bytes of chunks that move side by side.</summary>
internal sealed class ProgressSum(IProgress<MeshProgress>? progress, long total, long done)
{
    private long _done = done;

    /// <summary>The part of one chunk; an attempt that begins anew takes back what the one before had counted.</summary>
    internal Part OfChunk() => new(this);

    private void Add(long bytes) => progress?.Report(new MeshProgress(Interlocked.Add(ref _done, bytes), total));

    internal sealed class Part(ProgressSum sum)
    {
        private long _counted;

        internal Action<int> BeginAttempt(Action moved)
        {
            if (_counted > 0)
                sum.Add(-_counted);
            _counted = 0;
            return bytes =>
            {
                moved();
                _counted += bytes;
                sum.Add(bytes);
            };
        }
    }
}
