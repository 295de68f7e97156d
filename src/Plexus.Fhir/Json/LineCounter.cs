namespace Plexus.Fhir.Json;

/// <summary>Line and column of byte offsets that only grow; each stretch of input is looked at once.</summary>
internal ref struct LineCounter(ReadOnlySpan<byte> input)
{
    private readonly ReadOnlySpan<byte> _input = input;

    // Programs mostly send JSON as one line, and then there is nothing to look for.
    private readonly bool _hasLines = input.Contains((byte)'\n');
    private int _scanned;
    private int _lineStart;

    internal int Line { get; private set; } = 1;

    /// <summary>In bytes, from 1.</summary>
    internal int Column { get; private set; } = 1;

    internal void MoveTo(int offset)
    {
        if (offset > _scanned && _hasLines)
        {
            var stretch = _input[_scanned..offset];
            var last = stretch.LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                Line += stretch.Count((byte)'\n');
                _lineStart = _scanned + last + 1;
            }

            _scanned = offset;
        }

        Column = offset - _lineStart + 1;
    }
}
