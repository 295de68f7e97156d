using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;
using Plexus.Engine;
using Plexus.Engine.Configuration;
using Plexus.Engine.Queries;
using Plexus.Storage;
using Plexus.Storage.Payloads;
using Plexus.Storage.Secrets;

namespace Plexus.Cli.Bench.Search;

/// <summary>A journal of invented messages on throw-away storage, filled past the engine: only searching it is measured.</summary>
internal sealed class BenchJournal : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly KeyRing _keys;
    private readonly Database _database;
    private readonly (string Server, string Name)? _postgres;

    private BenchJournal(DirectoryInfo folder, KeyRing keys, Database database, (string Server, string Name)? postgres)
    {
        (_folder, _keys, _database, _postgres) = (folder, keys, database, postgres);
        Queries = new JournalQueries(new EngineCore
        {
            Database = database,
            Keys = keys,
            Payloads = new PayloadStore(database, keys, null, TimeProvider.System),
            Directory = new InMemoryDirectory(),
            Standards = new StandardsRegistry([]),
            Loggers = NullLoggerFactory.Instance,
        });
    }

    internal JournalQueries Queries { get; }

    /// <param name="server">PostgreSQL on which a database of its own is made; null for SQLite.</param>
    internal static async Task<BenchJournal> CreateAsync(string? server, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("plexus-bench-");
        (string Server, string Name)? postgres = server is null ? null : (server, $"plexus_bench_{Environment.ProcessId}");
        if (postgres is { } made)
            await ExecuteAsync(made.Server, $"CREATE DATABASE {made.Name}", cancellation);
        var database = postgres is { } named
            ? Database.OpenPostgres(new NpgsqlConnectionStringBuilder(named.Server) { Database = named.Name }.ToString())
            : Database.OpenSqlite(Path.Combine(folder.FullName, "plexus.db"));
        await Migrator.MigrateAsync(database, cancellation);
        return new BenchJournal(folder, KeyRingFile.Open(Path.Combine(folder.FullName, "keys.json"), TimeProvider.System), database, postgres);
    }

    internal async Task FillAsync(int messages, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenAsync(cancellation);
        var indexes = Enumerable.Range(0, BenchMessage.Patients).Select(n => _keys.IndexOf(BenchMessage.NumberOf(n))).ToArray();
        var rows = Enumerable.Range(0, messages).Select(n => new BenchMessage(n, messages).Row(indexes));
        if (connection is NpgsqlConnection postgres)
            await CopyAsync(postgres, rows, cancellation);
        else
            Insert(connection, rows);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _keys.Dispose();
        _folder.Delete(recursive: true);
        if (_postgres is { } made)
            await ExecuteAsync(made.Server, $"DROP DATABASE {made.Name} WITH (FORCE)", CancellationToken.None);
    }

    // Indexes are made once the rows are there: row by row, in a cache of two megabytes, it would take many times as long.
    private static void Insert(DbConnection connection, IEnumerable<object?[]> rows)
    {
        Run(connection, "PRAGMA synchronous = OFF");
        Run(connection, "PRAGMA cache_size = -200000");
        Run(connection, "BEGIN IMMEDIATE");
        var indexes = Indexes(connection);
        foreach (var (name, _) in indexes)
            Run(connection, $"DROP INDEX {name}");
        using (var insert = connection.CreateCommand())
        {
            var parameters = BenchMessage.Columns.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"$p{i}")).ToArray();
            insert.CommandText = $"INSERT INTO exchange ({string.Join(", ", BenchMessage.Columns)}) VALUES ({string.Join(", ", parameters)})";
            foreach (var name in parameters)
            {
                var parameter = insert.CreateParameter();
                parameter.ParameterName = name;
                insert.Parameters.Add(parameter);
            }

            foreach (var row in rows)
            {
                for (var i = 0; i < row.Length; i++)
                    insert.Parameters[i].Value = row[i] ?? DBNull.Value;
                insert.ExecuteNonQuery();
            }
        }

        foreach (var (_, sql) in indexes)
            Run(connection, sql);
        Run(connection, "COMMIT");
    }

    private static List<(string Name, string Sql)> Indexes(DbConnection connection)
    {
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'exchange' AND sql IS NOT NULL";
        using var reader = select.ExecuteReader();
        var indexes = new List<(string Name, string Sql)>();
        while (reader.Read())
            indexes.Add((reader.GetString(0), reader.GetString(1)));
        return indexes;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IEnumerable<object?[]> rows, CancellationToken cancellation)
    {
        await using (var copy = await connection.BeginBinaryImportAsync($"COPY exchange ({string.Join(", ", BenchMessage.Columns)}) FROM STDIN (FORMAT BINARY)", cancellation))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellation);
                foreach (var value in row)
                    await (value switch
                    {
                        null => copy.WriteNullAsync(cancellation),
                        long number => copy.WriteAsync(number, NpgsqlDbType.Bigint, cancellation),
                        _ => copy.WriteAsync((string)value, NpgsqlDbType.Text, cancellation),
                    });
            }

            await copy.CompleteAsync(cancellation);
        }

        // What its own housekeeping does in time.
        Run(connection, "VACUUM ANALYZE exchange");
    }

    private static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 600);
        command.ExecuteNonQuery();
    }

    private static async Task ExecuteAsync(string server, string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
