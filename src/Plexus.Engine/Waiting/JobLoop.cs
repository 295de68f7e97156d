using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Plexus.Engine.Journal;
using Plexus.Primitives;
using Plexus.Storage;

namespace Plexus.Engine.Waiting;

/// <summary>Runs the jobs that protocols started, a few at a time, and tells their conversations when they end.</summary>
internal sealed class JobLoop
{
    private static readonly Sql SelectDue = new(
        $$$"""
        SELECT id, organisation, conversation, job, arguments, checkpoint, attempts, owner FROM job
        WHERE state = 'queued' AND due <= $1 AND {{{Leases.Free("job")}}} ORDER BY due, id LIMIT $2 {{skip_locked}}
        """);

    private static readonly Sql SelectAny = new("SELECT 1 FROM job WHERE state = 'queued' AND due <= $1 LIMIT 1");

    private static readonly Sql Own = new("UPDATE job SET owner = $2 WHERE id = $1");

    private static readonly Sql KeepCheckpoint = new("UPDATE job SET progress = $3, checkpoint = $4 WHERE id = $1 AND owner = $2 AND state = 'queued'");

    private static readonly Sql End = new("UPDATE job SET state = $3, progress = 100, owner = NULL WHERE id = $1 AND owner = $2 AND state = 'queued'");

    private static readonly Sql Postpone = new("UPDATE job SET owner = NULL, attempts = $3, due = $4, error = $5 WHERE id = $1 AND owner = $2 AND state = 'queued'");

    private readonly EngineCore _core;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<Task, byte> _running = [];
    private readonly ConcurrentDictionary<string, byte> _atWork = [];
    private readonly LostRows _lost;

    internal JobLoop(EngineCore core)
    {
        _core = core;
        _log = core.Loggers.CreateLogger("Plexus.Jobs");
        _lost = new LostRows(core, "job", "id", "state = 'queued'", _atWork.ContainsKey);
    }

    /// <inheritdoc cref="LostRows"/>
    internal Task ReleaseLostAsync(CancellationToken cancellation) => _lost.ReleaseAsync(cancellation);

    internal async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var room = _core.Options.JobsAtOnce - _running.Count;
                var taken = room > 0 ? await TakeAsync(room, stopping) : [];
                foreach (var row in taken)
                    Start(row, stopping);
                if (taken.Count == 0)
                    await _core.JobsWaiting.WaitAsync(_core.Options.LookEvery, _core.Clocks.Wall, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_running.Keys);
        }
    }

    private void Start(Row row, CancellationToken stopping)
    {
        _atWork.TryAdd(row.Id, 0);
        var task = Task.Run(() => WorkAsync(row, stopping), CancellationToken.None);
        _running.TryAdd(task, 0);
        _ = task.ContinueWith(
            t =>
            {
                _running.TryRemove(t, out _);
                _atWork.TryRemove(row.Id, out _);
                _core.JobsWaiting.Give();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task<List<Row>> TakeAsync(int most, CancellationToken stopping)
    {
        try
        {
            var now = _core.Clocks.WallNow;
            if (_core.Database.Read(rows => rows.First(SelectAny, row => row.GetInt32(0), now)) == 0)
                return [];
            return await _core.Database.Writes.RunAsync(
                session =>
                {
                    var rows = session.Query(SelectDue, Read, now, (long)most);
                    foreach (var row in rows)
                        session.Post(Own, row.Id, _core.Node);
                    return rows;
                },
                cancellation: stopping);
        }
        catch (StorageException e)
        {
            _log.LogError(e, "Jobs could not be read; it is tried again.");
            return [];
        }
    }

    private async Task WorkAsync(Row row, CancellationToken stopping)
    {
        try
        {
            if (_core.Jobs.FirstOrDefault(j => j.Name == row.Job) is not { } job)
            {
                await EndAsync(row, new JobEnd(false, JsonSerializer.SerializeToElement("Nothing in this installation does the job.")));
                return;
            }

            var run = new JobRun(OdsCode.Parse(row.Organisation), JournalJson.Open<JsonElement>(_core.Keys, row.Arguments, "job/" + row.Id), row.Checkpoint, (percent, checkpoint, cancellation) => KeepAsync(row, percent, checkpoint, cancellation));
            await EndAsync(row, await job.RunAsync(run, stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops; another goes on from the checkpoint.
        }
        catch (Exception e)
        {
            await FailAsync(row, e);
        }
    }

    private async Task KeepAsync(Row row, int percent, string? checkpoint, CancellationToken cancellation)
    {
        var kept = await _core.Database.Writes.RunAsync(session => session.Execute(KeepCheckpoint, row.Id, _core.Node, (long)percent, checkpoint), cancellation: cancellation);
        if (kept == 0)
            throw new OperationCanceledException("The job was cancelled, or another node has it.");
    }

    private Task EndAsync(Row row, JobEnd end) => _core.Database.Writes.RunAsync(session =>
    {
        if (session.Execute(End, row.Id, _core.Node, end.Succeeded ? "succeeded" : "failed") == 1)
            _core.Add(session, StimulusRows.Make(_core.Keys, IdSource.Derive(row.Id, "finished"), row.Organisation, row.Conversation, StimulusKinds.Job, new JobBody(row.Job, end.Succeeded, end.Result), _core.Clocks.BusinessNow));
    });

    private async Task FailAsync(Row row, Exception cause)
    {
        Telemetry.Failures.Add(1, new KeyValuePair<string, object?>("stage", "job"));
        _log.LogWarning("Job {Job} failed, attempt {Attempt}: {Kind}", row.Job, row.Attempts + 1, cause.GetType().Name);
        try
        {
            var attempts = row.Attempts + 1;
            if (attempts >= _core.Options.JobAttempts)
                await EndAsync(row, new JobEnd(false, JsonSerializer.SerializeToElement(cause.GetType().Name)));
            else
                await _core.Database.Writes.RunAsync(session => session.Post(
                    Postpone, row.Id, _core.Node, attempts, _core.Clocks.WallNow + (long)(_core.Options.AskBackoff.TotalMilliseconds * Math.Pow(2, row.Attempts)), cause.GetType().Name));
        }
        catch (StorageException e)
        {
            _log.LogError(e, "A failed job could not be noted; its lease will run out.");
        }
    }

    // A job that a dead node held has cost an attempt.
    private static Row Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetFieldValue<byte[]>(4), row.Text(5), row.GetInt64(6) + (row.IsDBNull(7) ? 0 : 1));

    private sealed record Row(string Id, string Organisation, string Conversation, string Job, byte[] Arguments, string? Checkpoint, long Attempts);
}
