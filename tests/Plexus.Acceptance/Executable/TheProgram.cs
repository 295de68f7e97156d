namespace Plexus.Acceptance.Executable;

public sealed class TheProgram
{
    [Fact]
    public async Task Prints_its_version_and_nothing_else()
    {
        var run = await PlexusProcess.RunAsync("--version");

        run.ExitCode.ShouldBe(0);
        Version.TryParse(run.Output.Trim(), out _).ShouldBeTrue(run.Output);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Exits_2_when_the_command_line_is_wrong_and_leaves_standard_output_empty()
    {
        var run = await PlexusProcess.RunAsync("no-such-verb");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("no-such-verb");
    }

    [Fact]
    public async Task Without_a_verb_it_says_what_there_is()
    {
        var run = await PlexusProcess.RunAsync();

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("Usage:");
    }
}
