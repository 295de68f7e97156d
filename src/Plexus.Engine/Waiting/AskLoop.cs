using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Plexus.Contracts;
using Plexus.Engine.Journal;
using Plexus.Primitives;
using Plexus.Storage;

namespace Plexus.Engine.Waiting;

/// <summary>Asks the ports what protocols want to know: the same question once however many ask it, not faster than a port allows, again after a failure until the deadline.</summary>
internal sealed class AskLoop
{
    private static readonly Sql SelectDue = new(
        $$$"""
        SELECT id, organisation, conversation, name, port, question, fingerprint, deadline, attempts FROM ask
        WHERE due <= $1 AND {{{Leases.Free("ask")}}} ORDER BY due, id LIMIT 100 {{skip_locked}}
        """);

    private static readonly Sql SelectAny = new("SELECT 1 FROM ask WHERE due <= $1 LIMIT 1");

    private static readonly Sql Own = new("UPDATE ask SET owner = $2 WHERE id = $1");

    private static readonly Sql Delete = new("DELETE FROM ask WHERE id = $1 AND owner = $2");

    private static readonly Sql Postpone = new("UPDATE ask SET owner = NULL, attempts = $3, due = $4 WHERE id = $1 AND owner = $2");

    private readonly EngineCore _core;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<Task, byte> _running = [];
    private readonly ConcurrentDictionary<string, byte> _atWork = [];
    private readonly LostRows _lost;
    private readonly ConcurrentDictionary<string, PortPace> _paces = [];

    internal AskLoop(EngineCore core)
    {
        _core = core;
        _log = core.Loggers.CreateLogger("Plexus.Asks");
        _lost = new LostRows(core, "ask", "id", "1 = 1", _atWork.ContainsKey);
    }

    /// <inheritdoc cref="LostRows"/>
    internal Task ReleaseLostAsync(CancellationToken cancellation) => _lost.ReleaseAsync(cancellation);

    internal async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var taken = _running.Count < _core.Options.AsksAtOnce ? await TakeAsync(stopping) : [];
                foreach (var same in taken.GroupBy(r => (r.Organisation, r.Fingerprint)))
                    Start([.. same], stopping);
                if (taken.Count == 0 || _running.Count >= _core.Options.AsksAtOnce)
                    await _core.AsksWaiting.WaitAsync(_core.Options.LookEvery, _core.Clocks.Wall, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_running.Keys);
        }
    }

    private void Start(List<Row> same, CancellationToken stopping)
    {
        same.ForEach(row => _atWork.TryAdd(row.Id, 0));
        var task = Task.Run(() => AskAsync(same, stopping), CancellationToken.None);
        _running.TryAdd(task, 0);
        _ = task.ContinueWith(
            t =>
            {
                _running.TryRemove(t, out _);
                same.ForEach(row => _atWork.TryRemove(row.Id, out _));
                _core.AsksWaiting.Give();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task<List<Row>> TakeAsync(CancellationToken stopping)
    {
        try
        {
            var now = _core.Clocks.WallNow;
            if (_core.Database.Read(rows => rows.First(SelectAny, row => row.GetInt32(0), now)) == 0)
                return [];
            return await _core.Database.Writes.RunAsync(
                session =>
                {
                    var rows = session.Query(SelectDue, Read, now);
                    foreach (var row in rows)
                        session.Post(Own, row.Id, _core.Node);
                    return rows;
                },
                cancellation: stopping);
        }
        catch (StorageException e)
        {
            _log.LogError(e, "Questions could not be read; it is tried again.");
            return [];
        }
    }

    private async Task AskAsync(List<Row> same, CancellationToken stopping)
    {
        try
        {
            var business = _core.Clocks.BusinessNow;
            var late = same.Where(r => r.Deadline <= business).ToList();
            var open = same.Except(late).ToList();
            if (late.Count > 0)
                await AnswerAsync(late, new NoAnswer("The deadline has passed."));
            if (open.Count == 0)
                return;
            if (_core.Ports.FirstOrDefault(p => p.QuestionType.Name == open[0].Port) is not { } port)
                await AnswerAsync(open, new NoAnswer("Nothing in this installation answers the question."));
            else if (await TryAskAsync(port, open[0], stopping) is { } answer)
                await AnswerAsync(open, answer);
            else
                await PostponeAsync(open);
        }
        catch (Exception e)
        {
            _log.LogError("A question could not be worked on: {Kind}", e.GetType().Name);
        }
    }

    private async Task<Answer?> TryAskAsync(IPort port, Row row, CancellationToken stopping)
    {
        try
        {
            await _paces.GetOrAdd(row.Port, _ => new PortPace(port.Spacing, _core.Clocks.Wall)).WaitAsync(stopping);
            return await port.AskAsync(OdsCode.Parse(row.Organisation), JournalJson.Open<Question>(_core.Keys, row.Question, "ask/" + row.Id), stopping);
        }
        catch (Exception e)
        {
            Telemetry.Failures.Add(1, new KeyValuePair<string, object?>("stage", "ask"));
            _log.LogWarning("Port {Port} failed: {Kind}", row.Port, e.GetType().Name);
            return null;
        }
    }

    private Task AnswerAsync(List<Row> rows, Answer answer) => _core.Database.Writes.RunAsync(session =>
    {
        foreach (var row in rows)
            if (session.Execute(Delete, row.Id, _core.Node) == 1)
                _core.Add(session, StimulusRows.Make(_core.Keys, IdSource.Derive(row.Id, "answered"), row.Organisation, row.Conversation, StimulusKinds.Answered, new AnsweredBody(row.Name, answer), _core.Clocks.BusinessNow));
    });

    private Task PostponeAsync(List<Row> rows) => _core.Database.Writes.RunAsync(session =>
    {
        foreach (var row in rows)
        {
            var attempts = row.Attempts + 1;
            var backoff = Math.Min(_core.Options.AskBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(row.Attempts, 20)), _core.Options.AskBackoffMost.TotalMilliseconds);
            session.Post(Postpone, row.Id, _core.Node, attempts, _core.Clocks.WallNow + (long)backoff);
        }
    });

    private static Row Read(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetFieldValue<byte[]>(5), row.GetString(6), row.GetInt64(7), row.GetInt64(8));

    private sealed record Row(string Id, string Organisation, string Conversation, string Name, string Port, byte[] Question, string Fingerprint, long Deadline, long Attempts);

    /// <summary>Keeps calls of one port apart.</summary>
    private sealed class PortPace(TimeSpan spacing, TimeProvider wall)
    {
        private readonly Lock _lock = new();
        private DateTimeOffset _next;

        internal Task WaitAsync(CancellationToken cancellation)
        {
            TimeSpan wait;
            lock (_lock)
            {
                var now = wall.GetUtcNow();
                var turn = _next > now ? _next : now;
                _next = turn + spacing;
                wait = turn - now;
            }

            return wait > TimeSpan.Zero ? Task.Delay(wait, wall, cancellation) : Task.CompletedTask;
        }
    }
}
