namespace Plexus.Fhir.Paths;

/// <summary>A collection under construction: a vector that the evaluation pools.</summary>
internal sealed class NodeSeq
{
    private FhirPathValue[] _items = new FhirPathValue[8];

    internal int Count { get; private set; }

    internal ref readonly FhirPathValue this[int index] => ref _items[index];

    internal ReadOnlySpan<FhirPathValue> Items => _items.AsSpan(0, Count);

    /// <summary>How many items the vector holds room for; a pool drops what has grown large.</summary>
    internal int Capacity => _items.Length;

    internal void Add(in FhirPathValue item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count++] = item;
    }

    internal void AddRange(ReadOnlySpan<FhirPathValue> items)
    {
        if (_items.Length - Count < items.Length)
            Array.Resize(ref _items, Math.Max(_items.Length * 2, Count + items.Length));
        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }

    internal void Truncate(int count) => Count = count;

    /// <summary>Empties the vector and lets go of the documents that it pointed to.</summary>
    internal void Clear()
    {
        _items.AsSpan(0, Count).Clear();
        Count = 0;
    }

    internal void Sort(Comparison<FhirPathValue> order) => _items.AsSpan(0, Count).Sort(order);

    internal FhirPathValue[] ToArray() => Items.ToArray();
}
