using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Xml;

/// <summary>What begins at the scanner's position.</summary>
internal enum XmlToken
{
    Other,
    StartTag,
    EndTag,
    Comment,
}

/// <summary>What follows in a start tag.</summary>
internal enum XmlTagEnd
{
    Unknown,
    Attribute,
    Open,
    Empty,
}

/// <summary>Takes apart the XML that messages are made of; whatever else there is in XML it does not know, and says so.</summary>
internal ref struct XmlScanner
{
    // What a document that is plain may not hold anywhere: characters that XML forbids.
    private static readonly SearchValues<byte> Forbidden = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31]);

    private static readonly SearchValues<byte> DoubleQuoteStops = SearchValues.Create("\"<&\t\n\r"u8);
    private static readonly SearchValues<byte> SingleQuoteStops = SearchValues.Create("'<&\t\n\r"u8);
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);
    private static readonly SearchValues<byte> AttributeNameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-:"u8);

    private readonly ReadOnlySpan<byte> _input;
    private readonly bool _isAscii;
    private int _position;
    private int _lineStart;

    // Bytes of this line beyond its UTF-16 units: columns count the latter, as the platform's parser does.
    private int _lag;

    internal XmlScanner(ReadOnlySpan<byte> input)
    {
        _input = input;
        _isAscii = Ascii.IsValid(input);
        if (input.StartsWith("\uFEFF"u8))
            _position = _lineStart = 3;
    }

    internal int Line { get; private set; } = 1;

    internal readonly XmlToken Next
    {
        get
        {
            if (_position + 1 >= _input.Length || _input[_position] != '<')
                return XmlToken.Other;

            return _input[_position + 1] switch
            {
                (byte)'/' => XmlToken.EndTag,
                (byte)'!' => XmlToken.Comment,
                >= (byte)'A' and <= (byte)'Z' or >= (byte)'a' and <= (byte)'z' => XmlToken.StartTag,
                _ => XmlToken.Other,
            };
        }
    }

    internal readonly ReadOnlySpan<byte> Rest => _input[_position..];

    /// <summary>Whether the bytes are UTF-8 of characters that XML allows.</summary>
    internal static bool IsPlain(ReadOnlySpan<byte> input) =>
        !HoldsForbidden(input) && input.IndexOf("\uFFFE"u8) < 0 && input.IndexOf("\uFFFF"u8) < 0 && Utf8.IsValid(input);

    /// <summary>Whether there is a control character that XML does not allow.</summary>
    internal static bool HoldsForbidden(ReadOnlySpan<byte> text) => text.ContainsAny(Forbidden);

    internal readonly ReadOnlySpan<byte> Text(Range range) => _input[range];

    internal readonly int ColumnOf(int position) => position - _lineStart - _lag + 1;

    internal void SkipWhite()
    {
        while (_position < _input.Length)
        {
            switch (_input[_position])
            {
                case (byte)' ' or (byte)'\t':
                    _position++;
                    break;
                case (byte)'\r' when _position + 1 < _input.Length && _input[_position + 1] == '\n':
                    _position++;
                    break;
                case (byte)'\n':
                    _lineStart = ++_position;
                    _lag = 0;
                    Line++;
                    break;
                default:
                    return;
            }
        }
    }

    /// <summary>A declaration as it is usually written, and comments.</summary>
    internal bool SkipProlog()
    {
        if (Rest.StartsWith("<?"u8) && !SkipDeclaration())
            return false;

        return SkipMiscellany();
    }

    internal bool SkipEpilog() => SkipMiscellany() && _position == _input.Length;

    internal bool SkipComment()
    {
        if (!Rest.StartsWith("<!--"u8))
            return false;

        var text = Rest[4..];
        var end = text.IndexOf("--"u8);
        if (end < 0 || end + 2 >= text.Length || text[end + 2] != '>')
            return false;
        if (!Pass(4, end))
            return false;

        _position += end + 7;
        return true;
    }

    /// <summary>The name of a start tag at the position; what is behind it decides whether that was all of it.</summary>
    internal Range TakeStartName()
    {
        var start = ++_position;
        var length = Rest.IndexOfAnyExcept(NameBytes);
        _position = length < 0 ? _input.Length : start + length;
        return start.._position;
    }

    internal bool TakeEndTag(Range name)
    {
        var expected = _input[name];
        var rest = _input[(_position + 2)..];
        if (!rest.StartsWith(expected))
            return false;

        _position += 2 + expected.Length;
        SkipWhite();
        return Take((byte)'>');
    }

    /// <summary>The end of a start tag that may have no attributes.</summary>
    internal XmlTagEnd EndStartTag() => EndStartTagOrAttribute() is var end and not XmlTagEnd.Attribute ? end : XmlTagEnd.Unknown;

    internal XmlTagEnd EndStartTagOrAttribute()
    {
        var before = _position;
        SkipWhite();
        if (_position >= _input.Length)
            return XmlTagEnd.Unknown;
        if (Take((byte)'>'))
            return XmlTagEnd.Open;
        if (Take((byte)'/'))
            return Take((byte)'>') ? XmlTagEnd.Empty : XmlTagEnd.Unknown;
        return _position > before ? XmlTagEnd.Attribute : XmlTagEnd.Unknown;
    }

    /// <summary>An attribute's name with the equals sign; nothing when it is of no shape that is known here.</summary>
    internal Range TakeAttributeName()
    {
        var start = _position;
        var length = Rest.IndexOfAnyExcept(AttributeNameBytes);
        if (length <= 0 || !char.IsAsciiLetter((char)_input[start]) || _input[start + length] != '=')
            return default;

        _position = start + length + 1;
        return start..(start + length);
    }

    /// <summary>A quoted value without references.</summary>
    internal bool TakePlainValue(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TakeQuote(out var quote))
            return false;

        var length = Rest.IndexOfAny(StopsOf(quote));
        if (length < 0 || _input[_position + length] != quote)
            return false;

        value = Rest[..length];
        Skip(length + 1);
        return true;
    }

    /// <summary>A quoted value, appended to the arena with its references resolved.</summary>
    internal bool TakeValue(ArenaWriter arena)
    {
        if (!TakeQuote(out var quote))
            return false;

        var stops = StopsOf(quote);
        Span<byte> character = stackalloc byte[4];
        while (true)
        {
            var length = Rest.IndexOfAny(stops);
            if (length < 0)
                return false;

            var text = Rest[..length];
            arena.AppendValue(text);
            Count(text);
            _position += length;
            if (Take(quote))
                return true;
            if (!TakeReference(character, out var used))
                return false;
            arena.AppendValue(character[..used]);
        }
    }

    internal bool TakeQuote(out byte quote)
    {
        quote = _position < _input.Length ? _input[_position] : (byte)0;
        _position++;
        return quote is (byte)'"' or (byte)'\'';
    }

    /// <summary>A reference to a character, by number or by one of XML's five names.</summary>
    internal bool TakeReference(scoped Span<byte> character, out int used)
    {
        used = 0;
        var end = Rest[..Math.Min(Rest.Length, 12)].IndexOf((byte)';');
        if (end < 2 || _input[_position] != '&')
            return false;

        var name = Rest[1..end];
        _position += end + 1;
        if (name[0] == '#')
            return XmlCharacters.TryDecode(name[1..], character, out used);

        character[0] = XmlCharacters.Named(name);
        used = 1;
        return character[0] != 0;
    }

    internal bool Take(byte expected)
    {
        if (_position >= _input.Length || _input[_position] != expected)
            return false;

        _position++;
        return true;
    }

    /// <summary>Moves on without counting.</summary>
    internal void Advance(int length) => _position += length;

    /// <summary>Moves behind a stretch without line ends.</summary>
    internal void Skip(int length)
    {
        Count(Rest[..length]);
        _position += length;
    }

    /// <summary>Counts the lines and columns of a stretch that begins so far on; false when a line ends in a way that is not known here.</summary>
    internal bool Pass(int offset, int length)
    {
        var stretch = Rest.Slice(offset, length);
        if (stretch.Contains((byte)'\r') && stretch.Count((byte)'\r') != stretch.Count("\r\n"u8))
            return false;

        var last = stretch.LastIndexOf((byte)'\n');
        if (last >= 0)
        {
            Line += stretch.Count((byte)'\n');
            _lag = 0;
            _lineStart = _position + offset + last + 1;
        }

        Count(stretch[(last + 1)..]);
        return true;
    }

    private bool SkipMiscellany()
    {
        SkipWhite();
        while (Next == XmlToken.Comment)
        {
            if (!SkipComment())
                return false;
            SkipWhite();
        }

        return true;
    }

    private void Count(scoped ReadOnlySpan<byte> text)
    {
        if (!_isAscii && !Ascii.IsValid(text))
            _lag += text.Length - Encoding.UTF8.GetCharCount(text);
    }

    private static SearchValues<byte> StopsOf(byte quote) => quote == '"' ? DoubleQuoteStops : SingleQuoteStops;

    private bool SkipDeclaration()
    {
        var end = Rest.IndexOf("?>"u8);
        if (end < 0 || _position > _lineStart || !XmlCharacters.IsUsualDeclaration(Rest[..end]))
            return false;

        _position += end + 2;
        return true;
    }
}
