using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Plexus.Acceptance.Executable;

/// <summary>The real program in a process of its own.</summary>
internal sealed class PlexusProcess : IAsyncDisposable
{
    private const int InterruptSignal = 2;
    private readonly Process _process;
    private readonly StringBuilder _error = new();

    private PlexusProcess(Process process)
    {
        _process = process;
        // Read as it comes: a program whose error stream nobody reads stops when the pipe is full.
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
                _error.Append(line.Data).Append(line.Data is null ? "" : "\n");
        };
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Bytes of memory it holds now.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    /// <summary>The most bytes of memory it ever held.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.PeakWorkingSet64;
        }
    }

    /// <summary>What it said on standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_error)
                return _error.ToString();
        }
    }

    public static PlexusProcess Start(params string[] arguments) => Start(new Dictionary<string, string?>(), arguments);

    public static PlexusProcess Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        Start(environment, "dotnet", [Path.Combine(AppContext.BaseDirectory, "plexus.dll"), .. arguments]);

    /// <summary>Starts another program in the same way.</summary>
    public static PlexusProcess Start(IReadOnlyDictionary<string, string?> environment, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new PlexusProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var program = Start(arguments);
        var output = await program._process.StandardOutput.ReadToEndAsync();
        return (await program.ExitAsync(), output, program.Error);
    }

    /// <summary>The next line of standard output; null when the program ended.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellation = default)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>Ctrl+C for a process that another one started for us.</summary>
    public static void Interrupt(int process) => Kill(process, InterruptSignal).ShouldBe(0);

    /// <summary>Ctrl+C.</summary>
    /// <returns>The exit code and what it said on standard error.</returns>
    public async Task<(int ExitCode, string Error)> InterruptAsync()
    {
        Interrupt(_process.Id);
        await _process.StandardOutput.ReadToEndAsync();
        return (await ExitAsync(), Error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
