using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Plexus.Contracts;
using Plexus.Engine.Commands;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;
using Plexus.Engine.Queries;
using Plexus.Engine.Waiting;
using Plexus.Primitives;
using Plexus.Storage;
using Plexus.Testing;

namespace Plexus.Engine.Tests.Echo;

/// <summary>An installation of one practice whose only standard is echo; more nodes can be started on it.</summary>
public sealed class Gateway : IAsyncDisposable
{
    public const string Mailbox = "X26OT001";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestDatabase _test;
    private readonly List<EngineNode> _nodes = [];
    private readonly List<EngineCore> _cores = [];
    private int _message;

    private Gateway(TestDatabase test, TimeProvider wall, EngineOptions options)
    {
        _test = test;
        Options = options;
        Wall = wall;
        Configure();
    }

    public static OdsCode Practice { get; } = OdsCode.Parse("A81001");

    public TestDatabase Test => _test;

    public Database Database => _test.Database;

    public EngineOptions Options { get; }

    public TimeProvider Wall { get; }

    public ManualTime Business { get; } = new();

    public InMemoryDirectory Directory { get; } = new();

    public EchoStandard Echo { get; } = new();

    public MemoryMesh Mesh { get; } = new();

    public MemorySender Sender { get; } = new();

    public MemoryPatients Patients { get; } = new();

    public List<IJob> Jobs { get; } = [];

    public CapturedLogs Logs { get; } = new();

    public MemoryMailbox Inbox => Mesh[Mailbox];

    public EngineNode Node => _nodes[0];

    public EngineCore Core => _cores[0];

    public EngineCommands Commands => Node.Commands;

    public JournalQueries Queries => Node.Queries;

    /// <summary>Quick steps, so that tests wait for conditions and not for clocks.</summary>
    public static EngineOptions QuickOptions { get; } = new()
    {
        PollEvery = TimeSpan.FromMilliseconds(20),
        LookEvery = TimeSpan.FromMilliseconds(25),
        ReactionBackoff = TimeSpan.FromMilliseconds(5),
        SendBackoff = TimeSpan.FromMilliseconds(5),
        AskBackoff = TimeSpan.FromMilliseconds(5),
        MailboxBackoff = TimeSpan.FromMilliseconds(5),
        CircuitRest = TimeSpan.FromMilliseconds(50),
    };

    public static async Task<Gateway> StartAsync(string dialect, EngineOptions? options = null, TimeProvider? wall = null, Action<Gateway>? before = null)
    {
        var gateway = new Gateway(await TestDatabase.CreateAsync(dialect, wall), wall ?? TimeProvider.System, options ?? QuickOptions);
        before?.Invoke(gateway);
        await gateway.AddNodeAsync();
        return gateway;
    }

    /// <summary>Starts another node on the same database.</summary>
    public async Task<EngineNode> AddNodeAsync(Database? database = null)
    {
        var node = NewNode(database ?? Database);
        _nodes.Add(node);
        await node.StartAsync(CancellationToken.None);
        return node;
    }

    public EngineNode NewNode(Database database)
    {
        var core = NewCore(database);
        _cores.Add(core);
        return new EngineNode(core, Mesh, [Sender]);
    }

    public EngineCore NewCore(Database database) => new()
    {
        Database = database,
        Keys = _test.Keys,
        Payloads = _test.NewPayloads(database, Wall),
        Directory = Directory,
        Standards = new StandardsRegistry([Echo]),
        Loggers = Logs,
        Clocks = new Clocks(Wall, Business),
        Options = Options,
        Ports = [Patients],
        Jobs = Jobs,
    };

    public void Configure(IReadOnlyDictionary<string, string>? options = null, long? maxSize = null, IReadOnlyList<string>? mailboxes = null, IReadOnlyList<DirectorySubscription>? subscriptions = null)
    {
        var capabilities = new[] { "receiver", "sender" }.Select(role => new CapabilityFact("Echo", role, "1", options ?? new Dictionary<string, string>(), AckAfter.Committed)).ToList();
        Directory.Set(
            [new DirectoryOrganisation(Practice, "Example Practice", [Practice], capabilities) { Subscriptions = subscriptions ?? [] }],
            [.. (mailboxes ?? [Mailbox]).Select(m => new DirectoryEndpoint("mesh", m, Practice, []) { MaxSize = maxSize })]);
    }

