using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using Plexus.Cli;

namespace Plexus.Tests.Cli;

public sealed class RunningACommandLine : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task The_version_is_three_numbers_on_standard_output()
    {
        (await Run("--version")).ShouldBe(0);

        Version.TryParse(_output.ToString().Trim(), out var version).ShouldBeTrue();
        version!.Build.ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Help_is_not_misuse()
    {
        (await Run("--help")).ShouldBe(0);

        _output.ToString().ShouldContain("--json");
        _error.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--nonsense")]
    [InlineData("answer", "--with", "many")]
    public async Task Misuse_exits_2_and_says_so_on_standard_error_alone(params string[] arguments)
    {
        (await Run(arguments)).ShouldBe(2);

        _error.ToString().ShouldNotBeEmpty();
        _output.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_verbs_answer_is_the_exit_code(int answer) =>
        (await Run("answer", "--with", $"{answer}")).ShouldBe(answer);

    [Fact]
    public async Task Json_may_stand_before_or_after_the_verb()
    {
        await Run("--json", "answer", "--with", "0");
        await Run("answer", "--with", "0", "--json");

        _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["True", "True"]);
    }

    [Fact]
    public async Task A_failure_is_one_line_without_a_stack_trace_and_exits_3()
    {
        (await Run("fail")).ShouldBe(3);

        _error.ToString().ShouldBe($"plexus: The disk is full. Free some space.{Environment.NewLine}");
        _output.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_verb_may_call_it_misuse_after_parsing()
    {
        (await Run("refuse")).ShouldBe(2);

        _error.ToString().ShouldBe($"plexus: No such organisation.{Environment.NewLine}");
    }

    [Fact]
    public async Task An_interrupted_verb_could_not_be_done()
    {
        (await Run("interrupted")).ShouldBe(3);

        _error.ToString().ShouldBe($"plexus: Stopped before it was done.{Environment.NewLine}");
    }

    [Fact]
    public async Task A_file_named_with_an_at_sign_is_not_read_as_arguments()
    {
        (await Run("about", "@patient.json")).ShouldBe(0);

        _output.ToString().Trim().ShouldBe("@patient.json");
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task A_port_that_is_taken_comes_with_what_to_do()
    {
        (await Run("taken")).ShouldBe(3);

        _error.ToString().ShouldEndWith("name another port with --port; 0 picks a free one." + Environment.NewLine);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("mesh")]
    public void A_verb_that_is_named_is_described_alone(string verb) =>
        RootCommands.For([verb, "--help"]).Subcommands.ShouldHaveSingleItem().Name.ShouldBe(verb);

    [Theory]
    [InlineData("--help")]
    [InlineData("nonsense")]
    [InlineData("--json", "serve")]
    public void Every_verb_is_described_where_the_arguments_begin_otherwise(params string[] arguments) =>
        RootCommands.For(arguments).Subcommands.Select(c => c.Name).ShouldBe(RootCommands.Create().Subcommands.Select(c => c.Name));

    [Fact]
    public void The_table_of_verbs_names_them_as_they_name_themselves() =>
        RootCommands.Create().Subcommands.ShouldAllBe(c => RootCommands.For(new[] { c.Name }).Subcommands.Single().Name == c.Name);

    private Task<int> Run(params string[] arguments) => CommandLine.RunAsync(WithSamples(), arguments, _output, _error);

    private static RootCommand WithSamples()
    {
        var with = new Option<int>("--with") { Required = true };
        var answer = new Command("answer") { with };
        answer.SetAction(async (result, _) =>
        {
            await result.InvocationConfiguration.Output.WriteLineAsync($"{result.GetValue(CommonOptions.Json)}");
            return result.GetValue(with);
        });

        var about = new Argument<string>("about");
        var identifier = new Command("about") { about };
        identifier.SetAction((result, _) => result.InvocationConfiguration.Output.WriteLineAsync(result.GetValue(about)));

        var root = RootCommands.Create();
        root.Add(answer);
        root.Add(identifier);
        root.Add(Throwing("fail", new IOException("The disk is full.\n  Free some space.")));
        root.Add(Throwing("refuse", new CommandException("No such organisation.", ExitCode.Misuse)));
        root.Add(Throwing("taken", new IOException("The address is in use.", new AddressInUseException("taken"))));
        root.Add(Throwing("interrupted", new OperationCanceledException()));
        return root;
    }

    private static Command Throwing(string name, Exception exception)
    {
        var command = new Command(name);
        command.SetAction((_, _) => Task.FromException<int>(exception));
        return command;
    }
}
