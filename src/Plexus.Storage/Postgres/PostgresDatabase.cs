using System.Data.Common;
using Npgsql;

namespace Plexus.Storage.Postgres;

internal sealed class PostgresDatabase : Database
{
    private static readonly Sql Begin = new("BEGIN");

    private static readonly Sql Snapshot = new("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");

    private readonly NpgsqlDataSource _source;

    internal PostgresDatabase(string connectionString, TimeProvider time)
        : base(Dialect.Postgres, time)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 3,
            // Detail carries the values of a broken constraint, which may be a patient's.
            IncludeErrorDetail = false,
        };
        _source = NpgsqlDataSource.Create(builder);
    }

    internal override int Writers => 4;

    internal override Sql BeginStatement => Begin;

    private protected override Sql SnapshotStatement => Snapshot;

    private protected override T ReadNow<T>(Func<Session, T> read)
    {
        using var session = new PostgresSession(_source.OpenConnection());
        return read(session);
    }

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override IDisposable? HoldAlone() => null;

    internal override WriterConnection OpenWriter()
    {
        var session = new PostgresSession(_source.OpenConnection());
        return new WriterConnection(session, session);
    }

    internal override bool IsConflict(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    internal override bool IsBroken(Exception exception) => exception is NpgsqlException and not PostgresException or PostgresException { Severity: "FATAL" or "PANIC" };

    private protected override void DisposeReaders() => _source.Dispose();
}
