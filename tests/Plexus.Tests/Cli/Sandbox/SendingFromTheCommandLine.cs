using System.Text.Json;
using Plexus.Cli;
using Plexus.Sandbox;
using Plexus.Sandbox.Itk3;

namespace Plexus.Tests.Cli.Sandbox;

/// <summary><c>plexus sandbox send</c>, <c>sent</c> and <c>people --csv</c> against a running sandbox.</summary>
public sealed class SendingFromTheCommandLine : IAsyncLifetime
{
    private SandboxHost _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await SandboxHost.StartAsync(new SandboxOptions { Port = 0 });

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task A_case_is_sent_and_its_answers_are_waited_for()
    {
        var sent = await Run("send", "patient-deducted", "--to", "A99903OT001", "--count", "2", "--json");
        var seen = await Run("sent", "--wait", "--json");

        (sent.ExitCode, seen.ExitCode).ShouldBe((0, 0));
        JsonDocument.Parse(sent.Output).RootElement.GetArrayLength().ShouldBe(2);
        JsonDocument.Parse(seen.Output).RootElement.GetProperty("sent").EnumerateArray()
            .Select(s => string.Join(' ', s.GetProperty("answers").EnumerateArray().Select(a => a.GetProperty("code").GetString())))
            .ShouldBe(["20013 30003", "20013 30003"]);
    }

    [Fact]
    public async Task What_came_is_shown_beside_what_should_come()
    {
        await Run("send", "good", "--to", "A99903OT001");
        (await Run("sent", "--wait")).ExitCode.ShouldBe(0);
        await Run("send", "good", "--to", "A99901OT001");

        var seen = await Run("sent", "--wait", "--timeout", "1");

        seen.ExitCode.ShouldBe(1, "nobody reads the practice's mailbox");
        seen.Output.ShouldContain("expects 20013 30001        got 20013 30001  as expected");
        seen.Output.ShouldContain("got -            waiting");
    }

    [Fact]
    public async Task The_list_shows_every_case()
    {
        var list = await Run("send", "--list");

        list.ExitCode.ShouldBe(0);
        list.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]).ShouldBe(SyntheticSender.Cases.Select(c => c.Name));
    }

    [Theory]
    [InlineData(2, "send")]
    [InlineData(3, "send", "nonsense")]
    [InlineData(3, "send", "good", "--to", "NOBODY")]
    [InlineData(1, "send", "good", "--to", "FZ991OT001")]
    public async Task What_cannot_be_sent_says_so_by_its_exit_code(int exitCode, params string[] arguments) => (await Run(arguments)).ExitCode.ShouldBe(exitCode);

    [Fact]
    public async Task Patients_are_printed_as_a_file_to_import()
    {
        var csv = await Run("people", "--csv", "--practice", "A99902");

        csv.ExitCode.ShouldBe(0);
        csv.Output.ShouldBe(PatientsCsv.Write(_sandbox.World.Population, SandboxDefaults.OtherPractice));
    }

    private async Task<(int ExitCode, string Output)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(RootCommands.Create(), ["sandbox", .. arguments, "--url", _sandbox.Url.ToString()], output, error);
        return (exit, output.ToString());
    }
}
