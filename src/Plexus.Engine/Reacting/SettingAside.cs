using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Plexus.Engine.Journal;
using Plexus.Storage;
using Plexus.Storage.Audit;

namespace Plexus.Engine.Reacting;

/// <summary>What becomes of a stimulus whose reaction does not end: given back, put off, or parked after too many attempts.</summary>
internal sealed class SettingAside(EngineCore core, ILogger log)
{
    internal static readonly Sql ParkExchange = new("UPDATE exchange SET state = 'parked', reason = $2, outcome = coalesce($3, outcome) WHERE id = $1 AND state IN ('received', 'waiting')");

    /// <summary>The reaction failed.</summary>
    internal async Task FailAsync(StimulusRow row, Exception cause)
    {
        Telemetry.Failures.Add(1, new KeyValuePair<string, object?>("stage", "react"));
        // The exception's text may repeat what the protocol read, so only its kind and place are kept.
        var error = Describe(cause);
        log.LogError("A reaction to {Kind} {Stimulus} failed, attempt {Attempt}: {Error}", row.Kind, row.Id, row.Attempts + 1, error);
        try
        {
            var attempts = row.Attempts + 1;
            if (cause is StorageException { IsOutage: true })
                await WaitAsync(row, row.Attempts, core.Clocks.WallNow + Backoff(1), error, keepsPlace: true);
            else if (attempts >= core.Options.ReactionAttempts)
                await ParkAsync(row, attempts, error);
            else
                await WaitAsync(row, attempts, core.Clocks.WallNow + Backoff(attempts), error, keepsPlace: false);
        }
        catch (StorageException e)
        {
            log.LogError(e, "A failed reaction could not be noted; its lease will run out.");
        }
    }

    /// <summary>Gives stimuli back as they were: they are taken again by whoever is first.</summary>
    internal Task ReleaseAsync(IReadOnlyCollection<StimulusRow> rows) => core.Database.Writes.RunAsync(session =>
    {
        foreach (var row in rows)
            StimulusRows.Release(session, row, core.Node, row.Attempts, 0, null);
    });

    internal Task ParkAsync(StimulusRow row, long attempts, string error) => core.Database.Writes.RunAsync(session =>
    {
        if (!StimulusRows.TryPark(session, row, core.Node, attempts, error))
            return;
        if (row is { Kind: StimulusKinds.Arrived, Exchange: { } exchange })
            session.Post(ParkExchange, exchange, ParkReasons.ProtocolFailed, null);
        session.Timeline(new TimelineEntry(row.Organisation, row.Exchange, row.Conversation, "parked", JournalJson.Text(new { reason = ParkReasons.ProtocolFailed, error })));
        session.Audit(new AuditEntry(row.Organisation, "engine", "parked", row.Exchange is null ? "stimulus/" + row.Id : "exchange/" + row.Exchange, ParkReasons.ProtocolFailed));
        AlertRows.Add(session, IdSource.Derive(row.Id, "parked/" + attempts), row.Organisation, "REACTION-FAILED", $"A protocol failed {attempts} times on one stimulus ({row.Kind}); it is parked.", row.Exchange, row.Conversation);
    });

    private Task WaitAsync(StimulusRow row, long attempts, long due, string error, bool keepsPlace) => core.Database.Writes.RunAsync(session =>
    {
        if (keepsPlace)
            StimulusRows.Release(session, row, core.Node, attempts, due, error);
        else
            StimulusRows.PutOff(session, row, core.Node, attempts, due, error);
        session.Timeline(new TimelineEntry(row.Organisation, row.Exchange, row.Conversation, "reaction-failed", JournalJson.Text(new { attempts, error })));
    });

    private long Backoff(long attempts) => (long)(core.Options.ReactionBackoff.TotalMilliseconds * Math.Pow(2, attempts - 1));

    private static string Describe(Exception cause)
    {
        var place = new StackTrace(cause).GetFrame(0)?.GetMethod();
        return place is null ? cause.GetType().Name : $"{cause.GetType().Name} in {place.DeclaringType?.Name}.{place.Name}";
    }
}
