namespace Plexus.Fhir.Paths;

/// <summary>Items told apart by the language's equality: a scan while there are few, hashed when there are many.</summary>
internal sealed class ItemSet(Frame frame)
{
    private const int ScanLimit = 16;

    private readonly List<FhirPathValue> _items = [];
    private Dictionary<int, List<int>>? _buckets;

    internal bool Contains(in FhirPathValue item)
    {
        if (_buckets is null)
        {
            foreach (var known in _items)
            {
                if (Equality.AreEqual(frame, known, item) == true)
                    return true;
            }

            return false;
        }

        return _buckets.TryGetValue(Equality.Hash(item), out var bucket) && BucketContains(bucket, item);
    }

    /// <summary>False when an equal item is there already.</summary>
    internal bool Add(in FhirPathValue item)
    {
        if (Contains(item))
            return false;

        _items.Add(item);
        if (_buckets is not null)
            Index(_items.Count - 1);
        else if (_items.Count > ScanLimit)
            IndexAll();
        return true;
    }

    internal void AddAll(NodeSeq items)
    {
        for (var i = 0; i < items.Count; i++)
            Add(items[i]);
    }

    private bool BucketContains(List<int> bucket, in FhirPathValue item)
    {
        foreach (var index in bucket)
        {
            if (Equality.AreEqual(frame, _items[index], item) == true)
                return true;
        }

        return false;
    }

    private void IndexAll()
    {
        _buckets = [];
        for (var i = 0; i < _items.Count; i++)
            Index(i);
    }

    private void Index(int index)
    {
        var hash = Equality.Hash(_items[index]);
        if (!_buckets!.TryGetValue(hash, out var bucket))
            _buckets.Add(hash, bucket = []);
        bucket.Add(index);
    }
}
