using System.Data.Common;
using Plexus.Storage.Audit;

namespace Plexus.Storage;

/// <summary>What a unit of work writes with. Its rows, and the timeline, audit and event rows it asks for, are committed together or not at all.</summary>
public sealed class WriteSession
{
    private readonly JournalTail _tail = new();
    private readonly List<Action> _afterCommit = [];

    internal WriteSession(Session rows) => Rows = rows;

    /// <summary>For functions that read and do not care whether they run inside a transaction.</summary>
    public Session Rows { get; }

    /// <summary>The wall clock when the transaction began, in milliseconds since 1970.</summary>
    public long Now { get; private set; }

    /// <inheritdoc cref="Session.Execute"/>
    public int Execute(Sql sql, params ReadOnlySpan<object?> values) => Rows.Execute(sql, values);

    /// <inheritdoc cref="Session.Post"/>
    public void Post(Sql sql, params ReadOnlySpan<object?> values) => Rows.Post(sql, values);

    /// <inheritdoc cref="Session.Query"/>
    public List<T> Query<T>(Sql sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values) => Rows.Query(sql, read, values);

    /// <inheritdoc cref="Session.First"/>
    public T? First<T>(Sql sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values) => Rows.First(sql, read, values);

    /// <summary>Adds a link to the organisation's audit chain.</summary>
    public void Audit(AuditEntry entry) => _tail.Audit.Add(entry);

    /// <summary>Adds to what people see of an exchange or a conversation; numbered in the order of commits.</summary>
    public void Timeline(TimelineEntry entry) => _tail.Timeline.Add(entry);

    /// <summary>Adds an event for the supplier's system; numbered in the order of commits, so that a reader's cursor never passes one by.</summary>
    public void Publish(PublishedEvent published) => _tail.Events.Add(published);

    /// <summary>Runs once the transaction is durable; must be quick and must not throw.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    internal void Begin(long now)
    {
        Now = now;
        _tail.Clear();
        _afterCommit.Clear();
    }

    internal Mark Save() => new(_tail.Audit.Count, _tail.Timeline.Count, _tail.Events.Count, _afterCommit.Count);

    internal void Undo(Mark mark)
    {
        Cut(_tail.Audit, mark.Audit);
        Cut(_tail.Timeline, mark.Timeline);
        Cut(_tail.Events, mark.Events);
        Cut(_afterCommit, mark.AfterCommit);
    }

    /// <summary>Writes what was collected; true when anything was.</summary>
    internal bool WriteTail() => _tail.Write(Rows, Now);

    internal void Committed()
    {
        foreach (var action in _afterCommit)
            action();
    }

    private static void Cut<T>(List<T> list, int count)
    {
        if (list.Count > count)
            list.RemoveRange(count, list.Count - count);
    }

    internal readonly record struct Mark(int Audit, int Timeline, int Events, int AfterCommit);
}
