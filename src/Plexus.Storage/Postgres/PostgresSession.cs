using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Plexus.Storage.Postgres;

/// <summary>Posted statements travel together: a network round trip costs more than the statement.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : Session, IDisposable
{
    private const int MostTogether = 100;

    private static readonly Sql TakeLocks = new("SELECT pg_advisory_xact_lock(k) FROM (SELECT DISTINCT unnest($1) AS k ORDER BY 1) AS keys");

    private readonly NpgsqlBatch _posted = new(connection);

    internal NpgsqlConnection Connection => connection;

    public override int Execute(Sql sql, params ReadOnlySpan<object?> values)
    {
        Flush();
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public override void Post(Sql sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql.For(Dialect.Postgres));
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        _posted.BatchCommands.Add(command);
        if (_posted.BatchCommands.Count >= MostTogether)
            Flush();
    }

    public override List<T> Query<T>(Sql sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        Flush();
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    internal override void Flush()
    {
        if (_posted.BatchCommands.Count == 0)
            return;
        try
        {
            _posted.ExecuteNonQuery();
        }
        finally
        {
            _posted.BatchCommands.Clear();
        }
    }

    internal override void Discard() => _posted.BatchCommands.Clear();

    internal override void Lock(IReadOnlyCollection<long> keys)
    {
        if (keys.Count == 0)
            return;
        Flush();
        using var command = new NpgsqlCommand(TakeLocks.For(Dialect.Postgres), connection);
        command.Parameters.Add(new NpgsqlParameter { Value = keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _posted.Dispose();
        connection.Dispose();
    }

    private NpgsqlCommand Command(Sql sql, ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql.For(Dialect.Postgres), connection);
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        return command;
    }

    private static NpgsqlParameter Parameter(object? value) => new() { Value = value ?? DBNull.Value };
}
