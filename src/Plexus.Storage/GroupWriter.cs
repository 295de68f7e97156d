using System.Collections.Concurrent;

namespace Plexus.Storage;

/// <summary>The writers: units of work that wait together are committed together, each under a savepoint of its own.</summary>
/// <remarks>SQLite has one writer, PostgreSQL several. A batch costs one fsync however many units it holds.</remarks>
public sealed class GroupWriter : IAsyncDisposable
{
    private const int MostUnits = 50;
    private const int MostRuns = 5;

    private static readonly Sql Commit = new("COMMIT");
    private static readonly Sql Rollback = new("ROLLBACK");
    private static readonly Sql Savepoint = new("SAVEPOINT u");
    private static readonly Sql Release = new("RELEASE SAVEPOINT u");
    private static readonly Sql RollbackToSavepoint = new("ROLLBACK TO SAVEPOINT u");

    private readonly Database _database;
    private readonly BlockingCollection<Unit>[] _waiting;
    private readonly Thread[] _threads;
    private uint _turn;
    private int _closed;
    private long _batches;
    private long _units;

    internal GroupWriter(Database database)
    {
        _database = database;
        _waiting = [.. Enumerable.Range(0, database.Writers).Select(_ => new BlockingCollection<Unit>())];
        _threads = [.. _waiting.Select((waiting, n) => new Thread(() => Work(waiting)) { IsBackground = true, Name = $"plexus-writer-{n}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Raised, on a writer's thread, after a commit that added to the timeline or to the events.</summary>
    public event Action? JournalAdvanced;

    /// <summary>Transactions committed since start.</summary>
    public long Batches => Interlocked.Read(ref _batches);

    /// <summary>Units committed since start.</summary>
    public long Units => Interlocked.Read(ref _units);

    /// <summary>Units that wait for a writer now.</summary>
    public int Waiting => _waiting.Sum(w => w.Count);

    /// <summary>Runs the work in a transaction shared with others and answers once it is durable.</summary>
    /// <param name="work">Runs on a writer's thread, perhaps more than once; it must not wait for anything else.</param>
    /// <param name="locks">What must not change in another transaction meanwhile: hashes of keys, see <see cref="LockKey"/>.</param>
    /// <param name="lane">Units of one lane, such as an organisation's, go through one writer in their order and do not make others wait for their audit chain.</param>
    /// <param name="cancellation">Heeded until a writer begins the work.</param>
    /// <exception cref="StorageException">The store could not take it: nothing was written.</exception>
    public Task<T> RunAsync<T>(Func<WriteSession, T> work, IReadOnlyCollection<long>? locks = null, string? lane = null, CancellationToken cancellation = default)
    {
        var unit = new Unit<T>(work, locks ?? [], cancellation);
        var writer = lane is null ? Interlocked.Increment(ref _turn) : (uint)lane.GetHashCode(StringComparison.Ordinal);
        try
        {
            _waiting[writer % _waiting.Length].Add(unit, cancellation);
        }
        catch (InvalidOperationException)
        {
            return Task.FromException<T>(new StorageException("The store is closed.") { IsOutage = true });
        }

        return unit.Result;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Action<WriteSession> work, IReadOnlyCollection<long>? locks = null, string? lane = null, CancellationToken cancellation = default) =>
        RunAsync(
            session =>
            {
                work(session);
                return true;
            },
            locks,
            lane,
            cancellation);

    /// <summary>Finishes what waits, then stops the writers. A second time does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        Array.ForEach(_waiting, w => w.CompleteAdding());
        await Task.Run(() => Array.ForEach(_threads, thread => thread.Join()));
        Array.ForEach(_waiting, w => w.Dispose());
    }

    private void Work(BlockingCollection<Unit> waiting)
    {
        WriterConnection? connection = null;
        var batch = new List<Unit>(MostUnits);
        try
        {
            foreach (var first in waiting.GetConsumingEnumerable())
            {
                batch.Clear();
                batch.Add(first);
                while (batch.Count < MostUnits && waiting.TryTake(out var next))
                    batch.Add(next);
                Run(batch, ref connection);
            }
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private void Run(List<Unit> batch, ref WriterConnection? connection)
    {
        try
        {
            Transact(batch, ref connection);
        }
        catch (Exception e) when (_database.IsConflict(e))
        {
            foreach (var unit in batch)
                RunAlone(unit, ref connection);
        }
        catch (Exception e)
        {
            Fail(batch, e);
        }
    }

    private void RunAlone(Unit unit, ref WriterConnection? connection)
    {
        List<Unit> alone = [unit];
        for (var run = 1; ; run++)
        {
            try
            {
                Transact(alone, ref connection);
                return;
            }
            catch (Exception e) when (_database.IsConflict(e) && run < MostRuns)
            {
                // Another node won the row; ours goes again behind it.
            }
            catch (Exception e)
            {
                Fail(alone, e);
                return;
            }
        }
    }

    private void Transact(List<Unit> batch, ref WriterConnection? connection)
    {
        try
        {
            connection ??= _database.OpenWriter();
            var rows = connection.Session;
            var session = new WriteSession(rows);
            rows.Post(_database.BeginStatement);
            session.Begin(_database.Time.GetUtcNow().ToUnixTimeMilliseconds());
            rows.Lock(LocksOf(batch));
            foreach (var unit in batch)
                RunUnit(unit, session, alone: batch.Count == 1);
            var advanced = session.WriteTail();
            rows.Flush();
            CrashPoint.Hit(CrashPoint.MidCommit);
            rows.Execute(Commit);
            Interlocked.Increment(ref _batches);
            Interlocked.Add(ref _units, batch.Count);
            session.Committed();
            if (advanced)
                JournalAdvanced?.Invoke();
        }
        catch (Exception e)
        {
            Abandon(ref connection, e);
            throw;
        }

        foreach (var unit in batch)
            unit.Finish();
    }

    private void RunUnit(Unit unit, WriteSession session, bool alone)
    {
        if (!unit.Begin())
            return;
        var rows = session.Rows;
        var mark = session.Save();
        if (!alone)
            rows.Execute(Savepoint);
        try
        {
            unit.Run(session);
            rows.Flush();
            if (!alone)
                rows.Post(Release);
        }
        catch (Exception e) when (!alone && !_database.IsConflict(e) && !_database.IsBroken(e))
        {
            session.Undo(mark);
            rows.Discard();
            rows.Execute(RollbackToSavepoint);
            rows.Post(Release);
            unit.Fails(e);
        }
    }

    private void Abandon(ref WriterConnection? connection, Exception cause)
    {
        if (connection is null)
            return;
        try
        {
            if (!_database.IsBroken(cause))
            {
                connection.Session.Discard();
                connection.Session.Execute(Rollback);
                return;
            }
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
        {
            // The connection cannot even roll back: a new one is opened for the next batch.
        }

        connection.Dispose();
        connection = null;
    }

    private void Fail(List<Unit> batch, Exception cause)
    {
        foreach (var unit in batch)
        {
            unit.Fails(_database.IsBroken(cause) ? new StorageException("The store could not be written.", cause) { IsOutage = true } : cause);
            unit.Finish();
        }
    }

    private static HashSet<long> LocksOf(List<Unit> batch)
    {
        var keys = new HashSet<long>();
        foreach (var unit in batch)
            keys.UnionWith(unit.Locks);
        return keys;
    }

    private abstract class Unit(IReadOnlyCollection<long> locks)
    {
        internal IReadOnlyCollection<long> Locks => locks;

        /// <summary>False when nobody waits for it any more.</summary>
        internal abstract bool Begin();

        internal abstract void Run(WriteSession session);

        internal abstract void Fails(Exception cause);

        internal abstract void Finish();
    }

    private sealed class Unit<T>(Func<WriteSession, T> work, IReadOnlyCollection<long> locks, CancellationToken cancellation) : Unit(locks)
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;
        private bool _cancelled;

        internal Task<T> Result => _done.Task;

        internal override bool Begin()
        {
            _failure = null;
            _cancelled = cancellation.IsCancellationRequested;
            return !_cancelled;
        }

        internal override void Run(WriteSession session) => _result = work(session);

        internal override void Fails(Exception cause) => _failure = cause;

        internal override void Finish()
        {
            if (_cancelled)
                _done.TrySetCanceled(cancellation);
            else if (_failure is not null)
                _done.TrySetException(_failure);
            else
                _done.TrySetResult(_result!);
        }
    }
}
