using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Plexus.Sandbox.Mesh;

/// <summary>Sends a stored chunk, compressed or not as stored and asked for.</summary>
/// <remarks>
/// Stored as gzip and accepted: passed through. Stored as gzip and not accepted: decompressed. Stored plain, accepted, version
/// 2: compressed on the way, up to <see cref="MeshOptions.CompressUpTo"/>. Otherwise passed through.
/// </remarks>
internal static class BodyReply
{
    private const int Block = 128 * 1024;
    private const int Whole = 64 * 1024;

    internal static async Task Send(MeshCall call, MeshMessage message, int chunk, MeshBody body)
    {
        var source = body.TryOpen();
        if (source is null)
        {
            await call.Refuse(MeshErrors.Gone).ConfigureAwait(false);
            return;
        }
        await using (source.ConfigureAwait(false))
            await Send(call, message, chunk, body, source).ConfigureAwait(false);
    }

    private static Task Send(MeshCall call, MeshMessage message, int chunk, MeshBody body, Stream source)
    {
        var response = call.Http.Response;
        DownloadHeaders.Write(response.Headers, message, chunk);
        response.StatusCode = chunk < message.TotalChunks ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        response.ContentType = call.Version >= 2 && message.TotalChunks == 1 ? TypeOf(message.Details.ContentType) : MeshWire.OctetStream;

        var accepted = AcceptsGzip(call.Http.Request.Headers.AcceptEncoding);
        if (message.Details.ContentEncoding == MeshWire.Gzip)
        {
            if (!accepted)
                return SendDecompressed(call, source);
            MarkGzip(response);
            return SendAsStored(call, body, source);
        }
        if (accepted && call.Version >= 2 && body.Length <= call.Twin.Options.CompressUpTo)
        {
            MarkGzip(response);
            return SendCompressed(call, body, source);
        }
        return SendAsStored(call, body, source);
    }

    /// <summary>Whether gzip is among the encodings, not excluded by <c>q=0</c>.</summary>
    internal static bool AcceptsGzip(string? header)
    {
        if (string.IsNullOrEmpty(header))
            return false;
        foreach (var range in header.AsSpan().Split(','))
        {
            var item = header.AsSpan(range).Trim();
            if (!item.StartsWith(MeshWire.Gzip, StringComparison.OrdinalIgnoreCase))
                continue;
            var quality = item[MeshWire.Gzip.Length..].Trim();
            if (quality.IsEmpty)
                return true;
            if (quality[0] == ';')
                return quality[1..].Trim() is not ("q=0" or "q=0.0" or "q=0.00" or "q=0.000");
        }
        return false;
    }

    // A text without a character set is announced as UTF-8, as the reference does.
    private static string TypeOf(string? sent)
    {
        if (string.IsNullOrEmpty(sent))
            return MeshWire.OctetStream;
        return sent.StartsWith("text/", StringComparison.OrdinalIgnoreCase) && !sent.Contains("charset", StringComparison.OrdinalIgnoreCase)
            ? sent + "; charset=utf-8"
            : sent;
    }

    private static void MarkGzip(HttpResponse response)
    {
        response.Headers.ContentEncoding = MeshWire.Gzip;
        response.Headers[MeshWire.Header.ContentCompressed] = "Y";
    }

    private static async Task SendAsStored(MeshCall call, MeshBody body, Stream source)
    {
        var response = call.Http.Response;
        response.ContentLength = body.Length;
        if (body.Memory is { } bytes)
        {
            await response.BodyWriter.WriteAsync(bytes, call.Cancellation).ConfigureAwait(false);
            return;
        }
        for (var at = 0L; at < body.Length;)
        {
            var read = source.Read(response.BodyWriter.GetSpan(Block));
            if (read == 0)
                throw new EndOfStreamException("A stored chunk is shorter than it was.");
            response.BodyWriter.Advance(read);
            at += read;
            await response.BodyWriter.FlushAsync(call.Cancellation).ConfigureAwait(false);
        }
    }

    private static async Task SendCompressed(MeshCall call, MeshBody body, Stream source)
    {
        var response = call.Http.Response;
        if (body.Memory is { } bytes)
        {
            using var packed = new MemoryStream(bytes.Length / 2 + 64);
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                gzip.Write(bytes.Span);
            response.ContentLength = packed.Length;
            await response.BodyWriter.WriteAsync(packed.GetBuffer().AsMemory(0, (int)packed.Length), call.Cancellation).ConfigureAwait(false);
            return;
        }
        var target = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await using (target.ConfigureAwait(false))
            await source.CopyToAsync(target, Block, call.Cancellation).ConfigureAwait(false);
    }

    // Small contents are announced with their length, as the reference does; large ones are streamed without.
    private static async Task SendDecompressed(MeshCall call, Stream stored)
    {
        var response = call.Http.Response;
        var buffer = ArrayPool<byte>.Shared.Rent(Whole);
        try
        {
            var source = new GZipStream(stored, CompressionMode.Decompress, leaveOpen: true);
            await using (source.ConfigureAwait(false))
            {
                int first;
                try
                {
                    first = await source.ReadAtLeastAsync(buffer.AsMemory(0, Whole), Whole, throwOnEndOfStream: false, call.Cancellation).ConfigureAwait(false);
                }
                catch (InvalidDataException)
                {
                    response.Clear();
                    await call.Refuse(MeshErrors.StoredDataNotGzip).ConfigureAwait(false);
                    return;
                }
                if (first < Whole)
                    response.ContentLength = first;
                await response.BodyWriter.WriteAsync(buffer.AsMemory(0, first), call.Cancellation).ConfigureAwait(false);
                if (first == Whole)
                    await source.CopyToAsync(response.Body, Block, call.Cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
