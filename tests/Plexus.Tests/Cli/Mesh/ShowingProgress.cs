using System.Threading.Channels;
using Plexus.Cli.Mesh;
using Plexus.Mesh;
using Plexus.Testing;

namespace Plexus.Tests.Cli.Mesh;

public sealed class ShowingProgress
{
    [Fact]
    public async Task A_transfer_that_takes_long_says_how_far_it_is()
    {
        var time = new ManualTime();
        using var error = new Lines();
        var end = new TaskCompletionSource<int>();
        IProgress<MeshProgress> progress = null!;
        var shown = TransferProgress.ShowAsync(error, "Sending", time, given =>
        {
            progress = given;
            return end.Task;
        });

        progress.Report(new MeshProgress(25_000_000, 100_000_000));
        (await error.NextAsync(time)).ShouldBe("Sending: 25.0 of 100.0 MB (25 %)");
        progress.Report(new MeshProgress(50_000_000, null));
        string? later;
        while ((later = await error.NextAsync(time))!.Contains("25", StringComparison.Ordinal))
        {
            // a line that was due before the second report
        }

        later.ShouldBe("Sending: 50.0 MB");
        end.SetResult(7);
        (await shown).ShouldBe(7);
    }

    [Fact]
    public async Task A_short_transfer_says_nothing()
    {
        using var error = new Lines();

        (await TransferProgress.ShowAsync(error, "Sending", new ManualTime(), _ => Task.FromResult(7))).ShouldBe(7);

        error.Count.ShouldBe(0);
    }

    private sealed class Lines : StringWriter
    {
        private readonly Channel<string?> _lines = Channel.CreateUnbounded<string?>();

        public int Count => _lines.Reader.Count;

        public override Task WriteLineAsync(string? value) => _lines.Writer.WriteAsync(value).AsTask();

        /// <summary>The next line, moving the clock until there is one.</summary>
        public async Task<string?> NextAsync(ManualTime time)
        {
            string? line;
            while (!_lines.Reader.TryRead(out line))
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            return line;
        }
    }
}
