using Plexus.Storage;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Journal;

internal static class TaskRows
{
    private static readonly Sql InsertEvent = new("INSERT INTO task_event (task, organisation, at, kind, actor, detail, note) VALUES ($1, $2, $3, $4, $5, $6, $7)");

    /// <summary>Adds to a task's history.</summary>
    internal static void Note(WriteSession session, KeyRing keys, string organisation, string task, string kind, string actor, string? detail, string? note) =>
        session.Post(InsertEvent, task, organisation, session.Now, kind, actor, detail, keys.EncryptText(note, "task/" + task));
}
