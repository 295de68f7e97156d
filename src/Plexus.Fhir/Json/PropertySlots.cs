namespace Plexus.Fhir.Json;

/// <summary>What has been seen of the properties of the objects that are open, innermost last.</summary>
internal sealed class PropertySlots
{
    private Slot[] _slots = new Slot[64];
    private int _count;

    /// <summary>One element of an object: its nodes, and whether values and underscore property have come.</summary>
    internal struct Slot
    {
        internal int Property;
        internal int First;
        internal int Items;

        /// <summary>The repeat that was asked for last, since they are asked for in turn.</summary>
        internal int Cursor;
        internal int CursorPosition;
        internal bool HasValues;
        internal bool HasMeta;
    }

    /// <summary>Where the properties of a new object will begin.</summary>
    internal int Open() => _count;

    internal void Close(int mark) => _count = mark;

    internal ref Slot this[int index] => ref _slots[index];

    /// <summary>The slot of a property within the object that began at a mark; added when the property is new.</summary>
    internal int Find(int mark, int property, ref ulong seen)
    {
        // The bits tell most new properties apart without a search.
        var bit = 1UL << (property & 63);
        if ((seen & bit) != 0)
        {
            for (var i = _count - 1; i >= mark; i--)
            {
                if (_slots[i].Property == property)
                    return i;
            }
        }

        seen |= bit;
        if (_count == _slots.Length)
            Array.Resize(ref _slots, _count * 2);
        _slots[_count] = new Slot { Property = property, First = -1 };
        return _count++;
    }
}
