namespace Plexus.Sandbox.Mesh;

/// <summary>Keeps a twin's messages in a folder and brings them back at the next start.</summary>
internal static class MeshHistory
{
    private const string File = "messages.journal";
    private const string NewFile = "messages.journal.new";
    private static readonly Dictionary<string, MeshError> _routingFailures = new[]
    {
        MeshErrors.SeveralMailboxes, MeshErrors.NoMailbox, MeshErrors.BadNhsNumber, MeshErrors.NhsNumberNotFound, MeshErrors.DemographicsDiffer,
    }.ToDictionary(e => e.Code);

    /// <summary>Reads the journal back, writes it anew without the deleted, and opens it for what comes.</summary>
    internal static void Attach(MeshTwin twin, string folder)
    {
        var path = Path.Combine(folder, File);
        var kept = new Dictionary<string, MeshMessage>(StringComparer.OrdinalIgnoreCase);
        foreach (var (entry, bytes) in Journal.Read(path))
            Apply(twin, kept, entry, bytes);

        var fresh = Path.Combine(folder, NewFile);
        using (var journal = Journal.OpenFor(fresh))
        {
            foreach (var message in kept.Values)
                Rewrite(journal, message);
        }
        System.IO.File.Move(fresh, path, overwrite: true);
        twin.Journal = Journal.Continue(path);
        twin.Bodies.Sweep(kept.Values.SelectMany(Files).ToHashSet(StringComparer.Ordinal));
        foreach (var message in kept.Values.OrderBy(m => m.Last(MeshStatus.Accepted)?.At ?? m.Created))
            twin.Restore(message);
        twin.Sweep();
    }

    internal static JournalEntry Describe(MeshMessage message) => new()
    {
        Op = JournalEntry.Created,
        Id = message.Id,
        Sender = message.Sender?.Id.ToWire(),
        Recipient = message.Recipient?.Id.ToWire(),
        ShownTo = message.ShownTo,
        Workflow = message.WorkflowId,
        IsReport = message.IsReport,
        TotalChunks = message.TotalChunks,
        At = message.Created,
        Details = message.Details,
        RoutingFailure = message.RoutingFailure?.Code,
    };

    private static void Apply(MeshTwin twin, Dictionary<string, MeshMessage> kept, JournalEntry entry, byte[] bytes)
    {
        switch (entry.Op)
        {
            case JournalEntry.Created:
                kept[entry.Id!] = Read(twin, entry);
                if (entry.Chunk > 0)
                    Store(twin, kept[entry.Id!], entry, bytes);
                kept[entry.Id!].Move(entry.Event!);
                break;
            case JournalEntry.Stored when kept.TryGetValue(entry.Id!, out var message):
                Store(twin, message, entry, bytes);
                break;
            case JournalEntry.Happened when kept.TryGetValue(entry.Id!, out var message):
                message.Move(entry.Event!);
                if (entry.Event!.Status == MeshStatus.Accepted)
                    message.CollectBy = entry.Event.At + twin.Options.CollectWithin;
                if (entry.Event.Status == MeshStatus.Acknowledged && twin.Options.GoneAfterAcknowledge)
                    message.Drop();
                break;
            case JournalEntry.Purged:
                if (kept.Remove(entry.Id!, out var gone))
                    gone.Drop();
                break;
        }
    }

    private static MeshMessage Read(MeshTwin twin, JournalEntry entry) =>
        new(entry.Id!, Find(twin, entry.Sender), Find(twin, entry.Recipient), entry.Workflow ?? "", entry.IsReport, entry.TotalChunks, entry.Details ?? new(), entry.At)
        {
            ShownTo = entry.ShownTo,
            RoutingFailure = entry.RoutingFailure is { } code ? _routingFailures.GetValueOrDefault(code) : null,
            CollectBy = entry.At + twin.Options.CollectWithin,
        };

    private static Mailbox? Find(MeshTwin twin, string? id) => id is null ? null : twin.Directory.Find(id.AsSpan());

    // A frame may name a file that a kill kept from being whole on disk; then the chunk is still to come.
    private static void Store(MeshTwin twin, MeshMessage message, JournalEntry entry, byte[] bytes)
    {
        MeshBody body;
        if (entry.File is { } name)
        {
            var file = twin.Bodies.Existing(name, entry.Length);
            if (!System.IO.File.Exists(file.Path))
                return;
            body = file;
        }
        else
        {
            body = twin.Bodies.Keep(bytes);
        }
        message.Put(entry.Chunk, body);
    }

    private static void Rewrite(Journal journal, MeshMessage message)
    {
        var events = message.Events;
        journal.Append(Describe(message) with { Event = events[0] });
        for (var chunk = 1; chunk <= message.TotalChunks; chunk++)
        {
            if (message.Chunk(chunk) is { } body)
                journal.Append(new JournalEntry { Op = JournalEntry.Stored, Id = message.Id, Chunk = chunk, Length = body.Length, File = (body as FileBody)?.Name }, body.Memory ?? default);
        }
        foreach (var happened in events.Skip(1))
            journal.Append(new JournalEntry { Op = JournalEntry.Happened, Id = message.Id, Event = happened });
    }

    private static IEnumerable<string> Files(MeshMessage message) =>
        Enumerable.Range(1, message.TotalChunks).Select(message.Chunk).OfType<FileBody>().Select(f => f.Name);
}
