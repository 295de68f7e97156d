using System.Collections.Concurrent;
using System.Text;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>What was found out about texts, up to a number of them: messages may name any.</summary>
internal sealed class ByteTable<TValue>
{
    private const int Capacity = 10_000;
    private const int LongestText = 256;

    private readonly ConcurrentDictionary<string, TValue> _values = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TValue>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private int _count;

    internal ByteTable() => _byText = _values.GetAlternateLookup<ReadOnlySpan<char>>();

    internal bool TryGetValue(ReadOnlySpan<byte> text, out TValue value)
    {
        value = default!;
        if (text.Length > LongestText)
            return false;

        Span<char> characters = stackalloc char[LongestText];
        return _byText.TryGetValue(characters[..Encoding.UTF8.GetChars(text, characters)], out value!);
    }

    internal void TryAdd(ReadOnlySpan<byte> text, TValue value)
    {
        if (text.Length <= LongestText && Volatile.Read(ref _count) < Capacity && _values.TryAdd(Encoding.UTF8.GetString(text), value))
            Interlocked.Increment(ref _count);
    }
}
