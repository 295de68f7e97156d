using System.Data.Common;

namespace Plexus.Storage;

/// <summary>One connection in the hands of one thread, with its prepared statements.</summary>
public abstract class Session
{
    private protected Session()
    {
    }

    /// <summary>Runs a statement now and says how many rows it changed.</summary>
    public abstract int Execute(Sql sql, params ReadOnlySpan<object?> values);

    /// <summary>Runs a statement whose result nobody needs: now, or together with the next one that must wait for the server.</summary>
    public abstract void Post(Sql sql, params ReadOnlySpan<object?> values);

    /// <summary>All rows, in order.</summary>
    public abstract List<T> Query<T>(Sql sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values);

    /// <summary>The first row, or the default when there is none.</summary>
    public T? First<T>(Sql sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var rows = Query(sql, read, values);
        return rows.Count > 0 ? rows[0] : default;
    }

    /// <summary>Runs what was posted.</summary>
    internal abstract void Flush();

    /// <summary>Forgets what was posted and has not run.</summary>
    internal abstract void Discard();

    /// <summary>Makes other transactions wait that hold or want one of these locks; freed at the end of the transaction.</summary>
    internal abstract void Lock(IReadOnlyCollection<long> keys);
}

/// <summary>Reading columns that may be null.</summary>
public static class RowReading
{
    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static byte[]? Bytes(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    /// <summary>Milliseconds since 1970, UTC, as every time is stored.</summary>
    public static DateTimeOffset Time(this DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);
}
