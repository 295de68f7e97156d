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

    [Fact]
    public async Task Every_kind_of_search_has_its_figure_and_one_that_is_too_slow_is_a_no()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exit = await CommandLine.RunAsync(RootCommands.Create(), ["bench", "search", "--messages", "3000", "--json"], output, error);

        using var document = JsonDocument.Parse(output.ToString());
        document.RootElement.GetProperty("bench").GetString().ShouldBe("search");
        var figures = document.RootElement.GetProperty("figures").EnumerateArray().ToList();
        (figures[0].GetProperty("name").GetString(), figures[0].GetProperty("value").GetDouble(), figures[0].GetProperty("bar").ValueKind).ShouldBe(("messages", 3000, JsonValueKind.Null));
        var searches = figures.Skip(1).ToList();
        searches.Select(f => f.GetProperty("name").GetString()).ShouldBeUnique();
        searches.Select(f => f.GetProperty("name").GetString()).ShouldBeSubsetOf(
        [
            "newest", "received", "large-organisation", "small-organisation", "patient", "patient-in-organisation", "patient-nobody-knows",
            "workflow", "rare-workflow", "unused-workflow", "workflow-never-sent", "workflow-in-organisation", "rare-workflow-in-organisation",
            "done", "parked", "parked-in-organisation", "parked-workflow", "discarded", "uncertain", "cancelled-none", "submitted", "collected-in-organisation",
            "accepted", "refused", "unreadable", "unroutable-none", "unreadable-in-organisation", "refused-workflow", "contradiction", "page-in-the-middle",
        ]);
        searches.Count.ShouldBe(30);
        foreach (var figure in searches)
        {
            figure.EnumerateObject().Select(p => p.Name).ShouldBe(["name", "value", "unit", "bar", "ok"]);
            (figure.GetProperty("unit").GetString(), figure.GetProperty("bar").GetDouble()).ShouldBe(("ms", 100));
            figure.GetProperty("ok").GetBoolean().ShouldBe(figure.GetProperty("value").GetDouble() <= 100);
        }

        exit.ShouldBe(searches.TrueForAll(f => f.GetProperty("ok").GetBoolean()) ? 0 : 1);
        error.ToString().ShouldContain("3,000 messages");
    }

    [Theory]
    [InlineData("bench", "nothing")]
    [InlineData("bench")]
    [InlineData("bench", "search", "--messages", "0")]
    [InlineData("bench", "search", "--messages", "many")]
    public async Task A_benchmark_that_does_not_exist_is_misuse(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        (await CommandLine.RunAsync(RootCommands.Create(), arguments, output, error)).ShouldBe(2);
    }
}
