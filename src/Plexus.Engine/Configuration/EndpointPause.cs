using Plexus.Engine.Configuration.Rows;
using Plexus.Storage;
using Plexus.Storage.Audit;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Configuration;

/// <summary>Pauses one endpoint, or lets it go on, without a document: what an operator does in a hurry.</summary>
/// <remarks>The next document that is applied has the last word again.</remarks>
public sealed class EndpointPause(Database database, KeyRing keys)
{
    /// <summary>Nothing is fetched or sent while an endpoint is paused; what is queued waits. Doing it twice changes nothing.</summary>
    /// <param name="by">Who does it, for the audit.</param>
    /// <returns>False when there is no such endpoint.</returns>
    public Task<bool> SetAsync(string endpoint, bool paused, string by, CancellationToken cancellation) =>
        database.Writes.RunAsync(session => Set(session, endpoint, paused, by), [LockKey.Of("configuration", "", "apply")], cancellation: cancellation);

    private bool Set(WriteSession session, string endpoint, bool paused, string by)
    {
        if (ConfigurationRows.Objects(session.Rows, keys).Find(o => o.Section == Sections.Endpoints && o.Id == endpoint) is not { } stored)
            return false;
        var entry = ConfigurationReader.Stored<EndpointEntry>(stored.Body);
        if (entry.Paused == paused)
            return true;
        var body = ConfigurationWriter.Write(entry with { Paused = paused });
        ConfigurationRows.Put(session, new WantedObject(stored.Section, stored.Id, stored.Organisation, body), stored, ConfigurationRows.Advance(session), keys);
        session.Audit(new AuditEntry(stored.Organisation, by, paused ? "endpoint paused" : "endpoint resumed", stored.ToString()));
        return true;
    }
}
