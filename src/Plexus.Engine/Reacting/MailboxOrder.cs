using Plexus.Engine.Journal;

namespace Plexus.Engine.Reacting;

/// <summary>Lets the reactions to the messages of one mailbox go to the writer in the order in which the messages came, while their protocols run side by side.</summary>
/// <remarks>
/// A message is handed over as soon as the one before it was, not when that one is durable: so those that wait together share a commit.
/// This is what one node knows; that the order holds is seen to where a stimulus is finished (<see cref="StimulusRows"/>).
/// </remarks>
internal sealed class MailboxOrder
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Place>> _mailboxes = [];
    private long _added;

    /// <summary>Gives a message its place behind those that came before; null for a stimulus that keeps no order.</summary>
    internal Place? Join(StimulusRow row)
    {
        if (row.Mailbox is not { } mailbox)
            return null;
        lock (_lock)
        {
            // What was read back from the inbox is older than what this process has just added.
            var place = new Place(mailbox, (row.Seq is null, row.Seq ?? ++_added));
            if (!_mailboxes.TryGetValue(mailbox, out var places))
                _mailboxes[mailbox] = places = [];
            var at = places.Count;
            while (at > 0 && places[at - 1].Order.CompareTo(place.Order) > 0)
                at--;
            places.Insert(at, place);
            return place;
        }
    }

    /// <summary>Waits until every earlier message of the mailbox is in the writer's hands or has left.</summary>
    internal Task TurnAsync(Place place)
    {
        lock (_lock)
        {
            if (_mailboxes[place.Mailbox].TrueForAll(p => p.HandedOver || p.Order.CompareTo(place.Order) >= 0))
                return Task.CompletedTask;
            place.Turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return place.Turn.Task;
        }
    }

    /// <summary>The writer has it: the next may follow.</summary>
    internal void HandOver(Place place)
    {
        lock (_lock)
        {
            place.HandedOver = true;
            CallNext(place.Mailbox);
        }
    }

    /// <summary>The writer did not take it: it goes again before those behind it. False when nobody earlier is here to wait for.</summary>
    internal bool TakeBack(Place place)
    {
        lock (_lock)
        {
            place.HandedOver = false;
            return _mailboxes[place.Mailbox][0] != place;
        }
    }

    /// <summary>It is done with here, or put off, or left to another node.</summary>
    internal void Leave(Place place)
    {
        lock (_lock)
        {
            var places = _mailboxes[place.Mailbox];
            places.Remove(place);
            if (places.Count == 0)
                _mailboxes.Remove(place.Mailbox);
            else
                CallNext(place.Mailbox);
        }
    }

    private void CallNext(string mailbox)
    {
        foreach (var place in _mailboxes[mailbox])
        {
            if (place.HandedOver)
                continue;
            place.Turn?.TrySetResult();
            return;
        }
    }

    /// <summary>One message's place in the order of its mailbox.</summary>
    internal sealed class Place(string mailbox, (bool Added, long Number) order)
    {
        internal string Mailbox => mailbox;

        internal (bool Added, long Number) Order => order;

        internal bool HandedOver { get; set; }

        internal TaskCompletionSource? Turn { get; set; }
    }
}
