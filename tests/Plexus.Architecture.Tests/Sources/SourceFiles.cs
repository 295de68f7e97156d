namespace Plexus.Architecture.Tests.Sources;

public sealed class SourceFiles
{
    private static readonly string[] Code = [.. Repository.TextFiles().Where(f => Path.GetExtension(f) is ".cs" or ".razor")];

    [Fact]
    public void No_file_of_code_is_longer_than_500_lines() => Over(Code, SourceRules.TooLong).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_left_for_later() => Over(Code, SourceRules.Unfinished).ShouldBeEmpty();

    [Fact]
    public void No_test_is_switched_off() =>
        Over(Code.Where(f => Repository.Name(f).StartsWith("tests/", StringComparison.Ordinal)), SourceRules.SkippedTests).ShouldBeEmpty();

    [Fact]
    public void Nothing_names_a_machine_or_a_package_registry() => Over(Repository.TextFiles(), SourceRules.MachineNames).ShouldBeEmpty();

    [Fact]
    public void The_scan_sees_this_repository() =>
        Code.Select(Repository.Name).ShouldContain("tests/Plexus.Architecture.Tests/Sources/SourceFiles.cs");

    [Fact]
    public void Sees_a_file_that_grew_too_long()
    {
        SourceRules.TooLong("a.cs", new string('\n', 501)).ShouldHaveSingleItem();
        SourceRules.TooLong("a.cs", new string('\n', 500)).ShouldBeEmpty();
    }

    [Fact]
    public void Sees_unfinished_work() =>
        SourceRules.Unfinished("a.cs", "int x;\n// TO" + "DO: later\n").ShouldHaveSingleItem().ShouldStartWith("a.cs:2 ");

    [Fact]
    public void Sees_a_test_switched_off() =>
        SourceRules.SkippedTests("a.cs", "    [Fa" + "ct(Skip = \"flaky\")]").ShouldHaveSingleItem();

    [Theory]
    [InlineData("cat /wor", "k/main/file")]
    [InlineData("\"/ho", "me/someone/x\"")]
    [InlineData("resolved: https://registry.npm", "js.org/chart.js")]
    public void Sees_a_machine_named(string first, string second) =>
        SourceRules.MachineNames("a.md", first + second).ShouldHaveSingleItem();

    [Theory]
    [InlineData("https://example.test/wor", "k/items")]
    [InlineData("~/ro", "ot/x")]
    public void Lets_an_address_pass(string first, string second) =>
        SourceRules.MachineNames("a.md", first + second).ShouldBeEmpty();

    private static IEnumerable<string> Over(IEnumerable<string> files, Func<string, string, IEnumerable<string>> rule) =>
        files.SelectMany(file => rule(Repository.Name(file), File.ReadAllText(file)));
}
