namespace Plexus.Fhir.Model;

/// <summary>Finds a property by owner type and name with open addressing: one probe in nearly every case.</summary>
internal sealed class PropertyIndex
{
    private readonly long[] _keys;
    private readonly int[] _properties;
    private readonly int _mask;

    internal PropertyIndex(PropertyDef[] properties)
    {
        var size = 1;
        while (size < properties.Length * 2)
            size <<= 1;
        _mask = size - 1;
        _keys = new long[size];
        _properties = new int[size];
        for (var i = 0; i < properties.Length; i++)
            Add(Key(properties[i].Owner, properties[i].NameId), i);
    }

    internal int Find(int type, int nameId)
    {
        var key = Key(type, nameId);
        for (var slot = Slot(key); ; slot = (slot + 1) & _mask)
        {
            if (_keys[slot] == key)
                return _properties[slot];
            if (_keys[slot] == 0)
                return -1;
        }
    }

    private void Add(long key, int property)
    {
        var slot = Slot(key);
        while (_keys[slot] != 0)
            slot = (slot + 1) & _mask;
        _keys[slot] = key;
        _properties[slot] = property;
    }

    // Never zero, so that zero marks a free slot.
    private static long Key(int type, int nameId) => ((long)(type + 1) << 32) | (uint)nameId;

    private int Slot(long key) => (int)((ulong)(key * -7046029254386353131L) >> 40) & _mask;
}
