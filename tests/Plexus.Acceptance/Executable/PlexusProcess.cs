using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Plexus.Acceptance.Executable;

/// <summary>The real program in a process of its own.</summary>
internal sealed class PlexusProcess : IAsyncDisposable
{
    private const int Interrupt = 2;
    private readonly Process _process;

    private PlexusProcess(Process process) => _process = process;

    public static PlexusProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "plexus.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return new PlexusProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var program = Start(arguments);
        var output = program._process.StandardOutput.ReadToEndAsync();
        var error = program._process.StandardError.ReadToEndAsync();
        await program._process.WaitForExitAsync();
        return (program._process.ExitCode, await output, await error);
    }

    /// <summary>The next line of standard output; null when the program ended.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync();

    /// <summary>Ctrl+C.</summary>
    /// <returns>The exit code and what it said on standard error.</returns>
    public async Task<(int ExitCode, string Error)> InterruptAsync()
    {
        Kill(_process.Id, Interrupt).ShouldBe(0);
        var error = _process.StandardError.ReadToEndAsync();
        await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await error);
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
