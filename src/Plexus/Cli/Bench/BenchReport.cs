using System.Globalization;
using System.Text.Json;

namespace Plexus.Cli.Bench;

/// <summary>One figure of a benchmark.</summary>
/// <param name="Value">Null when it could not be measured.</param>
/// <param name="Bar">What it must keep to; null when it is told for information.</param>
internal sealed record Figure(string Name, double? Value, string Unit, double? Bar, bool Ok);

/// <summary>The figures of one run, as they come.</summary>
internal sealed class BenchReport(string bench, TextWriter progress)
{
    private readonly List<Figure> _figures = [];

    public bool IsOk => _figures.TrueForAll(f => f.Ok);

    /// <summary>Says what is being measured, for whoever waits.</summary>
    public Task DoingAsync(string what) => progress.WriteLineAsync($"plexus: {what}");

    /// <summary>A figure for information.</summary>
    public void Tell(string name, double value, string unit) => _figures.Add(new Figure(name, Round(value), unit, null, true));

    /// <summary>A figure that must not be above its bar.</summary>
    public void AtMost(string name, double? value, string unit, double bar) => _figures.Add(new Figure(name, Round(value), unit, bar, value <= bar));

    /// <summary>A figure that must not be below its bar.</summary>
    public void AtLeast(string name, double? value, string unit, double bar) => _figures.Add(new Figure(name, Round(value), unit, bar, value >= bar));

    public async Task WriteAsync(TextWriter output, bool json)
    {
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { bench, figures = _figures }, JsonSerializerOptions.Web));
            return;
        }

        var width = _figures.Max(f => f.Name.Length);
        foreach (var figure in _figures)
        {
            var value = figure.Value is { } number ? number.ToString("#,0.###", CultureInfo.InvariantCulture) : "not measured";
            var verdict = figure.Bar is { } bar ? string.Create(CultureInfo.InvariantCulture, $"bar {bar:#,0.###}  {(figure.Ok ? "kept" : "MISSED")}") : "";
            await output.WriteLineAsync($"{figure.Name.PadRight(width)}  {value,12} {figure.Unit,-12} {verdict}".TrimEnd());
        }
    }

    // Four digits say all that a measurement knows.
    private static double? Round(double? value) =>
        value is { } number && number != 0 && double.IsFinite(number) ? Math.Round(number, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 6)) : value;
}
