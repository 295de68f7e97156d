using System.Text.Json;

namespace Plexus.Acceptance.Executable;

public sealed class TheTour
{
    [Fact]
    public async Task Ends_every_message_as_its_script_says()
    {
        var (exitCode, output, error) = await PlexusProcess.RunAsync("demo", "--once", "--json");

        using var tour = JsonDocument.Parse(output);
        var messages = tour.RootElement.GetProperty("messages").EnumerateArray().ToList();
        messages.Where(m => !m.GetProperty("ok").GetBoolean()).Select(m => m.GetRawText()).ShouldBeEmpty();
        messages.Count.ShouldBeGreaterThan(20);
        tour.RootElement.GetProperty("ok").GetBoolean().ShouldBeTrue();
        exitCode.ShouldBe(0);
        error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Is_found_as_it_was_after_a_stop()
    {
        var folder = Directory.CreateTempSubdirectory("plexus-tour-");
        try
        {
            var first = await PlayedAsync(folder.FullName);
            first.ShouldContain(line => line.EndsWith("messages ended as they should.", StringComparison.Ordinal));

            var second = await PlayedAsync(folder.FullName);

            second.ShouldContain(line => line.StartsWith("Everything is as you left it", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Starts the demonstration, waits until it invites Ctrl+C, and presses it.</summary>
    private static async Task<IReadOnlyList<string>> PlayedAsync(string folder)
    {
        await using var demo = PlexusProcess.Start("demo", "--data", folder, "--port", "0", "--sandbox-port", "0");
        var lines = new List<string>();
        while (await demo.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("Ctrl+C", StringComparison.Ordinal))
                break;
        }
        var (exitCode, error) = await demo.InterruptAsync();
        exitCode.ShouldBe(0, error);
        error.ShouldBeEmpty();
        return lines;
    }
}
