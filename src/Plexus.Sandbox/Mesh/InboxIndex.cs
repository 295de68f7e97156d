namespace Plexus.Sandbox.Mesh;

/// <summary>The messages waiting in one mailbox, in order of arrival.</summary>
/// <remarks>
/// A sorted list with holes: arrival appends, leaving makes a hole, and holes are swept out when they outnumber the
/// messages. A page therefore costs its own length, whatever the length of the inbox. One lock per mailbox.
/// </remarks>
internal sealed class InboxIndex
{
    private readonly Lock _gate = new();
    private List<(long Arrival, MeshMessage? Message)> _slots = [];
    private int _head;
    private int _holes;
    private TaskCompletionSource _arrived = NewSignal();

    internal int Count
    {
        get
        {
            lock (_gate)
                return _slots.Count - _head - _holes;
        }
    }

    /// <summary>Completes when the next message arrives.</summary>
    internal Task NextArrival
    {
        get
        {
            lock (_gate)
                return _arrived.Task;
        }
    }

    /// <summary>Appends. Arrivals are numbered by the caller under one order per mailbox.</summary>
    internal void Add(MeshMessage message, Func<long> nextArrival)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            message.Arrival = nextArrival();
            _slots.Add((message.Arrival, message));
            signal = _arrived;
            _arrived = NewSignal();
        }
        signal.TrySetResult();
    }

    internal bool Remove(MeshMessage message)
    {
        lock (_gate)
        {
            var index = IndexAfter(message.Arrival - 1);
            if (index >= _slots.Count || _slots[index].Message != message)
                return false;
            _slots[index] = (message.Arrival, null);
            _holes++;
            while (_head < _slots.Count && _slots[_head].Message is null)
            {
                _head++;
                _holes--;
            }
            if (_head + _holes > 64 && _head + _holes > _slots.Count / 2)
                Compact();
            return true;
        }
    }

    /// <summary>Up to <paramref name="max"/> messages that arrived after a place and pass the filter.</summary>
    /// <returns>Whether there are more.</returns>
    internal bool Page(long after, int max, WorkflowFilter? filter, List<MeshMessage> page)
    {
        lock (_gate)
        {
            for (var i = Math.Max(_head, IndexAfter(after)); i < _slots.Count; i++)
            {
                if (_slots[i].Message is not { } message || (filter is { } f && !f.Matches(message.WorkflowId)))
                    continue;
                if (page.Count == max)
                    return true;
                page.Add(message);
            }
            return false;
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _slots = [];
            _head = 0;
            _holes = 0;
        }
    }

    private void Compact()
    {
        _slots = _slots.FindAll(slot => slot.Message is not null);
        _head = 0;
        _holes = 0;
    }

    // First slot whose arrival is greater.
    private int IndexAfter(long arrival)
    {
        int low = _head, high = _slots.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_slots[middle].Arrival <= arrival)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
