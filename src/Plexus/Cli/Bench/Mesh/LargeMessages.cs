using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Plexus.Mesh;

namespace Plexus.Cli.Bench.Mesh;

/// <summary>One large message in chunks, sent and fetched, against one PUT and one GET of as many bytes; both sides hash what they take.</summary>
internal sealed class LargeMessages(Uri mesh, bool quick)
{
    private const int BufferLength = 128 * 1024;
    private const int ChunkLength = 75_000_000;

    private readonly long _length = quick ? 100_000_000 : 1L << 30;
    private readonly int _rounds = quick ? 1 : 5;

    internal async Task RunAsync(BenchReport report, CancellationToken cancellation)
    {
        await report.DoingAsync("large messages in chunks");
        await using var server = await PlainServer.StartAsync(AnswerAsync, cancellation);
        using var http = new HttpClient { BaseAddress = server.Url, Timeout = Timeout.InfiniteTimeSpan };
        using var sender = MeshBench.Client(mesh, "X26ABC1");
        using var receiver = MeshBench.Client(mesh, "X26ABC2");
        await PlainAsync(http, ChunkLength, cancellation);
        await MeshAsync(sender, receiver, ChunkLength + 1, gzip: false, null, cancellation);

        using (var memory = new PeakMemory())
        {
            await MeshAsync(sender, receiver, _length, gzip: false, null, cancellation);
            report.AtMost("large-memory-growth", memory.GrowthInMegabytes, "MB", 100);
        }

        var pairs = await Samples.TakeTurnsAsync(_rounds, () => MeshAsync(sender, receiver, _length, gzip: false, null, cancellation), () => PlainAsync(http, _length, cancellation));
        report.AtMost("large-ratio", pairs.Ratio, "x plain", 1.6);
        report.Tell("large-seconds", pairs.Ours, "s");
        report.Tell("large-plain-seconds", pairs.Plain, "s");
        await MeasureGzipAndDiskAsync(report, sender, receiver, cancellation);
    }

    private async Task MeasureGzipAndDiskAsync(BenchReport report, MeshClient sender, MeshClient receiver, CancellationToken cancellation)
    {
        await report.DoingAsync("the same with gzip, and to disk");
        using (var memory = new PeakMemory())
        {
            report.Tell("large-gzip-seconds", await MeshAsync(sender, receiver, _length, gzip: true, null, cancellation), "s");
            report.AtMost("large-gzip-memory-growth", memory.GrowthInMegabytes, "MB", 100);
        }

        var folder = Directory.CreateTempSubdirectory("plexus-bench-");
        try
        {
            using var memory = new PeakMemory();
            report.Tell("large-disk-seconds", await MeshAsync(sender, receiver, _length, gzip: false, Path.Combine(folder.FullName, "message"), cancellation), "s");
            report.AtMost("large-disk-memory-growth", memory.GrowthInMegabytes, "MB", 100);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Sends, fetches, acknowledges; gives the seconds.</summary>
    private static async Task<double> MeshAsync(MeshClient sender, MeshClient receiver, long length, bool gzip, string? path, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var message = new MeshSend
        {
            To = MeshBench.Recipient,
            Workflow = MeshBench.Workflow,
            Payload = MeshPayload.From(length, (_, count, _) => ValueTask.FromResult<Stream>(new PatternStream(count))),
        };
        var id = await sender.SendAsync(message, new MeshSendOptions { ChunkSize = ChunkLength, Gzip = gzip }, cancellation);
        var taken = 0L;
        await using (var arrived = (MeshData)await receiver.DownloadAsync(id, cancellation: cancellation))
        await using (var file = path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            taken = await TakeAsync(arrived.Content, file, cancellation);
        await receiver.AcknowledgeAsync(id, cancellation);
        Expect(length, taken);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> PlainAsync(HttpClient http, long length, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var body = new StreamContent(new PatternStream(length), BufferLength);
        using (var answer = await http.PutAsync("/", body, cancellation))
            Expect(length, long.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation), CultureInfo.InvariantCulture));
        using var fetched = await http.GetAsync($"/?{length}", HttpCompletionOption.ResponseHeadersRead, cancellation);
        Expect(length, await TakeAsync(await fetched.Content.ReadAsStreamAsync(cancellation), null, cancellation));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (HttpMethods.IsPut(context.Request.Method))
        {
            var taken = await TakeAsync(context.Request.Body, null, context.RequestAborted);
            await context.Response.WriteAsync(taken.ToString(CultureInfo.InvariantCulture), context.RequestAborted);
            return;
        }

        var length = long.Parse(context.Request.QueryString.Value.AsSpan(1), CultureInfo.InvariantCulture);
        context.Response.ContentLength = length;
        await new PatternStream(length).CopyToAsync(context.Response.Body, BufferLength, context.RequestAborted);
    }

    /// <summary>Hashes what comes, writes it where it is wanted, and lets it go.</summary>
    private static async Task<long> TakeAsync(Stream source, Stream? target, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        var total = 0L;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            if (target is not null)
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
            total += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return total;
    }

    private static void Expect(long wanted, long got)
    {
        if (wanted != got)
            throw new InvalidOperationException($"{got} bytes came of {wanted}.");
    }
}
