using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Plexus.Storage;

namespace Plexus.Cli.Bench.Pipeline;

/// <summary>Writes the rows that a run left once more, in as many commits, with nothing else to do: what the disk and SQLite allow.</summary>
internal static class PlainRows
{
    internal static async Task<(long Rows, double Seconds)> MeasureAsync(Database from, long commits, CancellationToken cancellation)
    {
        var tables = await ReadAsync(from, cancellation);
        var folder = Directory.CreateTempSubdirectory("plexus-bench-");
        try
        {
            await using var database = Database.OpenSqlite(Path.Combine(folder.FullName, "plain.db"));
            await Migrator.MigrateAsync(database, cancellation);
            await using var connection = (SqliteConnection)await database.OpenAsync(cancellation);
            foreach (var table in tables)
                Run(connection, $"DELETE FROM \"{table.Name}\"");
            var started = Stopwatch.GetTimestamp();
            Write(connection, tables, commits);
            return (tables.Sum(t => (long)t.Rows.Count), Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(SqliteConnection connection, List<Table> tables, long commits)
    {
        var inserts = tables.ConvertAll(table => Prepare(connection, table));
        for (var commit = 0L; commit < commits; commit++)
        {
            Run(connection, "BEGIN IMMEDIATE");
            for (var t = 0; t < tables.Count; t++)
            {
                var rows = tables[t].Rows;
                for (var row = rows.Count * commit / commits; row < rows.Count * (commit + 1) / commits; row++)
                {
                    var values = rows[(int)row];
                    for (var i = 0; i < values.Length; i++)
                        inserts[t].Parameters[i].Value = values[i];
                    inserts[t].ExecuteNonQuery();
                }
            }

            Run(connection, "COMMIT");
        }

        inserts.ForEach(insert => insert.Dispose());
    }

    private static async Task<List<Table>> ReadAsync(Database from, CancellationToken cancellation)
    {
        await using var connection = await from.OpenAsync(cancellation);
        var names = new List<string>();
        await using (var select = connection.CreateCommand())
        {
            select.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_migration'";
            await using var reader = await select.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                names.Add(reader.GetString(0));
        }

        var tables = new List<Table>();
        foreach (var name in names)
            if (await ReadAsync(connection, name, cancellation) is { Rows.Count: > 0 } table)
                tables.Add(table);
        return tables;
    }

    private static async Task<Table> ReadAsync(DbConnection connection, string name, CancellationToken cancellation)
    {
        await using var select = connection.CreateCommand();
#pragma warning disable CA2100 // The name is one of our own tables, read from the schema.
        select.CommandText = $"SELECT * FROM \"{name}\"";
#pragma warning restore CA2100
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var rows = new List<object[]>();
        while (await reader.ReadAsync(cancellation))
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(values);
        }

        return new Table(name, reader.FieldCount, rows);
    }

    private static SqliteCommand Prepare(SqliteConnection connection, Table table)
    {
        var names = Enumerable.Range(0, table.Columns).Select(n => "$p" + n.ToString(CultureInfo.InvariantCulture)).ToList();
        var insert = connection.CreateCommand();
#pragma warning disable CA2100 // As above.
        insert.CommandText = $"INSERT INTO \"{table.Name}\" VALUES ({string.Join(", ", names)})";
#pragma warning restore CA2100
        names.ForEach(name => insert.Parameters.Add(new SqliteParameter { ParameterName = name, Value = DBNull.Value }));
        return insert;
    }

    private static void Run(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // As above.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed record Table(string Name, int Columns, List<object[]> Rows);
}
