using System.Buffers;
using System.CommandLine;
using System.Security.Cryptography;
using Plexus.Mesh;
using Plexus.Primitives;

namespace Plexus.Cli.Mesh;

internal static class GetVerb
{
    private const int BufferSize = 128 * 1024;

    public static Command Create()
    {
        var id = Values.Argument<MeshMessageId>("id", "The message's id.");
        var file = new Option<string?>("--output", "-o") { Description = "File to write; - for standard output. Default: ID.dat here." };
        var overwrite = new Option<bool>("--force") { Description = "Replace the file if there is one." };
        var largest = LargestOption.Create();
        var verb = new Command("get", "Downloads a waiting message, all chunks, decompressed. It stays in the inbox until it is acknowledged.") { id, file, overwrite, largest };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(file) == "-" && result.GetValue(CommonOptions.Json))
                result.AddError("Standard output cannot hold both the data and --json.");
        });
        return MeshVerb.With(verb, async (client, result, cancellation) =>
        {
            var message = result.GetRequiredValue(id);
            var target = result.GetValue(file) ?? $"{message}.dat";
            if (target != "-" && File.Exists(target) && !result.GetValue(overwrite))
                throw new CommandException($"{target} exists already; --force replaces it.");

            await using var download = await client.DownloadAsync(message, cancellation: cancellation);
            return download switch
            {
                MeshData data => await SaveAsync(data, target, result, cancellation),
                MeshReport report => Describe(report),
                _ => throw new InvalidOperationException("A message is data or a report."),
            };
        }, largest);
    }

    private static async Task<MeshAnswerToUser> SaveAsync(MeshData data, string target, ParseResult result, CancellationToken cancellation)
    {
        var error = result.InvocationConfiguration.Error;
        (long Bytes, string Sha256) saved;
        if (target == "-")
        {
            await using var output = Console.OpenStandardOutput();
            saved = await TransferProgress.ShowAsync(error, "Downloading", TimeProvider.System, progress => CopyAsync(data, output, progress, cancellation));
        }
        else
        {
            saved = await TransferProgress.ShowAsync(error, "Downloading", TimeProvider.System, progress => SaveWholeAsync(data, target, progress, cancellation));
        }

        var info = data.Info;
        var document = new
        {
            ok = true,
            id = data.Id,
            type = "DATA",
            from = info.From,
            workflow = info.Workflow,
            localId = info.LocalId,
            contentType = info.ContentType,
            isCompressed = info.IsCompressed,
            isEncrypted = info.IsEncrypted,
            file = target,
            bytes = saved.Bytes,
            chunks = data.CompletedChunks,
            sha256 = saved.Sha256,
        };
        return target == "-" ? new(ExitCode.Yes, document, []) : MeshAnswerToUser.Yes(document, $"{data.Id}: {saved.Bytes} bytes in {data.CompletedChunks} chunk(s) to {target}", $"  SHA-256 {saved.Sha256}");
    }

    /// <summary>Whoever waits for the file sees all of it or nothing.</summary>
    private static async Task<(long Bytes, string Sha256)> SaveWholeAsync(MeshData data, string target, IProgress<MeshProgress> progress, CancellationToken cancellation)
    {
        var part = target + ".part";
        try
        {
            (long Bytes, string Sha256) saved;
            await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                saved = await CopyAsync(data, file, progress, cancellation);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, target, overwrite: true);
            return saved;
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static async Task<(long Bytes, string Sha256)> CopyAsync(MeshData data, Stream target, IProgress<MeshProgress> progress, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long total = 0;
            int read;
            while ((read = await data.Content.ReadAsync(buffer, cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
                total += read;
                progress.Report(new MeshProgress(total, data.Length));
            }

            if (data.CompletedChunks != data.Info.TotalChunks)
                throw new CommandException($"Only {data.CompletedChunks} of {data.Info.TotalChunks} chunks came.");
            return (total, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static MeshAnswerToUser Describe(MeshReport report) => MeshAnswerToUser.Yes(
        new
        {
            ok = true,
            id = report.Id,
            type = "REPORT",
            kind = report.Kind,
            code = report.Code,
            @event = report.Info.StatusEvent,
            failedMessage = report.FailedMessageId,
            failedLocalId = report.FailedLocalId,
            workflow = report.Info.Workflow,
            at = report.Info.StatusTimestamp,
        },
        $"{report.Id}: a report, without data: {report.Info.StatusEvent} {report.Code}, {report.Kind}",
        $"  about message {report.FailedMessageId}, local id {report.FailedLocalId}, workflow {report.Info.Workflow}");
}
