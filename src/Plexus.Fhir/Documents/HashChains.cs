namespace Plexus.Fhir.Documents;

/// <summary>Numbers from 0 on in chains of equal hash; what they stand for is the caller's to compare.</summary>
internal struct HashChains
{
    private int[]? _heads;
    private Link[]? _links;

    private struct Link
    {
        internal int Hash;
        internal int Next;
    }

    /// <summary>Differs from process to process, so that no sender can make texts fall together.</summary>
    internal static int HashOf(ReadOnlySpan<byte> text)
    {
        var hash = default(HashCode);
        hash.AddBytes(text);
        return hash.ToHashCode();
    }

    /// <summary>Adds a number before those of its hash; numbers grow from call to call.</summary>
    internal void Add(int number, int hash)
    {
        if (_heads is null || number >= _heads.Length)
            Grow(number + 1);

        ref var place = ref _heads![hash & (_heads.Length - 1)];
        _links![number] = new Link { Hash = hash, Next = place - 1 };
        place = number + 1;
    }

    internal readonly int First(int hash) => _heads is null ? -1 : Same(_heads[hash & (_heads.Length - 1)] - 1, hash);

    internal readonly int Next(int number) => Same(_links![number].Next, _links[number].Hash);

    private readonly int Same(int number, int hash)
    {
        while (number >= 0 && _links![number].Hash != hash)
            number = _links[number].Next;
        return number;
    }

    private void Grow(int needed)
    {
        var size = 16;
        while (size < needed)
            size *= 2;

        var (heads, links) = (_heads, _links);
        _heads = new int[size];
        _links = new Link[size];
        for (var head = 0; head < (heads?.Length ?? 0); head++)
        {
            for (var number = heads![head] - 1; number >= 0;)
            {
                var link = links![number];
                ref var place = ref _heads[link.Hash & (size - 1)];
                _links[number] = new Link { Hash = link.Hash, Next = place - 1 };
                place = number + 1;
                number = link.Next;
            }
        }
    }
}
