using Microsoft.Extensions.Logging;
using Plexus.Engine.Configuration;
using Plexus.Engine.Journal;

namespace Plexus.Engine.Receiving;

/// <summary>Messages of one mailbox that are listed and cannot be had. They are left with MESH, which tells their sender after five days, and hold up nobody.</summary>
internal sealed class BrokenMessages(EngineCore core)
{
    /// <summary>More of them in one listing, with none that can be had, and it is the mailbox that fails.</summary>
    internal const int MostAlone = 5;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _failures = [];
    private readonly HashSet<string> _told = [];
    private readonly ILogger _log = core.Loggers.CreateLogger("Plexus.Receiver");

    /// <summary>Notes a failed download; operations are told when it goes on failing.</summary>
    internal async Task NoteAsync(DirectoryEndpoint endpoint, string messageId, Exception cause)
    {
        int failures;
        bool isTold;
        lock (_lock)
        {
            failures = _failures[messageId] = _failures.GetValueOrDefault(messageId) + 1;
            isTold = _told.Contains(messageId);
        }

        _log.LogWarning("Message {Message} of mailbox {Mailbox} could not be downloaded, {Failures} in a row: {Kind}: {Reason}", messageId, endpoint.Address, failures, cause.GetType().Name, cause.Message);
        if (isTold || failures < core.Options.MailboxFailuresBeforeAlert)
            return;
        var (id, text) = (core.Ids.Next(), $"Message {messageId} waits in mailbox {endpoint.Address} and could not be downloaded {failures} times in a row. Ask MESH for it: its sender is told only after five days.");
        await core.Database.Writes.RunAsync(session => AlertRows.Add(session, id, endpoint.Organisation.ToWire(), "MESH-MESSAGE-BROKEN", text, null, null));
        // Only what is in the journal counts as told.
        lock (_lock)
            _told.Add(messageId);
    }

    /// <summary>Forgets what is no longer listed.</summary>
    internal void Keep(IReadOnlyCollection<string> listed)
    {
        lock (_lock)
            foreach (var gone in _failures.Keys.Where(id => !listed.Contains(id)).ToList())
            {
                _failures.Remove(gone);
                _told.Remove(gone);
            }
    }
}
