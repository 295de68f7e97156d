using System.Collections.Concurrent;
using System.Text;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>
/// What was found out about texts, up to a number of them: what has not been asked for longest goes first, in halves. Messages may name
/// any texts, so one that names thousands pushes out what is in use, and what is in use comes back with the next message.
/// </summary>
internal sealed class ByteTable<TValue>
{
    internal const int Capacity = 10_000;

    private const int LongestText = 256;

    private readonly Lock _lock = new();
    private volatile Half _recent = new();
    private volatile Half _older = new();

    internal bool TryGetValue(ReadOnlySpan<byte> text, out TValue value)
    {
        value = default!;
        if (text.Length > LongestText)
            return false;

        Span<char> characters = stackalloc char[LongestText];
        characters = characters[..Encoding.UTF8.GetChars(text, characters)];
        if (_recent.ByText.TryGetValue(characters, out value!))
            return true;
        if (!_older.ByText.TryGetValue(characters, out value!))
            return false;

        Keep(characters.ToString(), value);
        return true;
    }

    internal void TryAdd(ReadOnlySpan<byte> text, TValue value)
    {
        if (text.Length <= LongestText)
            Keep(Encoding.UTF8.GetString(text), value);
    }

    private void Keep(string text, TValue value)
    {
        var recent = _recent;
        if (!recent.Values.TryAdd(text, value) || Interlocked.Increment(ref recent.Count) < Capacity / 2)
            return;

        lock (_lock)
        {
            if (_recent == recent)
                (_older, _recent) = (recent, new Half());
        }
    }

    private sealed class Half
    {
        internal readonly ConcurrentDictionary<string, TValue> Values = new(StringComparer.Ordinal);
        internal readonly ConcurrentDictionary<string, TValue>.AlternateLookup<ReadOnlySpan<char>> ByText;

        /// <summary>The dictionary's own count would lock all of it.</summary>
        internal int Count;

        internal Half() => ByText = Values.GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
