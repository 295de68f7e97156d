using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;

namespace Plexus.Mesh;

/// <summary>A range of a payload as a request body: one pooled buffer, compressed on the way if asked.</summary>
internal sealed class PayloadContent : HttpContent
{
    internal const int BufferSize = 128 * 1024;

    private readonly MeshPayload _payload;
    private readonly long _offset;
    private readonly long _count;
    private readonly bool _gzip;

    internal PayloadContent(MeshPayload payload, long offset, long count, bool gzip, string contentType)
    {
        (_payload, _offset, _count, _gzip) = (payload, offset, count, gzip);
        Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (gzip)
            Headers.ContentEncoding.Add(MeshWire.Gzip);
    }

    /// <summary>Whether the last byte may have left. Until then the peer cannot have the whole, whatever became of the connection.</summary>
    internal bool MayBeWhole { get; private set; }

    /// <summary>Told the bytes read since the last call; may throw to stop.</summary>
    internal Action<int>? OnBytes { get; init; }

    /// <summary>Hashes the bytes before compression, when wanted.</summary>
    internal IncrementalHash? Hash { get; init; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        MayBeWhole = _count == 0;
        var source = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            if (!_gzip)
            {
                await CopyAsync(source, stream, cancellationToken).ConfigureAwait(false);
                return;
            }

            var compressor = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
            await using (compressor.ConfigureAwait(false))
                await CopyAsync(source, compressor, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Known unless compressed; then the request goes with chunked transfer encoding.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = _count;
        return !_gzip;
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await _payload.OpenAsync(_offset, _count, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new MeshPayloadException(exception);
        }
    }

    private static async ValueTask<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new MeshPayloadException(exception);
        }
    }

    private async Task CopyAsync(Stream source, Stream target, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(_count, 1, BufferSize));
        try
        {
            long total = 0;
            int read;
            while ((read = await ReadAsync(source, buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                total += read;
                MayBeWhole = total >= _count;
                Hash?.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                OnBytes?.Invoke(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
