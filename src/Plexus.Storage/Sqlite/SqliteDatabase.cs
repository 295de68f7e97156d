using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Plexus.Storage.Sqlite;

internal sealed class SqliteDatabase : Database
{
    // There is one writer, but as many readers as are at work at once.
    private const int WriterCache = 64 * 1024;
    private const int ReaderCache = 4 * 1024;

    private const int StatementError = 1;
    private const int ConstraintError = 19;

    private static readonly Sql Begin = new("BEGIN IMMEDIATE");

    private static readonly Sql Snapshot = new("BEGIN");

    private readonly string _path;
    private readonly string _connectionString;
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private bool _disposed;

    internal SqliteDatabase(string path, TimeProvider time)
        : base(Dialect.Sqlite, time)
    {
        SqliteLibrary.Use();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _path = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString();
    }

    internal override int Writers => 1;

    internal override Sql BeginStatement => Begin;

    private protected override Sql SnapshotStatement => Snapshot;

    private protected override T ReadNow<T>(Func<Session, T> read)
    {
        if (!_readers.TryTake(out var session))
            session = new SqliteSession(Connect(ReaderCache));
        var good = false;
        try
        {
            var result = read(session);
            good = true;
            return result;
        }
        finally
        {
            if (good && !_disposed)
                _readers.Add(session);
            else
                session.Dispose();
        }
    }

    public override ValueTask<DbConnection> OpenAsync(CancellationToken cancellation) => ValueTask.FromResult<DbConnection>(Connect(ReaderCache));

    public override IDisposable? HoldAlone()
    {
        try
        {
            // The lock goes with the process, however it ends; the empty file stays.
            return new FileStream(_path + ".working", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StorageException("Another process works on this SQLite file. Stop it, or use PostgreSQL for several nodes.", e);
        }
    }

    internal override WriterConnection OpenWriter()
    {
        var session = new SqliteSession(Connect(WriterCache));
        return new WriterConnection(session, session);
    }

    internal override bool IsConflict(Exception exception) => false;

    // A broken constraint or statement is the unit's own; everything else is the file's or the disk's.
    internal override bool IsBroken(Exception exception) => exception is SqliteException { SqliteErrorCode: not (ConstraintError or StatementError) };

    private protected override void DisposeReaders()
    {
        _disposed = true;
        while (_readers.TryTake(out var session))
            session.Dispose();
    }

    private SqliteConnection Connect(int cacheKiB)
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        // FULL: an acknowledgement upstream may follow a commit, so a commit must have reached the disk.
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{cacheKiB}; PRAGMA wal_autocheckpoint = 4000;");
        command.ExecuteNonQuery();
        return connection;
    }
}
