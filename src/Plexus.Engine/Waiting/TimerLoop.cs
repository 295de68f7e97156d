using Microsoft.Extensions.Logging;
using Plexus.Engine.Journal;
using Plexus.Storage;

namespace Plexus.Engine.Waiting;

/// <summary>Fires timers that have come due on the business clock.</summary>
internal sealed class TimerLoop(EngineCore core)
{
    private const int AtOnce = 200;

    private static readonly Sql SelectDue = new("SELECT conversation, name, organisation, setting FROM timer WHERE due <= $1 ORDER BY due LIMIT $2");

    private static readonly Sql SelectNext = new("SELECT min(due) FROM timer");

    private static readonly Sql Delete = new("DELETE FROM timer WHERE conversation = $1 AND name = $2 AND setting = $3");

    private readonly ILogger _log = core.Loggers.CreateLogger("Plexus.Timers");

    internal async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var next = await FireAsync(stopping);
                await WaitAsync(next, stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <summary>Fires what is due; says when the next one is, on the business clock.</summary>
    private async Task<long?> FireAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var now = core.Clocks.BusinessNow;
                var due = core.Database.Read(rows => rows.Query(SelectDue, row => (Conversation: row.GetString(0), Name: row.GetString(1), Organisation: row.GetString(2), Setting: row.GetString(3)), now, (long)AtOnce));
                if (due.Count == 0)
                    return core.Database.Read(rows => rows.First(SelectNext, row => row.Number(0)));
                await Task.WhenAll(due.Select(t => core.Database.Writes.RunAsync(
                    session =>
                    {
                        // Another node may have fired it, or the conversation moved it, a moment ago.
                        if (session.Execute(Delete, t.Conversation, t.Name, t.Setting) == 1)
                            core.Add(session, StimulusRows.Make(core.Keys, IdSource.Derive(t.Setting, "fired"), t.Organisation, t.Conversation, StimulusKinds.Timer, new TimerBody(t.Name), now));
                    },
                    cancellation: stopping)));
            }
        }
        catch (StorageException e)
        {
            _log.LogError(e, "Timers could not be read; it is tried again.");
            return null;
        }
    }

    /// <summary>Waits for the business clock to reach the next timer, for a new timer, or for the next look: other nodes set timers too, and a sandbox moves the clock.</summary>
    private async Task WaitAsync(long? next, CancellationToken stopping)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var left = next is { } due ? Math.Clamp(due - core.Clocks.BusinessNow, 0, (long)TimeSpan.FromDays(1).TotalMilliseconds) : Timeout.Infinite;
        await Task.WhenAny(
            Task.Delay(TimeSpan.FromMilliseconds(left), core.Clocks.Business, enough.Token),
            core.TimersChanged.WaitAsync(core.Options.LookEvery, core.Clocks.Wall, enough.Token));
        await enough.CancelAsync();
        stopping.ThrowIfCancellationRequested();
    }
}
