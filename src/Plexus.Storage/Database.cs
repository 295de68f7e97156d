using System.Data.Common;
using Plexus.Storage.Postgres;
using Plexus.Storage.Sqlite;

namespace Plexus.Storage;

/// <summary>Where an installation keeps its rows: an SQLite file or a PostgreSQL database.</summary>
public abstract class Database : IAsyncDisposable
{
    private static readonly Sql EndSnapshot = new("ROLLBACK");

    private readonly Lazy<GroupWriter> _writes;

    private protected Database(Dialect dialect, TimeProvider time)
    {
        Dialect = dialect;
        Time = time;
        _writes = new(() => new GroupWriter(this));
    }

    public Dialect Dialect { get; }

    /// <summary>The only way rows of the journal are written.</summary>
    public GroupWriter Writes => _writes.Value;

    /// <summary>The wall clock of rows that say when they were written.</summary>
    internal TimeProvider Time { get; }

    internal abstract int Writers { get; }

    internal abstract Sql BeginStatement { get; }

    /// <summary>Begins a transaction whose reads all see one and the same state.</summary>
    private protected abstract Sql SnapshotStatement { get; }

    /// <summary>Opens, or makes, the file; <paramref name="path"/>'s folder is made when absent.</summary>
    /// <exception cref="StorageException">The system has no SQLite library.</exception>
    public static Database OpenSqlite(string path, TimeProvider? time = null) => new SqliteDatabase(path, time ?? TimeProvider.System);

    public static Database OpenPostgres(string connectionString, TimeProvider? time = null) => new PostgresDatabase(connectionString, time ?? TimeProvider.System);

    /// <summary>Reads on a connection of its own, with statements prepared once. What it sees may be a commit behind.</summary>
    /// <exception cref="StorageException">The store cannot be read now.</exception>
    public T Read<T>(Func<Session, T> read)
    {
        try
        {
            return ReadNow(read);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw new StorageException("The store could not be read.", e) { IsOutage = true };
        }
    }

    /// <summary>As <see cref="Read{T}"/>, but everything that is read belongs to one state of the store, whatever is committed meanwhile.</summary>
    /// <exception cref="StorageException">The store cannot be read now.</exception>
    public T ReadSnapshot<T>(Func<Session, T> read) => Read(session =>
    {
        session.Execute(SnapshotStatement);
        var result = read(session);
        // A failure leaves the transaction open: the connection is given up with it.
        session.Execute(EndSnapshot);
        return result;
    });

    /// <summary>A connection for queries off the hot path (Dapper). The caller disposes it; it must not write journal rows.</summary>
    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_writes.IsValueCreated)
            await _writes.Value.DisposeAsync();
        DisposeReaders();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps a second working process away from a store that only one can work on; null where several can.</summary>
    /// <exception cref="StorageException">Another process works on it.</exception>
    public abstract IDisposable? HoldAlone();

    internal abstract WriterConnection OpenWriter();

    /// <summary>The engine undid the transaction because of another one: running it again may succeed.</summary>
    internal abstract bool IsConflict(Exception exception);

    /// <summary>The connection is of no further use.</summary>
    internal abstract bool IsBroken(Exception exception);

    private protected abstract T ReadNow<T>(Func<Session, T> read);

    private protected abstract void DisposeReaders();
}

internal sealed record WriterConnection(Session Session, IDisposable Owner) : IDisposable
{
    public void Dispose() => Owner.Dispose();
}
