using System.Text.Json;
using Plexus.Cli;

namespace Plexus.Tests.Cli.Config;

public sealed class ConfiguringFromTheCommandLine : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plexus-cli-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_example_applies_once_exports_and_applies_again_without_a_change()
    {
        var example = Example();

        (await RunAsync("config", "apply", example, "--dry-run")).ShouldBe(0, _error.ToString());
        Take().ShouldEndWith("8 added, 0 changed, 0 removed, 0 unchanged; nothing was written.\n");
        (await RunAsync("config", "apply", example)).ShouldBe(0);
        Take().ShouldContain("+ endpoints/dale-mailbox");
        (await RunAsync("config", "export")).ShouldBe(0);
        var exported = Path.Combine(_folder, "exported.json");
        await File.WriteAllTextAsync(exported, Take());
        (await RunAsync("config", "apply", exported, "--json")).ShouldBe(0);

        using var answer = JsonDocument.Parse(Take());
        answer.RootElement.GetProperty("ok").GetBoolean().ShouldBeTrue();
        answer.RootElement.GetProperty("unchanged").GetInt32().ShouldBe(8);
        answer.RootElement.GetProperty("changes").GetArrayLength().ShouldBe(0);
        (await File.ReadAllTextAsync(exported)).ShouldNotContain("a-secret");
    }

    [Fact]
    public async Task A_wrong_document_is_answered_no_with_places_and_changes_nothing()
    {
        var example = Example(("\"role\": \"receiver\"", "\"role\": \"reader\""));

        (await RunAsync("config", "apply", example)).ShouldBe(1);

        _error.ToString().ShouldContain("organisations[0].capabilities[0].role");
        _error.ToString().ShouldStartWith("line ");
        Take().ShouldBeEmpty();
    }

    [Fact]
    public async Task Patients_come_in_from_a_file_and_wrong_rows_are_named_by_line()
    {
        await RunAsync("config", "apply", Example());
        Take();
        var file = Path.Combine(_folder, "patients.csv");
        await File.WriteAllTextAsync(file, "local_id,nhs_number,surname,birth_date,registered_from\n17,9990000018,Ash,1960-01-02,2010-04-01\n18,,Elm,2/1/1960,2010-04-01\n");

        (await RunAsync("patients", "import", file, "--organisation", "A20047")).ShouldBe(1);
        Take().ShouldBe("2 rows: 1 added, 0 changed, 0 unchanged, 1 refused.\n");
        _error.ToString().ShouldBe("line 3: birth_date is not a date written as YYYY-MM-DD.\n");
        (await RunAsync("patients", "import", file)).ShouldBe(3);
        (await RunAsync("patients", "import", file, "--organisation", "?")).ShouldBe(2);
        (await RunAsync("patients", "import", "missing.csv", "--organisation", "A20047")).ShouldBe(2);
    }

    /// <summary>The repository's example, its secrets standing in the document.</summary>
    private string Example(params (string Text, string Replacement)[] changes)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Plexus.slnx")))
            root = Path.GetDirectoryName(root)!;
        var text = File.ReadAllText(Path.Combine(root, "samples", "config", "practice.json"));
        foreach (var variable in new[] { "MAILBOX_PASSWORD", "MESH_SHARED_KEY", "NORTHFIELD_KEY" })
            text = text.Replace($"\"env\": \"{variable}\"", "\"value\": \"a-secret\"", StringComparison.Ordinal);
        foreach (var (from, to) in changes)
            text = text.Replace(from, to, StringComparison.Ordinal);
        var path = Path.Combine(_folder, "practice.json");
        File.WriteAllText(path, text);
        return path;
    }

    private Task<int> RunAsync(params string[] arguments) =>
        CommandLine.RunAsync(RootCommands.Create(), [.. arguments, "--data", Path.Combine(_folder, "data")], _output, _error);

    private string Take()
    {
        var text = _output.ToString();
        _output.GetStringBuilder().Clear();
        return text;
    }
}
