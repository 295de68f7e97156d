using System.Text;

namespace Plexus.Fhir.Packs;

/// <summary>The interned text of a pack: number 0 is the empty string, the rest are in byte order.</summary>
internal sealed class PackStrings
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int[] _starts;
    private readonly string?[] _decoded;

    internal PackStrings(ReadOnlyMemory<byte> section)
    {
        var reader = new PackReader(section.Span);
        var count = reader.Number();
        _starts = new int[count + 1];
        for (var i = 0; i < count; i++)
            _starts[i + 1] = _starts[i] + reader.Number();

        _bytes = section.Slice(reader.Position, _starts[count]);
        _decoded = new string?[count];
    }

    internal int Count => _decoded.Length;

    internal string this[int number] =>
        _decoded[number] ??= Encoding.UTF8.GetString(Utf8(number));

    internal ReadOnlySpan<byte> Utf8(int number) =>
        _bytes.Span[_starts[number].._starts[number + 1]];

    /// <summary>The number of a text, or -1 when the pack does not hold it.</summary>
    internal int Find(ReadOnlySpan<byte> text)
    {
        int low = 0, high = _decoded.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Utf8(middle).SequenceCompareTo(text);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }
}
