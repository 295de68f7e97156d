using System.CommandLine;
using System.Text.Json;
using Plexus.Tour;

namespace Plexus.Cli.Demo;

/// <summary>Tells the tour to a person line by line, or to a program as one document.</summary>
internal sealed class TourTelling(ParseResult parsed)
{
    private readonly TextWriter _output = parsed.InvocationConfiguration.Output;
    private readonly bool _json = parsed.GetValue(CommonOptions.Json);

    public async Task WelcomeAsync(Uri console, Uri sandbox, bool stay)
    {
        if (_json)
            return;
        await _output.WriteLineAsync($"Console  {console}");
        await _output.WriteLineAsync($"Sandbox  {sandbox}");
        await _output.WriteLineAsync(stay ? "The tour is played now: open the console to watch messages arrive." : "The tour is played now.");
        await _output.WriteLineAsync();
    }

    public void Arrived(TourMessage message)
    {
        if (_json)
            return;
        _output.WriteLine($"{(message.Ok ? "ok  " : "NO  ")} {message.Name,-45} {message.State,-8} {message.Outcome,-11} {string.Join(" ", message.Acks)}");
        if (message.Problem is { } problem)
            _output.WriteLine($"     {problem}");
        _output.Flush();
    }

    /// <param name="result">Null when the tour had been played before.</param>
    public async Task EndAsync(TourResult? result, string folder, bool stay)
    {
        if (_json)
            await _output.WriteLineAsync(JsonSerializer.Serialize(result ?? new TourResult(true, []), JsonSerializerOptions.Web));
        else if (result is null)
            await _output.WriteLineAsync($"Everything is as you left it in {folder}. --again plays the tour once more.");
        else
            await _output.WriteLineAsync($"\n{result.Messages.Count(m => m.Ok)} of {result.Messages.Count} messages ended as they should.");
        if (stay && !_json)
            await _output.WriteLineAsync("Ctrl+C stops; nothing is lost.");
        await _output.FlushAsync();
    }
}
