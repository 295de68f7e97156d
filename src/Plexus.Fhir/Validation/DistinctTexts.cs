using System.Buffers;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Validation;

/// <summary>Finds texts of a document that come twice, without copying them; nothing is rented until there is one.</summary>
internal sealed class DistinctTexts(FhirDocument document) : IDisposable
{
    private const int FirstSize = 64;

    private Entry[] _slots = [];
    private int _size;
    private int _count;

    /// <summary>A text, with another or a number that it is distinct together with; a node of 0 marks a free slot.</summary>
    private readonly record struct Entry(int Node, int Other, int Scope, int Hash);

    /// <summary>Whether a text, together with a second one (-1 for none), is new.</summary>
    internal bool Add(int node, int second)
    {
        var hash = HashCode.Combine(HashChains.HashOf(document.Value(node)), second < 0 ? 0 : HashChains.HashOf(document.Value(second)));
        return Add(new Entry(node, second, -1, hash));
    }

    /// <summary>Whether a text is new among those of one resource.</summary>
    internal bool AddWithin(int resource, int node) =>
        Add(new Entry(node, -1, resource, HashCode.Combine(HashChains.HashOf(document.Value(node)), resource)));

    public void Dispose()
    {
        if (_slots.Length > 0)
            ArrayPool<Entry>.Shared.Return(_slots);
        _slots = [];
    }

    private bool Add(in Entry entry)
    {
        if (_count * 2 >= _size)
            Grow();

        var slot = entry.Hash & (_size - 1);
        for (; _slots[slot].Node != 0; slot = (slot + 1) & (_size - 1))
        {
            if (IsSame(_slots[slot], entry))
                return false;
        }

        _slots[slot] = entry;
        _count++;
        return true;
    }

    private bool IsSame(in Entry one, in Entry other) =>
        one.Hash == other.Hash
        && one.Scope == other.Scope
        && one.Other < 0 == other.Other < 0
        && document.Value(one.Node).SequenceEqual(document.Value(other.Node))
        && (one.Other < 0 || document.Value(one.Other).SequenceEqual(document.Value(other.Other)));

    private void Grow()
    {
        var (slots, size) = (_slots, _size);
        _size = size == 0 ? FirstSize : size * 2;
        _slots = ArrayPool<Entry>.Shared.Rent(_size);
        _slots.AsSpan(0, _size).Clear();
        for (var i = 0; i < size; i++)
        {
            if (slots[i].Node == 0)
                continue;

            var slot = slots[i].Hash & (_size - 1);
            while (_slots[slot].Node != 0)
                slot = (slot + 1) & (_size - 1);
            _slots[slot] = slots[i];
        }

        if (slots.Length > 0)
            ArrayPool<Entry>.Shared.Return(slots);
    }
}