    /// <summary>Puts a script into the mailbox; gives the message's id.</summary>
    public string Put(string script, string workflow = "ECHO", string? mailbox = null)
    {
        var id = "M" + Interlocked.Increment(ref _message).ToString("D6", CultureInfo.InvariantCulture);
        Mesh[mailbox ?? Mailbox].Put(new MemoryMessage(id, workflow, Encoding.UTF8.GetBytes(script)));
        return id;
    }

    /// <summary>Puts a script into the mailbox and waits until its exchange is past <c>received</c>.</summary>
    public async Task<ExchangeSummary> Receives(string script, string workflow = "ECHO")
    {
        var id = Put(script, workflow);
        return await Exchange(id, e => e.State != ExchangeStates.Received);
    }

    /// <summary>Waits for the exchange of a message to be as wanted.</summary>
    public Task<ExchangeSummary> Exchange(string transportId, Func<ExchangeSummary, bool>? wanted = null) => Until(
        async () => (await All()).FirstOrDefault(e => e.Direction == "in" && e.TransportId == transportId && (wanted is null || wanted(e))),
        $"message {transportId}");

    public Task<ExchangeSummary> Exchange(ExchangeSummary earlier, Func<ExchangeSummary, bool> wanted) => Until(
        async () => (await Queries.ExchangeAsync(earlier.Id, default)) is { } found && wanted(found.Exchange) ? found.Exchange : null,
        "exchange " + earlier.Id);

    /// <summary>Waits for a send to be as wanted.</summary>
    public Task<ExchangeSummary> Sent(string label, string state) => Until(
        async () => (await All()).FirstOrDefault(e => e.Direction == "out" && e.Label == label && e.State == state),
        $"send {label} {state}");

    public Task<ConversationDetail> Conversation(ConversationId id, Func<ConversationDetail, bool> wanted) => Until(
        async () => await Queries.ConversationAsync(id, default) is { } found && wanted(found) ? found : null,
        "conversation");

    public Task<AlertView> Alert(string code) => Until(
        async () => (await Queries.AlertsAsync(null, false, null, 200, default)).Items.FirstOrDefault(a => a.Code == code),
        "alert " + code);

    public async Task<IReadOnlyList<ExchangeSummary>> All()
    {
        var all = new List<ExchangeSummary>();
        string? before = null;
        do
        {
            var page = await Queries.SearchAsync(new ExchangeSearch { Before = before, Limit = 200 }, default);
            all.AddRange(page.Items);
            before = page.Next;
        }
        while (before is not null);
        return all;
    }

    public async Task<IReadOnlyList<TaskView>> Tasks(string? state = TaskStates.Open) => (await Queries.SearchTasksAsync(new TaskSearch { State = state, Limit = 200 }, default)).Items;

    /// <summary>What has happened to a conversation, as its state says.</summary>
    public IReadOnlyList<string> Log(ConversationId conversation)
    {
        var bytes = Database.Read(rows => rows.First(new Sql("SELECT state FROM conversation WHERE id = $1"), row => row.Bytes(0), conversation.ToString()));
        return bytes is null ? [] : JsonSerializer.Deserialize<EchoState>(_test.Keys.Decrypt(bytes, "conversation/" + conversation), JsonSerializerOptions.Web)!.Log;
    }

    /// <summary>Waits until the conversation has seen something.</summary>
    public Task<bool> Saw(ConversationId conversation, string happened) => Until(() => Task.FromResult(Log(conversation).Contains(happened)), happened);

    public long Count(string table, string where = "1 = 1") => Database.Read(rows => rows.First(new Sql($"SELECT count(*) FROM {table} WHERE {where}"), row => row.GetInt64(0)));

    /// <summary>Waits until the number of rows is as wanted.</summary>
    public Task<bool> Counts(long wanted, string table, string where = "1 = 1") => Until(() => Task.FromResult(Count(table, where) == wanted), $"{wanted} rows of {table} where {where}, there are {Count(table, where)}");

    /// <summary>Waits for a condition; fails with its name when it does not come.</summary>
    public static async Task<T> Until<T>(Func<Task<T?>> condition, string what)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = await condition();
            if (found is not null && !Equals(found, default(T)))
                return found;
            if (TimeProvider.System.GetElapsedTime(deadline) > Patience)
                throw new TimeoutException("Did not come: " + what);
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _test.DisposeAsync();
        Logs.Dispose();
    }
}

/// <summary>Keeps every log line, so that tests can search them for patients.</summary>
public sealed class CapturedLogs : ILoggerFactory, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
