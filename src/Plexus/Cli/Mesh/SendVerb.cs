using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Plexus.Mesh;
using Plexus.Primitives;

namespace Plexus.Cli.Mesh;

internal static class SendVerb
{
    private static readonly Argument<FileInfo> Data = new("file") { Description = "The data." };

    private static readonly Option<string?> To = new("--to") { Description = "Recipient: a mailbox id, or @FILE or - (standard input) with a GPPROVIDER address, which is patient data and never an argument." };

    private static readonly Option<WorkflowId?> Workflow = Values.Optional<WorkflowId>("--workflow", "The workflow's id.");

    private static readonly Option<string?> SubjectFile = new("--subject-file") { Description = "File whose first line is the subject; - for standard input." };

    private static readonly Option<string?> LocalId = new("--local-id") { Description = "Our own id, to track it by. Never patient data." };

    private static readonly Option<string?> FileName = new("--file-name") { Description = "Name the recipient sees. Default: MESH's." };

    private static readonly Option<string> ContentType = new("--content-type") { Description = "Media type of the data.", DefaultValueFactory = _ => "application/octet-stream" };

    private static readonly Option<long> ChunkSize = new("--chunk-size")
    {
        Description = "Larger data goes in chunks of this size: bytes, or a number with K or M (1024 and 1024 x 1024).",
        DefaultValueFactory = _ => MeshSendOptions.DefaultChunkSize,
        CustomParser = argument =>
        {
            if (Values.ParseSize(argument.Tokens[^1].Value) is { } size and > 0 and <= MeshSendOptions.MaxChunkSize)
                return size;
            argument.AddError($"--chunk-size: a size of 1 to {MeshSendOptions.MaxChunkSize} bytes.");
            return 0;
        },
    };

    private static readonly Option<bool> Gzip = new("--gzip") { Description = "Compress on the way, each chunk on its own." };

    private static readonly Option<int> Parallel = new("--parallel")
    {
        Description = "Chunks sent at the same time, 1 to 16.",
        DefaultValueFactory = _ => 2,
        CustomParser = argument =>
        {
            if (int.TryParse(argument.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 16)
                return count;
            argument.AddError("--parallel: 1 to 16.");
            return 0;
        },
    };

    private static readonly Option<FileInfo?> State = new("--state") { Description = "Where a send in chunks notes how far it is. Default: FILE.mesh-send.json; deleted at the end." };

    private static readonly Option<FileInfo?> Resume = new("--resume") { Description = "Goes on with an interrupted send in chunks from its state file." };

    public static Command Create()
    {
        var verb = new Command("send", "Sends a file.") { Data, To, Workflow, SubjectFile, LocalId, FileName, ContentType, ChunkSize, Gzip, Parallel, State, Resume };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(Resume) is null && (result.GetValue(To) is null || result.GetValue(Workflow) is null))
                result.AddError("--to and --workflow are needed, or --resume.");
            if (result.GetValue(To) is { } to && to != "-" && !to.StartsWith('@') && !MeshMailboxId.TryParse(to, out _))
                result.AddError("--to: a mailbox id, @FILE or -. A patient's address is not taken from the command line.");
            if (result.GetValue(To) == "-" && result.GetValue(SubjectFile) == "-")
                result.AddError("Only one of --to and --subject-file can come from standard input.");
        });
        return MeshVerb.With(verb, SendAsync);
    }

    private static async Task<MeshAnswerToUser> SendAsync(MeshClient client, ParseResult result, CancellationToken cancellation)
    {
        var file = result.GetRequiredValue(Data);
        var payload = file.Exists ? MeshPayload.FromFile(file.FullName) : throw new CommandException($"{file.Name} does not exist.");
        var resumed = result.GetValue(Resume) is { } from ? ReadState(from) : null;
        var note = new StateFile(result.GetValue(Resume)?.FullName ?? result.GetValue(State)?.FullName ?? file.FullName + ".mesh-send.json");
        var options = new MeshSendOptions { ChunkSize = result.GetValue(ChunkSize), Gzip = result.GetValue(Gzip), MaxParallelChunks = result.GetValue(Parallel), OnState = note.WriteAsync };
        var message = resumed is null ? Compose(result, payload) : null;
        try
        {
            var id = await TransferProgress.ShowAsync(result.InvocationConfiguration.Error, "Sending", TimeProvider.System, progress => message is null
                ? client.ResumeSendAsync(resumed!, payload, options with { Progress = progress }, cancellation)
                : client.SendAsync(message, options with { Progress = progress }, cancellation));
            note.Delete();
            return MeshAnswerToUser.Yes(
                new { ok = true, id, bytes = payload.Length, chunks = note.Last?.TotalChunks ?? resumed?.TotalChunks ?? 1, localId = message?.LocalId },
                $"{id}: MESH has it ({payload.Length} bytes in {note.Last?.TotalChunks ?? resumed?.TotalChunks ?? 1} chunk(s)).");
        }
        catch (MeshSendInterruptedException stopped)
        {
            return new(ExitCode.Failed, new { ok = false, outcome = "interrupted", id = stopped.MessageId, chunksSent = stopped.State.SentChunks.Count, chunks = stopped.State.TotalChunks, state = note.Path }, [])
            {
                Complaint = $"{stopped.Message} Go on with: plexus mesh send {file.Name} --resume {note.Path}",
            };
        }
        catch (ArgumentException wrong)
        {
            throw new CommandException(wrong.Message, ExitCode.Misuse);
        }
    }

    private static MeshSend Compose(ParseResult result, MeshPayload payload)
    {
        var to = result.GetRequiredValue(To)!;
        var address = to == "-" ? Console.In.ReadLine() : to.StartsWith('@') ? FirstLine(to[1..]) : to;
        if (!MexTo.TryParse(address?.Trim(), null, out var recipient))
            throw new CommandException($"--to: not {MexTo.Rule}.", ExitCode.Misuse);
        var subject = result.GetValue(SubjectFile) switch { null => null, "-" => Console.In.ReadLine(), var path => FirstLine(path) };
        if (subject is not null && !MexSubject.TryParse(subject, null, out _))
            throw new CommandException($"--subject-file: not {MexSubject.Rule}.", ExitCode.Misuse);
        return new MeshSend
        {
            To = recipient,
            Workflow = result.GetValue(Workflow)!.Value,
            Payload = payload,
            Subject = subject is null ? null : MexSubject.Parse(subject),
            LocalId = result.GetValue(LocalId),
            FileName = result.GetValue(FileName),
            ContentType = result.GetRequiredValue(ContentType),
        };
    }

    private static ChunkedSendState ReadState(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize<ChunkedSendState>(File.ReadAllText(file.FullName)) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandException($"{file.Name} is not the state of a send.", ExitCode.Misuse);
        }
    }

    private static string? FirstLine(string path) => File.ReadLines(path).FirstOrDefault();

    /// <summary>The note of how far a send is; written whole or not at all.</summary>
    private sealed class StateFile(string path)
    {
        public string Path { get; } = path;

        public ChunkedSendState? Last { get; private set; }

        public async ValueTask WriteAsync(ChunkedSendState state, CancellationToken cancellation)
        {
            Last = state;
            var next = Path + ".part";
            await File.WriteAllTextAsync(next, JsonSerializer.Serialize(state), cancellation);
            File.Move(next, Path, overwrite: true);
        }

        public void Delete()
        {
            if (Last is not null)
                File.Delete(Path);
        }
    }
}
