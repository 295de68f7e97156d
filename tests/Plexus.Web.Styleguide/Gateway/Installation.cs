using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Plexus.Engine;
using Plexus.Engine.Configuration;
using Plexus.Engine.Patients;
using Plexus.Engine.Queries;
using Plexus.Primitives;
using Plexus.Standards;
using Plexus.Storage;
using Plexus.Storage.Payloads;
using Plexus.Storage.Secrets;

namespace Plexus.Web.Styleguide.Gateway;

/// <summary>A real engine with the real standards on SQLite in a folder of its own; MESH is in memory.</summary>
public sealed class Installation : IAsyncDisposable
{
    public const string Mailbox = "X26OT001";
    public const string SenderMailbox = "X26OT002";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly KeyRing _keys;
    private int _messages;

    private Installation(string folder, Database database, KeyRing keys)
    {
        (_folder, Database, _keys) = (folder, database, keys);
        var standards = new StandardsRegistry(StandardsCatalogue.All);
        Directory = new ConfigurationDirectory(new ConfigurationStore(database, keys), standards, TimeProvider.System, NullLoggerFactory.Instance);
        Patients = new PatientIndex(database, keys, TimeProvider.System);
        Core = new EngineCore
        {
            Database = database,
            Keys = keys,
            Payloads = new PayloadStore(database, keys, Path.Combine(folder, "payloads"), TimeProvider.System),
            Directory = Directory,
            Standards = standards,
            Loggers = NullLoggerFactory.Instance,
            Options = new EngineOptions
            {
                PollEvery = TimeSpan.FromMilliseconds(25),
                LookEvery = TimeSpan.FromMilliseconds(25),
                ReactionBackoff = TimeSpan.FromMilliseconds(5),
                SendBackoff = TimeSpan.FromMilliseconds(5),
                AskBackoff = TimeSpan.FromMilliseconds(5),
                MailboxBackoff = TimeSpan.FromMilliseconds(5),
            },
            Ports = [new PatientPort(Patients, new HttpPatientIndex(new HttpClient(), TimeProvider.System), Directory)],
        };
        Node = new EngineNode(Core, Mesh, [Mesh]);
    }

    public static OdsCode Practice { get; } = OdsCode.Parse("A81001");

    public Database Database { get; }

    public ConfigurationDirectory Directory { get; }

    public PatientIndex Patients { get; }

    public EngineCore Core { get; }

    public EngineNode Node { get; }

    public MemoryMesh Mesh { get; } = new();

    /// <summary>Begins without any configuration.</summary>
    public static async Task<Installation> StartEmptyAsync()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("plexus-web-").FullName;
        var database = Database.OpenSqlite(Path.Combine(folder, "plexus.db"));
        await Migrator.MigrateAsync(database, CancellationToken.None);
        var installation = new Installation(folder, database, KeyRingFile.Open(Path.Combine(folder, "keys.json"), TimeProvider.System));
        await installation.Node.StartAsync(CancellationToken.None);
        return installation;
    }

    /// <summary>One practice with one mailbox and two patients: Amira Holloway is registered, Tomasz Lind has left.</summary>
    public static async Task<Installation> StartAsync()
    {
        var installation = await StartEmptyAsync();
        await installation.ConfigureAsync(Configuration());
        await installation.Patients.PutAsync(
        [
            Patient("P-1", "9990000018", "Holloway", "Amira", new DateOnly(1961, 3, 4), null),
            Patient("P-2", "9990000026", "Lind", "Tomasz", new DateOnly(1984, 7, 19), new DateOnly(2025, 2, 1)),
        ],
        "test", CancellationToken.None);
        return installation;
    }

    /// <summary>The document of <see cref="StartAsync"/>.</summary>
    public static string Configuration(bool paused = false) => $$"""
        {
          "plexus": 1,
          "environment": "sandbox",
          "credentials": [
            { "id": "mailbox-password", "kind": "password", "current": { "value": "a-password" } },
            { "id": "mesh-shared-key", "kind": "shared-key", "current": { "value": "a-shared-key" } }
          ],
          "organisations": [
            {
              "ods": "A81001", "name": "Riverside Surgery", "kind": "gp-practice",
              "capabilities": [
                { "standard": "SendDocument", "role": "receiver" },
                { "standard": "SendDocument", "role": "sender", "options": { "birth-date-form": "DDMMYYYY" } },
                { "standard": "GenericFhirReceiver", "role": "receiver" }
              ]
            }
          ],
          "endpoints": [
            {
              "id": "riverside", "channel": "mesh", "address": "{{Mailbox}}", "url": "http://127.0.0.1:9", "organisations": ["A81001"],
              "password": "mailbox-password", "sharedKey": "mesh-shared-key", "paused": {{(paused ? "true" : "false")}}
            }
          ]
        }
        """;

    public async Task ConfigureAsync(string document)
    {
        var parsed = ConfigurationReader.Parse(Encoding.UTF8.GetBytes(document), [.. StandardsCatalogue.All.Select(s => s.Descriptor)]);
        await new ConfigurationStore(Database, _keys).ApplyAsync(parsed, new SecretReader(".", _ => null), "test", dryRun: false, CancellationToken.None);
        Directory.Refresh();
    }

    /// <summary>Puts a letter into the mailbox and waits until it has been handled.</summary>
    public Task<ExchangeSummary> ReceivesAsync(Letter letter) => ReceivesAsync(letter.Text(), "GPCONNECT_SEND_DOCUMENT", letter.Subject);

    public Task<ExchangeSummary> ReceivesAsync(string content, string workflow, string subject = "") => ReceivesAsync(Encoding.UTF8.GetBytes(content), workflow, subject);

    public async Task<ExchangeSummary> ReceivesAsync(byte[] content, string workflow, string subject = "")
    {
        var id = "M" + Interlocked.Increment(ref _messages).ToString("D6", CultureInfo.InvariantCulture);
        Mesh.Put(Mailbox, id, workflow, subject, content);
        return await Until(
            async () => (await Node.Queries.SearchAsync(new ExchangeSearch { Direction = "in", Limit = 200 }, default)).Items.FirstOrDefault(e => e.TransportId == id && e.State != "received"),
            $"message {id}");
    }

    /// <summary>Waits until the outbox is empty.</summary>
    public Task<bool> SettledAsync() => Until(async () => (await Node.Queries.OverviewAsync(null, default)) is { Outbox: 0, PendingStimuli: 0 }, "an empty outbox");

    /// <summary>Waits for a condition; fails with its name when it does not come.</summary>
    public static async Task<T> Until<T>(Func<Task<T?>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = await condition();
            if (found is not null && !Equals(found, default(T)))
                return found;
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
                throw new TimeoutException("Did not come: " + what);
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Database.DisposeAsync();
        _keys.Dispose();
        if (System.IO.Directory.Exists(_folder))
            System.IO.Directory.Delete(_folder, recursive: true);
    }

    private static Patient Patient(string id, string number, string surname, string given, DateOnly born, DateOnly? left) => new()
    {
        Organisation = Practice,
        LocalId = id,
        NhsNumber = NhsNumber.Parse(number),
        NhsNumberVerified = true,
        Surname = surname,
        GivenNames = given,
        BirthDate = born,
        Gender = "female",
        Registrations = [new Registration(new DateOnly(2010, 1, 1), left, left is null ? null : RegistrationEnd.Deducted)],
    };
}
