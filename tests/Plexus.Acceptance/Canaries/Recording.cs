using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace Plexus.Acceptance.Canaries;

/// <summary>Everything that a process says about itself: logs at the most verbose level, spans, measurements, exceptions as they are thrown, addresses that are asked for.</summary>
internal sealed class Recording : IDisposable
{
    private readonly ConcurrentQueue<Heard> _heard = [];
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters = new();
    private readonly IDisposable _addresses;

    public Recording()
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Take,
        };
        ActivitySource.AddActivityListener(_spans);
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        Measure<byte>();
        Measure<short>();
        Measure<int>();
        Measure<long>();
        Measure<float>();
        Measure<double>();
        Measure<decimal>();
        _meters.Start();
        _addresses = DiagnosticListener.AllListeners.Subscribe(new RequestAddresses(address => _heard.Enqueue(new("address", address))));
        AppDomain.CurrentDomain.FirstChanceException += Take;
        Loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Lines(this)));
    }

    public ILoggerFactory Loggers { get; }

    /// <summary>What was heard, each with where from.</summary>
    public IReadOnlyCollection<Heard> Heard => _heard;

    /// <summary>Adds something that a test saw itself: an answer, a page.</summary>
    public void Add(string where, string text) => _heard.Enqueue(new(where, text));

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Take;
        _addresses.Dispose();
        _spans.Dispose();
        _meters.RecordObservableInstruments();
        _meters.Dispose();
        Loggers.Dispose();
    }

    private void Take(Activity span)
    {
        var tags = string.Join(' ', span.TagObjects.Select(t => $"{t.Key}={t.Value}"));
        var events = string.Join(' ', span.Events.Select(e => $"{e.Name} {string.Join(' ', e.Tags.Select(t => $"{t.Key}={t.Value}"))}"));
        var baggage = string.Join(' ', span.Baggage.Select(b => $"{b.Key}={b.Value}"));
        _heard.Enqueue(new("span", $"{span.Source.Name} {span.DisplayName} {span.StatusDescription} {tags} {events} {baggage}"));
    }

    private void Take(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        // The framework's readers quote what they were given. Theirs are caught where they are thrown; if one is not, the log or the answer shows it.
        for (var exception = thrown.Exception; exception is not (null or System.Text.Json.JsonException); exception = exception.InnerException)
            _heard.Enqueue(new("exception", $"{exception.GetType()}: {exception.Message}"));
    }

    private void Measure<T>()
        where T : struct =>
        _meters.SetMeasurementEventCallback<T>((instrument, value, tags, _) =>
        {
            var text = $"{instrument.Meter.Name} {instrument.Name} {instrument.Description} {value}";
            foreach (var (key, tag) in tags)
                text += $" {key}={tag}";
            _heard.Enqueue(new("metric", text));
        });

    private sealed class Lines(Recording recording) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Line(recording, categoryName);

        public void Dispose()
        {
        }
    }

    private sealed class Line(Recording recording, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            recording.Add("log", $"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}")) : "";
            recording.Add("log", $"{logLevel} {category} {formatter(state, exception)} {values} {exception}");
        }
    }
}

/// <param name="Where">log, span, metric, exception, address, or what a test says.</param>
internal sealed record Heard(string Where, string Text);
