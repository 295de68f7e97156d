using System.Diagnostics;
using Plexus.Mesh;
using Plexus.Primitives;

namespace Plexus.Cli.Bench.Mesh;

/// <summary>Messages of 1 kB, many at once, against the same requests and answers with nothing behind them.</summary>
internal sealed class SmallMessages(Uri mesh, bool quick)
{
    private const int Length = 1000;
    private const int AtOnce = 16;

    private readonly int _messages = quick ? 1500 : 8000;
    private readonly int _rounds = quick ? 1 : 7;
    private readonly byte[] _body = new byte[Length];
    private List<RecordedExchange> _recorded = [];

    internal async Task RunAsync(BenchReport report, CancellationToken cancellation)
    {
        await report.DoingAsync("messages of 1 kB");
        new Random(2).NextBytes(_body);
        _recorded = await RecordAsync(cancellation);
        await using var server = await PlainServer.StartAsync(context => _recorded.First(e => e.Method.Method == context.Request.Method).AnswerAsync(context), cancellation);
        using var plainHandler = MeshConnections.CreateHandler(server.Url, null);
        using var plain = new HttpClient(plainHandler) { BaseAddress = server.Url };
        using var handler = MeshConnections.CreateHandler(mesh, null);
        using var sender = MeshBench.Client(mesh, "X26ABC1", handler);
        using var receiver = MeshBench.Client(mesh, "X26ABC2", handler);
        var (send, download, acknowledge) = (_recorded[0], _recorded[1], _recorded[2]);
        var waiting = new List<MeshMessageId>();

        Task<double> Send() => TimeAsync(_messages, _ => SendAsync(sender, cancellation));
        Task<double> PlainSend() => TimeAsync(_messages, _ => send.RepeatAsync(plain, cancellation));
        async Task<double> Take()
        {
            waiting = await ListAsync(receiver, cancellation);
            return await TimeAsync(_messages, n => TakeAsync(receiver, waiting[n], cancellation));
        }

        Task<double> PlainTake() => TimeAsync(_messages, async _ =>
        {
            await download.RepeatAsync(plain, cancellation);
            await acknowledge.RepeatAsync(plain, cancellation);
        });

        // Until everything is compiled as far as it will be.
        for (var i = 0; i < 3; i++)
            await Samples.TakeTurnsAsync(1, async () => await Send() + await Take(), async () => await PlainSend() + await PlainTake());

        var sends = await Samples.TakeTurnsAsync(_rounds, Send, PlainSend);
        var pairs = await Samples.TakeTurnsAsync(_rounds, Take, PlainTake);
        report.AtLeast("send-ratio", 1 / sends.Ratio, "x plain", 0.4);
        report.Tell("sends", _messages / sends.Ours, "/s");
        report.Tell("plain-sends", _messages / sends.Plain, "/s");
        report.AtLeast("take-ratio", 1 / pairs.Ratio, "x plain", 0.4);
        report.Tell("takes", _messages / pairs.Ours, "/s");
        report.Tell("plain-takes", _messages / pairs.Plain, "/s");
    }

    /// <summary>One send, one download, one acknowledgement, as they go over the wire.</summary>
    private async Task<List<RecordedExchange>> RecordAsync(CancellationToken cancellation)
    {
        using var connections = MeshConnections.CreateHandler(mesh, null);
        using var recorder = new ExchangeRecorder(connections);
        using var sender = MeshBench.Client(mesh, "X26ABC1", recorder);
        using var receiver = MeshBench.Client(mesh, "X26ABC2", recorder);
        var id = await SendAsync(sender, cancellation);
        await TakeAsync(receiver, id, cancellation);
        return recorder.Exchanges;
    }

    private Task<MeshMessageId> SendAsync(MeshClient client, CancellationToken cancellation) => client.SendAsync(
        new MeshSend { To = MeshBench.Recipient, Workflow = MeshBench.Workflow, Payload = MeshPayload.FromBytes(_body), LocalId = "bench-0001" }, null, cancellation);

    private static async Task TakeAsync(MeshClient client, MeshMessageId id, CancellationToken cancellation)
    {
        await using (var message = (MeshData)await client.DownloadAsync(id, cancellation: cancellation))
            await message.Content.CopyToAsync(Stream.Null, cancellation);
        await client.AcknowledgeAsync(id, cancellation);
    }

    private async Task<List<MeshMessageId>> ListAsync(MeshClient client, CancellationToken cancellation)
    {
        var ids = new List<MeshMessageId>();
        await foreach (var id in client.EnumerateInboxAsync(new MeshInboxQuery { MaxResults = 5000 }, cancellation))
        {
            ids.Add(id);
            if (ids.Count == _messages)
                break;
        }

        return ids;
    }

    /// <summary>Seconds for so many pieces of work, a fixed number at once.</summary>
    private static async Task<double> TimeAsync(int count, Func<int, Task> work)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            int mine;
            while ((mine = Interlocked.Increment(ref next)) < count)
                await work(mine);
        })));
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
