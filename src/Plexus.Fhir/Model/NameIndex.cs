using System.Text;

namespace Plexus.Fhir.Model;

/// <summary>Every element and type name of a model under a small number, found by bytes or by characters without allocating.</summary>
internal sealed class NameIndex
{
    private readonly List<string> _names = [];
    private readonly List<byte[]> _utf8 = [];
    private readonly int[] _buckets = new int[4096];
    private readonly List<int> _next = [];

    internal int Count => _names.Count;

    internal string this[int id] => _names[id];

    internal byte[] Utf8(int id) => _utf8[id];

    internal int Add(string name)
    {
        var known = Find(name);
        if (known >= 0)
            return known;

        var id = _names.Count;
        _names.Add(name);
        _utf8.Add(Encoding.UTF8.GetBytes(name));
        var bucket = Hash(name) & (_buckets.Length - 1);
        _next.Add(_buckets[bucket]);
        _buckets[bucket] = id + 1;
        return id;
    }

    /// <summary>The number of a name, or -1.</summary>
    internal int Find(ReadOnlySpan<char> name)
    {
        for (var entry = _buckets[Hash(name) & (_buckets.Length - 1)]; entry != 0; entry = _next[entry - 1])
        {
            if (name.SequenceEqual(_names[entry - 1]))
                return entry - 1;
        }

        return -1;
    }

    /// <summary>The number of a name given as UTF-8, or -1.</summary>
    internal int Find(ReadOnlySpan<byte> name)
    {
        for (var entry = _buckets[Hash(name) & (_buckets.Length - 1)]; entry != 0; entry = _next[entry - 1])
        {
            if (name.SequenceEqual(_utf8[entry - 1]))
                return entry - 1;
        }

        return -1;
    }

    private static int Hash(ReadOnlySpan<char> name)
    {
        var hash = (uint)name.Length;
        foreach (var c in name)
            hash = (hash * 31) + c;
        return (int)(hash ^ (hash >> 15));
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = (uint)name.Length;
        foreach (var b in name)
            hash = (hash * 31) + b;
        return (int)(hash ^ (hash >> 15));
    }
}
