using System.Globalization;
using Plexus.Mesh;
using Spectre.Console;

namespace Plexus.Cli.Mesh;

/// <summary>Shows how far a transfer is, on standard error, once it has taken a second: a bar on a terminal, plain lines elsewhere.</summary>
internal sealed class TransferProgress : IProgress<MeshProgress>
{
    private static readonly TimeSpan BeforeShowing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenBars = TimeSpan.FromMilliseconds(200);

    private long _bytes;
    private long _total = -1;

    public void Report(MeshProgress value)
    {
        Volatile.Write(ref _bytes, value.Bytes);
        Volatile.Write(ref _total, value.TotalBytes ?? -1);
    }

    public static async Task<T> ShowAsync<T>(TextWriter error, string what, TimeProvider clock, Func<IProgress<MeshProgress>, Task<T>> transfer)
    {
        var progress = new TransferProgress();
        var work = transfer(progress);
        if (await EndsWithinAsync(work, BeforeShowing, clock))
            return await work;

        if (ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected)
            await progress.ShowOnTerminalAsync(error, what, clock, work);
        else
            await progress.ShowLinesAsync(error, what, clock, work);
        return await work;
    }

    private async Task ShowLinesAsync(TextWriter error, string what, TimeProvider clock, Task work)
    {
        do
        {
            await error.WriteLineAsync(Line(what));
        }
        while (!await EndsWithinAsync(work, BetweenLines, clock));
    }

    private async Task ShowOnTerminalAsync(TextWriter error, string what, TimeProvider clock, Task work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        if (Volatile.Read(ref _total) > 0)
            await ShowBarAsync(console, what, clock, work);
        else
            await ShowSpinnerAsync(console, what, clock, work);
    }

    private Task ShowBarAsync(IAnsiConsole console, string what, TimeProvider clock, Task work) =>
        console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(what, maxValue: Volatile.Read(ref _total));
                do
                    bar.Value = Volatile.Read(ref _bytes);
                while (!await EndsWithinAsync(work, BetweenBars, clock));
            });

    // Data in chunks or compressed on the way does not say how long it will be.
    private Task ShowSpinnerAsync(IAnsiConsole console, string what, TimeProvider clock, Task work) =>
        console.Status().StartAsync(Line(what), async context =>
        {
            while (!await EndsWithinAsync(work, BetweenBars, clock))
                context.Status(Line(what));
        });

    private string Line(string what)
    {
        var (bytes, total) = (Volatile.Read(ref _bytes), Volatile.Read(ref _total));
        return total > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{what}: {bytes / 1e6:0.0} of {total / 1e6:0.0} MB ({bytes * 100 / total} %)")
            : string.Create(CultureInfo.InvariantCulture, $"{what}: {bytes / 1e6:0.0} MB");
    }

    private static async Task<bool> EndsWithinAsync(Task work, TimeSpan time, TimeProvider clock)
    {
        using var enough = new CancellationTokenSource();
        var wait = Task.Delay(time, clock, enough.Token);
        var isEnd = await Task.WhenAny(work, wait) == work;
        await enough.CancelAsync();
        return isEnd;
    }
}
