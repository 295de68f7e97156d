using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Plexus.Storage;

/// <summary>Brings the database to the version of this program: numbered SQL files, each applied once, none changed afterwards.</summary>
public static class Migrator
{
    private const long LockKeyOfMigrations = 0x504C45585553;

    private const string MakeLedger =
        "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, at BIGINT NOT NULL)";

    /// <summary>Applies what is missing, one node at a time; says how many files that were.</summary>
    /// <exception cref="StorageException">An applied file differs from ours, or the database is from a newer program.</exception>
    public static Task<int> MigrateAsync(Database database, CancellationToken cancellation) => MigrateAsync(database, Embedded(), cancellation);

    internal static IReadOnlyList<Migration> Embedded()
    {
        var assembly = typeof(Migrator).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Select(n => Read(assembly, n)).OrderBy(m => m.Number)];
    }

    internal static async Task<int> MigrateAsync(Database database, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        var postgres = database.Dialect == Dialect.Postgres;
        await ExecuteAsync(connection, postgres ? "BEGIN TRANSACTION" : "BEGIN EXCLUSIVE");
        try
        {
            if (postgres)
                await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockKeyOfMigrations.ToString(CultureInfo.InvariantCulture)})");
            var applied = await ApplyAsync(connection, database, migrations, cancellation);
            await ExecuteAsync(connection, "COMMIT TRANSACTION");
            return applied;
        }
        catch
        {
            await ExecuteAsync(connection, "ROLLBACK TRANSACTION");
            throw;
        }
    }

    private static async Task<int> ApplyAsync(DbConnection connection, Database database, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, MakeLedger);
        var ledger = await LedgerAsync(connection);
        if (ledger.Keys.FirstOrDefault(n => migrations.All(m => m.Number != n)) is var unknown and not 0)
            throw new StorageException($"The database holds migration {unknown}, which this version does not know: it was written by a newer one.");

        var count = 0;
        foreach (var migration in migrations)
        {
            cancellation.ThrowIfCancellationRequested();
            if (ledger.TryGetValue(migration.Number, out var hash))
            {
                if (hash != migration.Hash)
                    throw new StorageException($"Migration {migration.Name} was changed after it had been applied. Restore it and write the change as a new one.");
                continue;
            }

            await ExecuteAsync(connection, database.Dialect.Resolve(migration.Text));
            await ExecuteAsync(
                connection, "INSERT INTO schema_migration (number, name, hash, at) VALUES (@number, @name, @hash, @at)",
                ("number", migration.Number), ("name", migration.Name), ("hash", migration.Hash), ("at", database.Time.GetUtcNow().ToUnixTimeMilliseconds()));
            count++;
        }

        return count;
    }

    private static async Task<Dictionary<long, string>> LedgerAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, hash FROM schema_migration";
        await using var rows = await command.ExecuteReaderAsync(CancellationToken.None);
        var ledger = new Dictionary<long, string>();
        while (await rows.ReadAsync(CancellationToken.None))
            ledger.Add(rows.GetInt64(0), rows.GetString(1));
        return ledger;
    }

    // Without Dapper: every start comes through here, and a mapper made at run time would cost a tenth of it. Not cancelled half-way: that could lose the end of a transaction.
    private static async Task ExecuteAsync(DbConnection connection, string sql, params (string Name, object Value)[] values)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var name = resource[(resource.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..^".sql".Length];
        return Migration.Of(name, reader.ReadToEnd());
    }
}

/// <param name="Name">Such as <c>0001_foundation</c>.</param>
internal sealed record Migration(long Number, string Name, string Text, string Hash)
{
    internal static Migration Of(string name, string text)
    {
        // A checkout may have changed the ends of lines; the migration is the same.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))));
        return new Migration(long.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, text, hash);
    }
}
