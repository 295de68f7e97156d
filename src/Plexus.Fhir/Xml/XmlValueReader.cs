using System.Buffers;
using System.Xml;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Xml;

/// <summary>Copies attribute values into the arena in chunks, so that no string is made of them.</summary>
internal sealed class XmlValueReader(XmlReader xml, ArenaWriter arena) : IDisposable
{
    private char[] _chars = ArrayPool<char>.Shared.Rent(4096);

    internal void Read(int node, int limit)
    {
        var start = arena.ValueLength;
        var kept = 0;
        int count;
        while ((count = xml.ReadValueChunk(_chars, kept, _chars.Length - kept)) > 0)
        {
            count += kept;

            // A pair of surrogates may lie across two chunks.
            kept = char.IsHighSurrogate(_chars[count - 1]) ? 1 : 0;
            arena.AppendValue(_chars.AsSpan(0, count - kept));
            if (kept == 1)
                _chars[0] = _chars[count - 1];
            if (arena.ValueLength - start > limit)
                throw TooLong();
        }

        arena.SetValue(node, start);
    }

    /// <summary>Whether the text at which the reader stands is nothing but white space.</summary>
    internal bool IsWhiteSpace()
    {
        int count;
        while ((count = xml.ReadValueChunk(_chars, 0, _chars.Length)) > 0)
        {
            if (_chars.AsSpan(0, count).ContainsAnyExcept(" \t\r\n"))
                return false;
        }

        return true;
    }

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_chars);
        _chars = [];
    }

    private FatalIssueException TooLong()
    {
        var lines = (IXmlLineInfo)xml;
        return new FatalIssueException(IssueRules.ValueTooLong, lines.LineNumber, lines.LinePosition);
    }
}
