using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Plexus.Engine;
using Plexus.Engine.Configuration;
using Plexus.Engine.Events;
using Plexus.Engine.Mesh;
using Plexus.Engine.Patients;
using Plexus.Engine.Receiving;
using Plexus.Primitives;
using Plexus.Standards;
using Plexus.Storage;
using Plexus.Storage.Payloads;
using Plexus.Storage.Secrets;

namespace Plexus.Cli.Bench.Pipeline;

/// <summary>A node on throw-away storage, put together as <c>plexus serve</c> does: configuration, patients, standards and MESH are the real ones.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly KeyRing _keys;
    private readonly SocketsHttpHandler _suppliers = Webhook.CreateHandler();
    private readonly HttpMessageInvoker _http;
    private readonly MeshClients _clients = new(TimeProvider.System, new EngineOptions().LargestDecompressed);

    private BenchNode(DirectoryInfo folder, Database database, KeyRing keys)
    {
        _folder = folder;
        _keys = keys;
        _http = new HttpMessageInvoker(_suppliers, disposeHandler: false);
        Database = database;
    }

    internal Database Database { get; }

    internal EngineNode Node { get; private set; } = null!;

    /// <summary>Makes a node for some practices, each with a mailbox of its own and one patient; it is not started.</summary>
    internal static async Task<BenchNode> CreateAsync(Uri mesh, int practices, Func<IMeshMailboxes, IMeshMailboxes>? around, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("plexus-bench-");
        var database = Database.OpenSqlite(Path.Combine(folder.FullName, "plexus.db"));
        await Migrator.MigrateAsync(database, cancellation);
        var node = new BenchNode(folder, database, KeyRingFile.Open(Path.Combine(folder.FullName, "keys.json"), TimeProvider.System));
        await node.BuildAsync(mesh, practices, around, cancellation);
        return node;
    }

    /// <summary>Puts the configuration of some practices into a database.</summary>
    internal static Task ConfigureAsync(ConfigurationStore store, Uri mesh, int practices, CancellationToken cancellation)
    {
        var document = ConfigurationReader.Parse(Document(mesh, practices), [.. StandardsCatalogue.All.Select(s => s.Descriptor)]);
        return store.ApplyAsync(document, new SecretReader(".", name => name), "bench", dryRun: false, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Database.DisposeAsync();
        _clients.Dispose();
        _http.Dispose();
        _suppliers.Dispose();
        _keys.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task BuildAsync(Uri mesh, int practices, Func<IMeshMailboxes, IMeshMailboxes>? around, CancellationToken cancellation)
    {
        var configuration = new ConfigurationStore(Database, _keys);
        await ConfigureAsync(configuration, mesh, practices, cancellation);
        var standards = new StandardsRegistry(StandardsCatalogue.All);
        var directory = new ConfigurationDirectory(configuration, standards, TimeProvider.System, NullLoggerFactory.Instance);
        var patients = new PatientIndex(Database, _keys, TimeProvider.System);
        await patients.PutAsync([.. Enumerable.Range(0, practices).Select(n => BenchLetter.PatientOf(Practice(n)))], "bench", cancellation);
        var core = new EngineCore
        {
            Database = Database,
            Keys = _keys,
            Payloads = new PayloadStore(Database, _keys, Path.Combine(_folder.FullName, "payloads"), TimeProvider.System),
            Directory = directory,
            Standards = standards,
            Loggers = NullLoggerFactory.Instance,
            // Acknowledgements are queued and stay queued: sending them is another benchmark.
            Options = new EngineOptions { SendsAtOnce = 0 },
            Ports = [new PatientPort(patients, new HttpPatientIndex(_http, TimeProvider.System), directory)],
        };
        var mailboxes = new MeshMailboxes(_clients);
        Node = new EngineNode(core, around?.Invoke(mailboxes) ?? mailboxes, []);
    }

    internal static OdsCode Practice(int number) => OdsCode.Parse($"Z{number:D5}");

    internal static MeshMailboxId Mailbox(int number) => MeshMailboxId.Parse($"Z{number:D5}OT001");

    private static byte[] Document(Uri mesh, int practices) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        plexus = 1,
        environment = "sandbox",
        credentials = new[]
        {
            new { id = "password", kind = "password", current = new { env = "password" } },
            new { id = "shared-key", kind = "shared-key", current = new { env = "TestKey" } },
        },
        organisations = Enumerable.Range(0, practices).Select(n => new
        {
            ods = Practice(n).ToWire(),
            name = $"Practice {n}",
            capabilities = new[] { new { standard = "SendDocument", role = "receiver" } },
        }),
        endpoints = Enumerable.Range(0, practices).Select(n => new
        {
            id = $"mailbox-{n}",
            channel = "mesh",
            address = Mailbox(n).ToWire(),
            url = mesh.GetLeftPart(UriPartial.Authority),
            organisations = new[] { Practice(n).ToWire() },
            password = "password",
            sharedKey = "shared-key",
        }),
    }));
}
