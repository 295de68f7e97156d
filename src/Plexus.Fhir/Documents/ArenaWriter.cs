using System.Buffers;
using System.Text;

namespace Plexus.Fhir.Documents;

/// <summary>Collects nodes and values in pooled buffers, then hands over a document that owns exact copies.</summary>
internal sealed class ArenaWriter : IDisposable
{
    private Node[] _nodes;
    private byte[] _values;

    internal ArenaWriter(int inputLength)
    {
        _nodes = ArrayPool<Node>.Shared.Rent(Math.Clamp(inputLength / 20, 64, 1 << 18));
        _values = ArrayPool<byte>.Shared.Rent(Math.Clamp(inputLength / 2, 256, 1 << 22));
    }

    internal int Count { get; private set; }

    internal int ValueLength { get; private set; }

    internal ref Node this[int index] => ref _nodes[index];

    internal ReadOnlySpan<Node> Nodes => _nodes.AsSpan(0, Count);

    internal int Append(int property, int parent, int type, int line, int column)
    {
        if (Count == _nodes.Length)
            Grow(ref _nodes, Count, Count + 1);

        _nodes[Count] = new Node
        {
            Property = property,
            Parent = parent,
            End = Count + 1,
            Line = line,
            Column = column,
            Type = (ushort)type,
        };
        return Count++;
    }

    /// <summary>All descendants of a node have been appended.</summary>
    internal void Close(int index) => _nodes[index].End = Count;

    /// <summary>Room for a value of at most this many bytes; <see cref="CommitValue"/> says how many were used.</summary>
    internal Span<byte> ReserveValue(int length)
    {
        if (_values.Length - ValueLength < length)
            Grow(ref _values, ValueLength, ValueLength + length);
        return _values.AsSpan(ValueLength);
    }

    /// <summary>Extends the value area; the value itself is tied to a node by <see cref="SetValue"/>.</summary>
    internal void CommitValue(int length) => ValueLength += length;

    internal void AppendValue(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(ReserveValue(bytes.Length));
        ValueLength += bytes.Length;
    }

    internal void AppendValue(ReadOnlySpan<char> text)
    {
        var room = ReserveValue(Encoding.UTF8.GetMaxByteCount(text.Length));
        ValueLength += Encoding.UTF8.GetBytes(text, room);
    }

    internal ReadOnlySpan<byte> Values(int start) => _values.AsSpan(start, ValueLength - start);

    /// <summary>The same, valid until the next value is appended.</summary>
    internal ReadOnlyMemory<byte> ValueMemory(int start) => _values.AsMemory(start, ValueLength - start);

    internal ReadOnlySpan<byte> Value(int index) => _values.AsSpan(_nodes[index].ValueOffset, _nodes[index].ValueLength);

    internal void TruncateValues(int length) => ValueLength = length;

    /// <summary>Ties the value area from <paramref name="start"/> to its end to a node.</summary>
    internal void SetValue(int index, int start)
    {
        ref var node = ref _nodes[index];
        node.ValueOffset = start;
        node.ValueLength = ValueLength - start;
        node.Flags |= NodeFlags.HasValue;
    }

    /// <summary>Forgets the nodes from an index on.</summary>
    internal void Truncate(int count) => Count = count;

    internal FhirDocument ToDocument(FhirModel model, ReferencePolicy references) =>
        new(model, Copy(_nodes, Count), Copy(_values, ValueLength), references);

    public void Dispose()
    {
        ArrayPool<Node>.Shared.Return(_nodes);
        ArrayPool<byte>.Shared.Return(_values);
        _nodes = [];
        _values = [];
    }

    /// <summary>Exactly what is used, in memory that was not cleared first: all of it is written over.</summary>
    private static T[] Copy<T>(T[] pooled, int used)
    {
        var owned = GC.AllocateUninitializedArray<T>(used);
        pooled.AsSpan(0, used).CopyTo(owned);
        return owned;
    }

    private static void Grow<T>(ref T[] array, int used, int needed)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, array.Length * 2));
        array.AsSpan(0, used).CopyTo(larger);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
