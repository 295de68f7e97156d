using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Plexus.Storage.Sqlite;

internal sealed class SqliteSession(SqliteConnection connection) : Session, IDisposable
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 64).Select(n => "$" + n.ToString(CultureInfo.InvariantCulture))];

    private readonly Dictionary<Sql, SqliteCommand> _commands = [];

    internal SqliteConnection Connection => connection;

    public override int Execute(Sql sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    public override void Post(Sql sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    public override List<T> Query<T>(Sql sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    internal override void Flush()
    {
    }

    internal override void Discard()
    {
    }

    // One writer holds the database: there is nobody to wait for.
    internal override void Lock(IReadOnlyCollection<long> keys)
    {
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Command(Sql sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql.For(Dialect.Sqlite);
            for (var i = 0; i < values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = Names[i], Value = DBNull.Value });
            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
