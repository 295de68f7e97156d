using System.Buffers;

namespace Plexus.Fhir.Documents;

/// <summary>Appends bytes to a buffer writer, asking it for room in large pieces.</summary>
internal ref struct Utf8Output(IBufferWriter<byte> output)
{
    private const int PieceLength = 4096;

    private Span<byte> _piece;
    private int _used;

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        if (_piece.Length - _used < bytes.Length)
            Renew(bytes.Length);
        bytes.CopyTo(_piece[_used..]);
        _used += bytes.Length;
    }

    internal void Write(byte single)
    {
        if (_piece.Length == _used)
            Renew(1);
        _piece[_used++] = single;
    }

    /// <summary>A new line and two spaces a level.</summary>
    internal void NewLine(int level)
    {
        Write((byte)'\n');
        for (var i = 0; i < level; i++)
            Write("  "u8);
    }

    internal void Flush()
    {
        if (_used > 0)
            output.Advance(_used);
        _used = 0;
        _piece = default;
    }

    private void Renew(int length)
    {
        Flush();
        _piece = output.GetSpan(Math.Max(length, PieceLength));
    }
}
