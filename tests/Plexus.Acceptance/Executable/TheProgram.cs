using System.Diagnostics;

namespace Plexus.Acceptance.Executable;

public sealed class TheProgram
{
    [Fact]
    public async Task Prints_its_version_and_nothing_else()
    {
        var run = await RunAsync("--version");

        run.ExitCode.ShouldBe(0);
        Version.TryParse(run.Output.Trim(), out _).ShouldBeTrue(run.Output);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Exits_2_when_the_command_line_is_wrong_and_leaves_standard_output_empty()
    {
        var run = await RunAsync("no-such-verb");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("no-such-verb");
    }

    [Fact]
    public async Task Without_a_verb_it_says_what_there_is()
    {
        var run = await RunAsync();

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("Usage:");
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "plexus.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
