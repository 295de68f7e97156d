using System.Text.Json;
using Plexus.Cli;

namespace Plexus.Tests.Cli.Bench;

public sealed class MeasuringTheMachine
{
    [Fact]
    public async Task Figures_come_as_one_document_of_names_values_units_and_bars()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        // Whether a bar is kept depends on the machine, so both answers are right.
        (await CommandLine.RunAsync(RootCommands.Create(), ["bench", "mesh", "--quick", "--json"], output, error)).ShouldBeOneOf(0, 1);

        using var document = JsonDocument.Parse(output.ToString());
        document.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["bench", "figures"]);
        document.RootElement.GetProperty("bench").GetString().ShouldBe("mesh");
        var figures = document.RootElement.GetProperty("figures").EnumerateArray().ToList();
        figures.Select(f => f.GetProperty("name").GetString()).ShouldBeUnique();
        figures.Where(f => f.GetProperty("bar").ValueKind == JsonValueKind.Number).Select(f => f.GetProperty("name").GetString()).ShouldBe(
            ["large-memory-growth", "large-ratio", "large-gzip-memory-growth", "large-disk-memory-growth", "send-ratio", "take-ratio"], ignoreOrder: true);
        foreach (var figure in figures)
        {
            figure.EnumerateObject().Select(p => p.Name).ShouldBe(["name", "value", "unit", "bar", "ok"]);
            double.IsFinite(figure.GetProperty("value").GetDouble()).ShouldBeTrue();
            figure.GetProperty("unit").GetString().ShouldNotBeNull();
            figure.GetProperty("ok").ValueKind.ShouldBeOneOf(JsonValueKind.True, JsonValueKind.False);
        }
    }

    [Theory]
    [InlineData("bench", "nothing")]
    [InlineData("bench")]
    public async Task A_benchmark_that_does_not_exist_is_misuse(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        (await CommandLine.RunAsync(RootCommands.Create(), arguments, output, error)).ShouldBe(2);
    }
}
