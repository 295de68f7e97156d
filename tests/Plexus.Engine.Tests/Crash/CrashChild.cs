using Microsoft.Extensions.Logging.Abstractions;
using Plexus.Contracts;
using Plexus.Engine.Configuration;
using Plexus.Engine.Tests.Echo;
using Plexus.Storage;
using Plexus.Storage.Payloads;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Tests.Crash;

/// <summary>A whole gateway in a process of its own, on a folder: works until nothing is left to do, unless it is killed before.</summary>
internal static class CrashChild
{
    private static readonly Sql CountOpen = new(
        "SELECT (SELECT count(*) FROM stimulus WHERE state = 'pending') + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM exchange WHERE direction = 'in' AND acked_at IS NULL)");

    private static async Task<int> Main(string[] arguments)
    {
        var folder = arguments[0];
        await using var database = Database.OpenSqlite(Path.Combine(folder, "plexus.db"));
        await Migrator.MigrateAsync(database, CancellationToken.None);
        using var keys = KeyRingFile.Open(Path.Combine(folder, "keys.json"), TimeProvider.System);
        var directory = new InMemoryDirectory();
        directory.Set(
            [new DirectoryOrganisation(Gateway.Practice, "Example Practice", [Gateway.Practice], [new CapabilityFact("Echo", "receiver", "1", new Dictionary<string, string>(), AckAfter.Committed)])],
            [new DirectoryEndpoint("mesh", Gateway.Mailbox, Gateway.Practice, [])]);
        var core = new EngineCore
        {
            Database = database,
            Keys = keys,
            Payloads = new PayloadStore(database, keys, Path.Combine(folder, "payloads"), TimeProvider.System),
            Directory = directory,
            Standards = new StandardsRegistry([new EchoStandard()]),
            Loggers = NullLoggerFactory.Instance,
            Options = Gateway.QuickOptions with { MessagesAhead = 3 },
        };
        var mesh = new FolderMesh(folder);
        await using var node = new EngineNode(core, mesh, [mesh]);
        await node.StartAsync(CancellationToken.None);
        await Gateway.Until(
            () => Task.FromResult(mesh.IsEmpty && database.Read(rows => rows.First(CountOpen, row => row.GetInt64(0))) == 0),
            "an end of the work");
        await node.StopAsync();
        return 0;
    }
}
