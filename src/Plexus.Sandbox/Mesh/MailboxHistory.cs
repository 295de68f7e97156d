namespace Plexus.Sandbox.Mesh;

/// <summary>Everything a mailbox sent or received in the last thirty days, oldest first, with an index by local id.</summary>
internal sealed class MailboxHistory
{
    private readonly Lock _gate = new();
    private readonly List<MeshMessage> _messages = [];
    private readonly Dictionary<string, List<MeshMessage>> _byLocalId = new(StringComparer.Ordinal);
    private int _forgotten;

    internal void Add(MeshMessage message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            if (LocalId(message) is { Length: > 0 } localId)
            {
                if (!_byLocalId.TryGetValue(localId, out var same))
                    _byLocalId.Add(localId, same = []);
                same.Add(message);
            }
        }
    }

    internal IReadOnlyList<MeshMessage> WithLocalId(string localId)
    {
        lock (_gate)
            return _byLocalId.TryGetValue(localId, out var same) ? [.. same] : [];
    }

    /// <summary>Newest first, created after an instant, continuing behind a message.</summary>
    /// <returns>Whether there are more.</returns>
    internal bool Page(DateTimeOffset since, string? behind, int max, List<MeshMessage> page)
    {
        lock (_gate)
        {
            var skipping = behind is not null && _messages.Exists(m => m.Id == behind);
            for (var i = _messages.Count - 1; i >= 0; i--)
            {
                var message = _messages[i];
                if (skipping)
                {
                    skipping = message.Id != behind;
                    continue;
                }
                if (message.Created <= since || message.Purged)
                    continue;
                if (page.Count == max)
                    return true;
                page.Add(message);
            }
            return false;
        }
    }

    /// <summary>Forgets a purged message; the list is swept when half of it is gone.</summary>
    internal void Forget(MeshMessage message)
    {
        lock (_gate)
        {
            if (LocalId(message) is { Length: > 0 } localId && _byLocalId.TryGetValue(localId, out var same))
            {
                same.Remove(message);
                if (same.Count == 0)
                    _byLocalId.Remove(localId);
            }
            if (++_forgotten > 64 && _forgotten > _messages.Count / 2)
            {
                _messages.RemoveAll(m => m.Purged);
                _forgotten = 0;
            }
        }
    }

    private static string? LocalId(MeshMessage message) => message.Details.LocalId is { } id ? WireText.Read(id) : null;

    internal void Clear()
    {
        lock (_gate)
        {
            _messages.Clear();
            _byLocalId.Clear();
            _forgotten = 0;
        }
    }
}
