using System.Diagnostics;
using Plexus.Primitives;
using Plexus.Sandbox;
using Plexus.Sandbox.Mesh;
using Plexus.Storage;

namespace Plexus.Cli.Bench.Pipeline;

/// <summary>Messages wait in the emulated MESH; a node takes them over HTTP until each has its task and its acknowledgements are queued.</summary>
internal static class PipelineRun
{
    private static readonly Sql CountTasks = new("SELECT count(*) FROM task");
    private static readonly Sql CountAnswers = new("SELECT count(*) FROM outbox");
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly MeshMailboxId Sender = MeshMailboxId.Parse("X26ABC1");

    internal static async Task<PipelineResult> MeasureAsync(int mailboxes, int each, CancellationToken cancellation)
    {
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 }, cancellation: cancellation);
        var length = await FillAsync(sandbox.Mesh.Twin, mailboxes, each, cancellation);
        await using var node = await BenchNode.CreateAsync(sandbox.Url, mailboxes, null, cancellation);
        using var stages = new StageTimes();
        var (commits, units) = (node.Database.Writes.Batches, node.Database.Writes.Units);
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        var processor = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        await node.Node.StartAsync(cancellation);
        await WaitAsync(node.Database, mailboxes * each, cancellation);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        processor = process.TotalProcessorTime - processor;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        (commits, units) = (node.Database.Writes.Batches - commits, node.Database.Writes.Units - units);
        await node.Node.StopAsync();
        if (node.Database.Read(rows => rows.First(CountAnswers, row => row.GetInt64(0))) < mailboxes * each)
            throw new InvalidOperationException("Messages were not answered.");

        var plain = await PlainRows.MeasureAsync(node.Database, commits, cancellation);
        return new PipelineResult
        {
            Messages = mailboxes * each,
            MessageLength = length,
            Seconds = seconds,
            Processor = processor,
            Allocated = allocated,
            Commits = commits,
            Units = units,
            Rows = plain.Rows,
            PlainSeconds = plain.Seconds,
            Stages = stages,
        };
    }

    /// <summary>Gives the emulated MESH the mailboxes of a node.</summary>
    internal static void AddMailboxes(MeshTwin twin, int mailboxes)
    {
        for (var n = 0; n < mailboxes; n++)
            twin.Directory.Put(new MailboxSettings(BenchNode.Mailbox(n), $"Practice {n}", "England", BenchNode.Practice(n), BenchNode.Practice(n).ToWire(), $"Practice {n}", "password"));
        twin.Directory.Put(new WorkflowSettings(BenchLetter.Workflow.ToWire(), [Sender.ToWire()], [.. Enumerable.Range(0, mailboxes).Select(n => BenchNode.Mailbox(n).ToWire())]));
    }

    private static async Task<int> FillAsync(MeshTwin twin, int mailboxes, int each, CancellationToken cancellation)
    {
        AddMailboxes(twin, mailboxes);
        var length = 0;
        for (var n = 0; n < mailboxes * each; n++)
        {
            var letter = BenchLetter.Write(n);
            length = letter.Length;
            var post = new MeshPost(BenchNode.Mailbox(n % mailboxes).ToWire(), BenchLetter.Workflow) { Details = new MeshDetails { ContentType = "application/fhir+xml", LocalId = $"bench-{n}" } };
            using var body = new MemoryStream(letter, writable: false);
            if ((await twin.PostAsync(Sender, post, body, cancellation)).RefusalCode is { } code)
                throw new InvalidOperationException($"The emulated MESH refused a message: {code}.");
        }

        return length;
    }

    private static async Task WaitAsync(Database database, int tasks, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var turn = new PeriodicTimer(Look);
        while (database.Read(rows => rows.First(CountTasks, row => row.GetInt64(0))) < tasks)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException("The messages did not all become tasks.");
            await turn.WaitForNextTickAsync(cancellation);
        }
    }
}
