using System.Diagnostics;
using Plexus.Engine.Configuration;
using Plexus.Engine.Receiving;
using Plexus.Sandbox;

namespace Plexus.Cli.Bench.Pipeline;

/// <summary>What it costs to look into many mailboxes in which nothing waits, the emulated MESH's own share included.</summary>
internal static class QuietMailboxes
{
    private const int PollsOf = 5000;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMinutes(5);

    internal static async Task MeasureAsync(BenchReport report, bool quick, CancellationToken cancellation)
    {
        var mailboxes = quick ? 500 : PollsOf;
        await report.DoingAsync($"{mailboxes} quiet mailboxes");
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 }, cancellation: cancellation);
        PipelineRun.AddMailboxes(sandbox.Mesh.Twin, mailboxes);
        var polls = new PollCounter();
        await using var node = await BenchNode.CreateAsync(sandbox.Url, mailboxes, inner => polls.Around(inner), cancellation);
        await node.Node.StartAsync(cancellation);
        await polls.WaitForAsync(mailboxes, cancellation);

        // Each mailbox has been looked into once; now their turns come evenly over the five minutes, of which a part is measured.
        // What the first burst left to be compiled is compiled before that.
        await PollAsync(node, polls, mailboxes, TimeSpan.FromSeconds(5), cancellation);
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var (turns, seconds) = await PollAsync(node, polls, mailboxes, TimeSpan.FromSeconds(quick ? 5 : 30), cancellation);
        process.Refresh();
        report.AtMost("quiet-mailboxes", 100 * (process.TotalProcessorTime - processor).TotalSeconds / seconds, "% of a core", 15);
        report.Tell("quiet-polls", turns / seconds, "/s");
    }

    /// <summary>Gives one mailbox after the other its turn, as often as all of them would have theirs.</summary>
    private static async Task<(int Turns, double Seconds)> PollAsync(BenchNode node, PollCounter polls, int mailboxes, TimeSpan length, CancellationToken cancellation)
    {
        using var turn = new PeriodicTimer(PollEvery / PollsOf);
        var turns = (int)(length / (PollEvery / PollsOf));
        var before = polls.Count;
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; n < turns; n++)
        {
            node.Node.Nudge(BenchNode.Mailbox(n % mailboxes).ToWire());
            await turn.WaitForNextTickAsync(cancellation);
        }

        await polls.WaitForAsync(before + turns, cancellation);
        return (turns, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Counts the listings that pass through.</summary>
    private sealed class PollCounter
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        internal int Count => Volatile.Read(ref _count);

        internal IMeshMailboxes Around(IMeshMailboxes inner) => new Counted(this, inner);

        internal async Task WaitForAsync(int count, CancellationToken cancellation)
        {
            while (true)
            {
                Task changed;
                lock (_lock)
                {
                    if (_count >= count)
                        return;
                    changed = _changed.Task;
                }

                await changed.WaitAsync(cancellation);
            }
        }

        private void Add()
        {
            lock (_lock)
            {
                _count++;
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        private sealed class Counted(PollCounter polls, IMeshMailboxes inner) : IMeshMailboxes
        {
            public IMeshMailbox Open(DirectoryEndpoint endpoint) => new Mailbox(polls, inner.Open(endpoint));
        }

        private sealed class Mailbox(PollCounter polls, IMeshMailbox inner) : IMeshMailbox
        {
            public Task HandshakeAsync(CancellationToken cancellation) => inner.HandshakeAsync(cancellation);

            public async Task<MeshListing> ListAsync(int most, CancellationToken cancellation)
            {
                var listing = await inner.ListAsync(most, cancellation);
                polls.Add();
                return listing;
            }

            public Task<MeshDownload?> DownloadAsync(string messageId, CancellationToken cancellation) => inner.DownloadAsync(messageId, cancellation);

            public Task AcknowledgeAsync(string messageId, CancellationToken cancellation) => inner.AcknowledgeAsync(messageId, cancellation);
        }
    }
}
