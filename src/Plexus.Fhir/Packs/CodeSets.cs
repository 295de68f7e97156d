using System.Collections.Concurrent;

namespace Plexus.Fhir.Packs;

/// <summary>The value sets of a pack by canonical; each is decoded when first asked for.</summary>
internal sealed class CodeSets
{
    private readonly ReadOnlyMemory<byte> _section;
    private readonly PackStrings _strings;
    private readonly Dictionary<int, Range> _directory;
    private readonly ConcurrentDictionary<int, CodeSet> _decoded = new();

    internal CodeSets(PackStrings strings, ReadOnlyMemory<byte> section)
    {
        _section = section;
        _strings = strings;
        var reader = new PackReader(section.Span);
        var count = reader.Number();
        _directory = new Dictionary<int, Range>(count);
        var entries = new (int Url, int Length)[count];
        for (var i = 0; i < count; i++)
            entries[i] = (reader.Number(), reader.Number());

        var offset = reader.Position;
        foreach (var (url, length) in entries)
        {
            _directory.Add(url, offset..(offset + length));
            offset += length;
        }
    }

    internal IEnumerable<string> Canonicals => _directory.Keys.Select(url => _strings[url]);

    /// <param name="canonical">A pack text.</param>
    internal CodeSet? Find(int canonical)
    {
        if (_decoded.TryGetValue(canonical, out var known))
            return known;
        if (!_directory.TryGetValue(canonical, out var range))
            return null;

        return _decoded.GetOrAdd(canonical, new CodeSet(_strings, new PackReader(_section.Span[range])));
    }
}
