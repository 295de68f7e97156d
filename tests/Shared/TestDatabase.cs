using System.Globalization;
using System.Reflection;
using Npgsql;
using Plexus.Storage;
using Plexus.Storage.Payloads;
using Plexus.Storage.Secrets;
using Xunit.Sdk;

namespace Plexus.Testing;

/// <summary>Runs the theory on SQLite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["sqlite"]];
}

/// <summary>Runs the theory on PostgreSQL, or says why it cannot.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgresAttribute : DataAttribute
{
    public OnPostgresAttribute() => Skip = PostgresServer.WhySkipped;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [["postgresql"]];
}

/// <summary>A fresh, migrated database of one test, with a folder of its own.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly SemaphoreSlim TemplateLock = new(1);
    private static readonly string Prefix = string.Create(CultureInfo.InvariantCulture, $"plexus_{Environment.ProcessId}_");
    private static int s_count;
    private static string? s_template;

    private readonly string? _postgresName;
    private readonly List<Database> _opened = [];

    private TestDatabase(string dialect, string folder, string? postgresName)
    {
        Dialect = dialect;
        Folder = folder;
        _postgresName = postgresName;
    }

    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public string Dialect { get; }

    public string Folder { get; }

    public Database Database => _opened[0];

    public KeyRing Keys { get; private set; } = null!;

    public PayloadStore Payloads { get; private set; } = null!;

    public static async Task<TestDatabase> CreateAsync(string dialect, TimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("plexus-test-").FullName;
        string? name = null;
        if (dialect == "postgresql")
        {
            name = Prefix + Interlocked.Increment(ref s_count).ToString(CultureInfo.InvariantCulture);
            await PostgresServer.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {await TemplateAsync()}");
        }

        var made = new TestDatabase(dialect, folder, name);
        var database = made.Open(time);
        if (name is null)
            await Migrator.MigrateAsync(database, CancellationToken.None);
        made.Keys = KeyRingFile.Open(Path.Combine(folder, "keys.json"), TimeProvider.System);
        made.Payloads = made.NewPayloads(database, time);
        return made;
    }

    /// <summary>Another handle on the same database, as another node has; closed with this one.</summary>
    public Database Open(TimeProvider? time = null)
    {
        var database = _postgresName is null
            ? Database.OpenSqlite(Path.Combine(Folder, "plexus.db"), time)
            : Database.OpenPostgres(Named(_postgresName), time);
        _opened.Add(database);
        return database;
    }

    public PayloadStore NewPayloads(Database database, TimeProvider? time = null) =>
        new(database, Keys, Dialect == "sqlite" ? Path.Combine(Folder, "payloads") : null, time ?? TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
            await database.DisposeAsync();
        Keys.Dispose();
        if (_postgresName is not null)
            await PostgresServer.ExecuteAsync($"DROP DATABASE {_postgresName} WITH (FORCE)");
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<string> TemplateAsync()
    {
        await TemplateLock.WaitAsync();
        try
        {
            if (s_template is not null)
                return s_template;
            var name = Prefix + "template";
            await PostgresServer.ExecuteAsync($"CREATE DATABASE {name}");
            await using (var database = Database.OpenPostgres(Named(name) + ";Pooling=false"))
                await Migrator.MigrateAsync(database, CancellationToken.None);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => PostgresServer.ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)").Wait(TimeSpan.FromSeconds(5));
            return s_template = name;
        }
        finally
        {
            TemplateLock.Release();
        }
    }

    private static string Named(string database) => new NpgsqlConnectionStringBuilder(PostgresServer.ConnectionString) { Database = database }.ToString();
}
