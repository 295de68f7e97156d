using System.IO.Compression;
using System.Net;

namespace Plexus.Mesh;

/// <summary>The chunks of a message, one after another, as one stream that mends itself.</summary>
internal sealed class ChunkedDownloadStream : ReadOnlyStream
{
    private readonly Func<int, bool, CancellationToken, Task<MeshAnswer>> _open;
    private readonly Func<int, Exception, CancellationToken, Task> _beforeRepeat;
    private readonly int _total;
    private MeshAnswer? _answer;
    private Stream? _decoded;
    private GzipWire? _gzip;
    private GzipMember? _member;
    private bool _avoidGzip;
    private bool _comesAsGzip;
    private bool _isCompressed;
    private int _chunk;
    private long _inChunk;
    private long _read;
    private int _breaks;
    private bool _isClosed;

    /// <param name="first">The answer with the first chunk wanted.</param>
    /// <param name="chunk">Its number.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="open">Asks for a chunk by number, letting it be compressed or not.</param>
    /// <param name="beforeRepeat">Waits before the next attempt at a chunk, or throws when there were enough.</param>
    internal ChunkedDownloadStream(MeshAnswer first, int chunk, int total, Func<int, bool, CancellationToken, Task<MeshAnswer>> open, Func<int, Exception, CancellationToken, Task> beforeRepeat)
    {
        (_answer, _chunk, _total, _open, _beforeRepeat) = (first, chunk, total, open, beforeRepeat);
        CompletedChunks = chunk - 1;
    }

    /// <summary>Whether each chunk is given out as a member of gzip: as it came, or made one when it came plain.</summary>
    internal bool GivesGzip { get; init; }

    /// <summary>Bytes given out of a message of which any chunk came as gzip, before it is given up.</summary>
    internal long MostDecompressed { get; init; } = long.MaxValue;

    internal int CompletedChunks { get; private set; }

    internal long CompletedBytes { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A closed stream must not look like one that was read to its end.
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (buffer.IsEmpty)
            return 0;

        while (_chunk <= _total)
        {
            var read = await ReadChunkAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read > 0)
            {
                _read += read;
                // Also once it is asked for uncompressed: the sender's few bytes grow in MESH then.
                if (_isCompressed && _read > MostDecompressed)
                    throw MeshTransport.GivenUp("download", HttpStatusCode.OK, MeshErrorKind.DecompressedTooLarge);
                return read;
            }

            CompletedChunks = _chunk;
            CompletedBytes = _read;
            _chunk++;
            _inChunk = 0;
            _member?.Dispose();
            _member = null;
            CloseChunk();
        }

        return 0;
    }

    /// <summary>Checks that an answer holds the chunk that was asked for, of as many as there were.</summary>
    internal static void CheckSequence(HttpResponseMessage response, int chunk, int? total)
    {
        var range = MeshMessageInfo.ChunkOf(response);
        var fits = range is null ? chunk == 1 && response.StatusCode != HttpStatusCode.PartialContent : range.Value.Number == chunk && (total is null || range.Value.Total == total);
        if (!fits)
            throw MeshTransport.Unreadable($"download of chunk {chunk}", response.StatusCode);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isClosed = true;
            _member?.Dispose();
            CloseChunk();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadChunkAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (true)
        {
            if (_member?.Take(buffer.Span) is { } taken and > 0)
                return taken;
            if (_member is { IsEnded: true })
                return 0;

            var read = await ReadMendingAsync(buffer, cancellation).ConfigureAwait(false);
            if (read > 0)
            {
                _inChunk += read;
                _breaks = 0;
            }

            if (!GivesGzip || _comesAsGzip)
                return read;
            _member ??= new GzipMember();
            _member.Add(buffer.Span[..read]);
        }
    }

    private async ValueTask<int> ReadMendingAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var stream = _decoded ?? await OpenChunkAsync(cancellation).ConfigureAwait(false);
                return await ReadWatchedAsync(stream, buffer, cancellation).ConfigureAwait(false);
            }
            catch (Exception exception) when (MeshTransport.IsTransportFailure(exception) || exception is InvalidDataException)
            {
                CloseChunk();
                _avoidGzip |= exception is InvalidDataException && !GivesGzip;
                await _beforeRepeat(++_breaks, exception, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<Stream> OpenChunkAsync(CancellationToken cancellation)
    {
        if (_answer is null)
        {
            _answer = await _open(_chunk, !_avoidGzip, cancellation).ConfigureAwait(false);
            CheckSequence(_answer.Response, _chunk, _total);
        }

        var wire = await _answer.Response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var comesAsGzip = MeshWire.IsGzip(_answer.Response);
        if (GivesGzip && _inChunk > 0 && comesAsGzip != _comesAsGzip)
            throw new InvalidDataException("The rest of the chunk comes in another encoding.");
        _comesAsGzip = comesAsGzip;
        var unzips = comesAsGzip && !GivesGzip;
        _isCompressed |= unzips;
        _gzip = unzips ? new GzipWire(wire) : null;
        _decoded = _gzip is null ? wire : new GZipStream(_gzip, CompressionMode.Decompress);
        await PassOverAsync(_inChunk, cancellation).ConfigureAwait(false);
        return _decoded;
    }

    // A message does not change, so the bytes before the break are the same again.
    private async Task PassOverAsync(long count, CancellationToken cancellation)
    {
        if (count == 0)
            return;

        var scratch = new byte[Math.Min(count, PayloadContent.BufferSize)];
        while (count > 0)
        {
            var read = await ReadWatchedAsync(_decoded!, scratch.AsMemory(0, (int)Math.Min(count, scratch.Length)), cancellation).ConfigureAwait(false);
            if (read == 0)
                throw new InvalidDataException("The chunk became shorter.");
            count -= read;
        }
    }

    private async ValueTask<int> ReadWatchedAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellation)
    {
        var watch = _answer!.Watch;
        watch.Moved();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, watch.Token);
        try
        {
            var read = await stream.ReadAsync(buffer, both.Token).ConfigureAwait(false);
            if (read == 0 && _gzip is not null)
                await _gzip.CheckEndAsync(_inChunk, both.Token).ConfigureAwait(false);
            return read;
        }
        catch (OperationCanceledException) when (watch.IsStalled && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("MESH went silent.");
        }
    }

    private void CloseChunk()
    {
        _decoded?.Dispose();
        _answer?.Dispose();
        (_decoded, _gzip, _answer) = (null, null, null);
    }
}
