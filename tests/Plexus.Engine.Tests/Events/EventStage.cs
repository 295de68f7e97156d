using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Engine.Events;
using Plexus.Engine.Journal;
using Plexus.Engine.Tests.Configuration;
using Plexus.Storage;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Events;

/// <summary>A practice whose supplier's webhook is a real one, on a clock that the test moves.</summary>
public sealed class EventStage : IAsyncDisposable
{
    private static readonly Sql InsertDelivery = new(
        "INSERT INTO delivery (event, organisation, subscription, state, attempts, due) VALUES ($1, $2, $3, 'queued', 0, 0)");

    private static readonly Sql SelectReceipts = new("SELECT body, id FROM stimulus WHERE kind = 'delivery' ORDER BY seq");
    private static readonly Sql CountAlerts = new("SELECT count(*) FROM alert WHERE code = 'EVENT-NOT-DELIVERED'");
    private readonly HttpMessageInvoker _http = new(Webhook.CreateHandler());

    private EventStage(TestDatabase test, SupplierReceiver supplier)
    {
        Test = test;
        Supplier = supplier;
        Store = new ConfigurationStore(test.Database, test.Keys);
    }

    public TestDatabase Test { get; }

    public SupplierReceiver Supplier { get; }

    public ManualTime Time { get; } = new();

    public ConfigurationStore Store { get; }

    public ConfigurationDirectory Directory { get; private set; } = null!;

    public EngineCore Core { get; private set; } = null!;

    public EventDispatcher Dispatcher { get; private set; } = null!;

    public ConcurrentQueue<string> Logged { get; } = [];

    public static async Task<EventStage> SetAsync(string dialect = "sqlite")
    {
        var stage = new EventStage(await TestDatabase.CreateAsync(dialect), await SupplierReceiver.StartAsync());
        await stage.ConfigureAsync();
        (stage.Core, stage.Directory, stage.Dispatcher) = stage.Node(stage.Test.Database);
        return stage;
    }

    /// <summary>Has what another program logs among <see cref="Logged"/>.</summary>
    public void Listen(ILoggerFactory loggers) => loggers.AddProvider(new Logger(Logged));

    /// <summary>Another node on the same database.</summary>
    public (EngineCore Core, ConfigurationDirectory Directory, EventDispatcher Dispatcher) Node(Database database)
    {
        var standards = new StandardsRegistry([new Echo()]);
        var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new Logger(Logged)));
        var directory = new ConfigurationDirectory(new ConfigurationStore(database, Test.Keys), standards, Time, loggers);
        var core = new EngineCore
        {
            Database = database,
            Keys = Test.Keys,
            Payloads = Test.Payloads,
            Directory = directory,
            Standards = standards,
            Loggers = loggers,
            Clocks = new Clocks(Time, Time),
        };
        var options = new EventOptions { Gateway = new Uri("https://gateway.example"), Chance = () => 0.999999 };
        return (core, directory, new EventDispatcher(core, directory, new Webhook(_http, Time), options));
    }

    /// <summary>Applies the practice's document with its webhook here, changed as the test wants.</summary>
    public async Task ConfigureAsync(params (string Text, string Replacement)[] changes)
    {
        var json = Documents.With("http://127.0.0.1:9/events", Supplier.Url.ToString());
        foreach (var (text, replacement) in changes)
            json = json.Replace(text, replacement, StringComparison.Ordinal);
        await Store.ApplyAsync(Documents.Parse(json), new SecretReader(".", _ => null), "test", dryRun: false, default);
        Directory?.Refresh();
    }

    public static string Id(int n) => new Guid(n, 0, 0, new byte[8]).ToString("n");

    /// <summary>An event with its delivery, as a reaction would leave them.</summary>
    public Task PublishAsync(int n, int conversation = 1, bool receipt = false, string organisation = "A20047") => Test.Database.Writes.RunAsync(session =>
    {
        var data = JournalJson.Seal(Test.Keys, JsonSerializer.SerializeToElement(new { number = n, canary = "Canary Wharfinger" }), "event/" + Id(n));
        session.Publish(new PublishedEvent(
            Id(n), organisation, Id(conversation), Id(70), "received", "uk.plexus.echo.received.v1", Time.GetUtcNow().ToUnixTimeMilliseconds(), data, receipt, null, true));
        if (organisation == "A20047")
            session.Post(InsertDelivery, Id(n), organisation, "northfield-hook");
    });

    /// <summary>One look, and everything it started.</summary>
    public async Task DeliverAsync()
    {
        await Dispatcher.LookAsync(default);
        await Dispatcher.QuietAsync();
    }

    public IReadOnlyList<DeliveryView> Deliveries => [.. new DeliveryLog(Core).List(null, null, null, 100).Reverse()];

    public IReadOnlyList<int> Received => [.. Supplier.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("data").GetProperty("number").GetInt32())];

    internal IReadOnlyList<DeliveryBody> Receipts => Test.Database.Read(rows => rows.Query(
        SelectReceipts, row => JournalJson.Open<DeliveryBody>(Test.Keys, row.GetFieldValue<byte[]>(0), StimulusRow.Place(row.GetString(1)))));

    public long Alerts => Test.Database.Read(rows => rows.First(CountAlerts, row => row.GetInt64(0)));

    public async ValueTask DisposeAsync()
    {
        await Supplier.DisposeAsync();
        _http.Dispose();
        await Test.DisposeAsync();
    }

    private sealed class Echo : IStandard
    {
        public StandardDescriptor Descriptor => Documents.Standards[0];

        public IReadOnlyList<IProtocol> Protocols => [];
    }

    private sealed class Logger(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
