using System.Diagnostics;
using Plexus.Engine.Configuration;
using Plexus.Engine.Receiving;
using Plexus.Sandbox;

namespace Plexus.Cli.Bench.Pipeline;

/// <summary>What it costs to look into many mailboxes in which nothing waits, the emulated MESH's own share included.</summary>
internal static class QuietMailboxes
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMinutes(5);

    internal static async Task MeasureAsync(BenchReport report, bool quick, CancellationToken cancellation)
    {
        const int PollsOf = 5000;
        var mailboxes = quick ? 200 : PollsOf;
        await report.DoingAsync($"{mailboxes} quiet mailboxes");
        await using var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 }, cancellation: cancellation);
        PipelineRun.AddMailboxes(sandbox.Mesh.Twin, mailboxes);
        var polls = new PollCounter();
        await using var node = await BenchNode.CreateAsync(sandbox.Url, mailboxes, inner => polls.Around(inner), cancellation);
        await node.Node.StartAsync(cancellation);
        await polls.WaitForAsync(mailboxes, cancellation);

        // Each mailbox has been looked into once; now their turns come evenly over the five minutes, of which a part is measured.
        using var turn = new PeriodicTimer(PollEvery / PollsOf);
        using var process = Process.GetCurrentProcess();
        var turns = (int)((quick ? 2 : 30) / (PollEvery / PollsOf).TotalSeconds);
        var before = polls.Count;
        var processor = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; n < turns; n++)
        {
            node.Node.Nudge(BenchNode.Mailbox(n % mailboxes).ToWire());
            await turn.WaitForNextTickAsync(cancellation);
        }

        await polls.WaitForAsync(before + turns, cancellation);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        report.AtMost("quiet-mailboxes", 100 * (process.TotalProcessorTime - processor).TotalSeconds / seconds, "% of a core", 15);
        report.Tell("quiet-polls", turns / seconds, "/s");
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
