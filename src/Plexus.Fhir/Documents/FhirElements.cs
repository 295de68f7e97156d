using System.Collections;

namespace Plexus.Fhir;

/// <summary>Children of an element, walked without allocation by <c>foreach</c>; LINQ works too.</summary>
public readonly struct FhirElements : IEnumerable<FhirElement>, IEquatable<FhirElements>
{
    internal const int AnyName = -1;

    private readonly FhirDocument? _document;
    private readonly int _parent;
    private readonly int _name;

    internal FhirElements(FhirDocument document, int parent, int name)
    {
        _document = document;
        _parent = parent;
        _name = name;
    }

    /// <summary>How many there are; walks them.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var _ in this)
                count++;
            return count;
        }
    }

    public Enumerator GetEnumerator() => new(_document, _parent, _name);

    IEnumerator<FhirElement> IEnumerable<FhirElement>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(FhirElements other) => ReferenceEquals(_document, other._document) && _parent == other._parent && _name == other._name;

    public override bool Equals(object? obj) => obj is FhirElements other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_document, _parent, _name);

    public static bool operator ==(FhirElements left, FhirElements right) => left.Equals(right);

    public static bool operator !=(FhirElements left, FhirElements right) => !left.Equals(right);

    /// <summary>Walks siblings.</summary>
    public struct Enumerator : IEnumerator<FhirElement>
    {
        private readonly FhirDocument? _document;
        private readonly int _end;
        private readonly int _name;
        private int _next;
        private int _current;

        internal Enumerator(FhirDocument? document, int parent, int name)
        {
            _document = document;
            _name = name;
            _next = parent + 1;
            _end = document is null ? 0 : document.Nodes[parent].End;
            _current = -1;
        }

        public readonly FhirElement Current => _current < 0 ? default : new FhirElement(_document!, _current);

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            if (_document is null || _next >= _end)
                return Stop();

            _current = _name == AnyName ? _next : _document.NextNamed(_next, _end, _name);
            if (_current < 0)
                return Stop();

            _next = _document.Nodes[_current].End;
            return true;
        }

        public readonly void Reset() => throw new NotSupportedException("Elements are walked once per enumerator.");

        public readonly void Dispose()
        {
        }

        private bool Stop()
        {
            _next = _end;
            _current = -1;
            return false;
        }
    }
}
