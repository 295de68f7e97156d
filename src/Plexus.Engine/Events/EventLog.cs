using Plexus.Primitives;

namespace Plexus.Engine.Events;

/// <summary>The organisation's events in the order in which they were committed, for suppliers' systems that come and fetch them.</summary>
public sealed class EventLog(EngineCore core)
{
    /// <summary>Events behind the cursor. Nothing is marked as read: whoever pulls keeps the cursor.</summary>
    /// <param name="cursor">0 for the beginning; then the last page's <see cref="EventPage.Cursor"/>.</param>
    /// <param name="limit">1 to 1000.</param>
    public EventPage ReadAfter(OdsCode organisation, long cursor, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cursor);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var rows = core.Database.Read(session => EventRows.After(session, organisation, cursor, limit));
        return new EventPage([.. rows.Select(r => r.Open(core.Keys))], rows.Count == 0 ? cursor : rows[^1].Seq);
    }
}

/// <param name="Cursor">Where the next page begins; the one that was given when there are no more events yet.</param>
public sealed record EventPage(IReadOnlyList<CloudEvent> Events, long Cursor);
