using Plexus.Storage;

namespace Plexus.Engine.Journal;

internal static class AlertRows
{
    private static readonly Sql Insert = new(
        "INSERT INTO alert (id, organisation, code, message, exchange, conversation, at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING");

    /// <summary>Tells operations; the same id a second time is a no-op.</summary>
    internal static void Add(WriteSession session, string id, string organisation, string code, string text, string? exchange, string? conversation)
    {
        session.Post(Insert, id, organisation, code, text, exchange, conversation, session.Now);
        session.Timeline(new TimelineEntry(organisation, exchange, conversation, "alert", JournalJson.Text(new { code, text })));
    }
}
