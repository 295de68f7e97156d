using System.Buffers;

namespace Plexus.Fhir.Xml;

/// <summary>Narratives, in the form that <see cref="XhtmlReader"/> gives them.</summary>
internal ref partial struct QuickXmlReader
{
    // Deeper narratives and tags with more attributes are for the thorough reader.
    private const int DeepestNarrative = 48;
    private const int MostAttributes = 12;

    private static readonly SearchValues<byte> TextStops = SearchValues.Create("<&>\r"u8);
    private static readonly SearchValues<byte> DoubleQuoteStops = SearchValues.Create("\"<&>\t\n\r"u8);
    private static readonly SearchValues<byte> SingleQuoteStops = SearchValues.Create("'\"<&>\t\n\r"u8);

    private bool ReadNarrative(int property, int parent, Range name)
    {
        if (_arena.Count >= _options.MaxNodes)
            return false;

        var node = _arena.Append(property, parent, _model.Properties[property].Type, _in.Line, _in.ColumnOf(name.Start.Value));
        var start = _arena.ValueLength;
        if (!ReadMarkup(name) || _arena.ValueLength - start > _options.MaxNarrativeBytes)
            return false;

        _arena.SetValue(node, start);
        _arena.Close(node);
        return true;
    }

    private bool ReadMarkup(Range div)
    {
        Span<Range> open = stackalloc Range[DeepestNarrative];
        var depth = 0;
        if (!StartMarkup(div, isRoot: true, out var isOpen))
            return false;
        if (isOpen)
            open[depth++] = div;

        var deepest = Math.Min(DeepestNarrative, _options.MaxNarrativeDepth);
        while (depth > 0)
        {
            if (depth >= deepest || !ReadText())
                return false;
            switch (_in.Next)
            {
                case XmlToken.StartTag:
                    var name = _in.TakeStartName();
                    if (!StartMarkup(name, isRoot: false, out isOpen))
                        return false;
                    if (isOpen)
                        open[depth++] = name;
                    break;
                case XmlToken.EndTag:
                    _arena.AppendValue("</"u8);
                    _arena.AppendValue(_in.Text(open[--depth]));
                    _arena.AppendValue(">"u8);
                    if (!_in.TakeEndTag(open[depth]))
                        return false;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private bool StartMarkup(Range name, bool isRoot, out bool isOpen)
    {
        isOpen = false;
        _arena.AppendValue("<"u8);
        _arena.AppendValue(_in.Text(name));
        if (isRoot)
            _arena.AppendValue(" xmlns=\"http://www.w3.org/1999/xhtml\""u8);

        Span<Range> names = stackalloc Range[MostAttributes];
        var (count, isDeclared) = (0, false);
        while (true)
        {
            var end = _in.EndStartTagOrAttribute();
            if (end == XmlTagEnd.Attribute)
            {
                if (count == MostAttributes || !ReadMarkupAttribute(names[..count], out names[count], ref isDeclared))
                    return false;
                count++;
                continue;
            }

            isOpen = end == XmlTagEnd.Open;
            _arena.AppendValue(isOpen ? ">"u8 : "/>"u8);
            return end != XmlTagEnd.Unknown && (isDeclared || !isRoot);
        }
    }

    private bool ReadMarkupAttribute(scoped ReadOnlySpan<Range> before, out Range name, ref bool isDeclared)
    {
        name = _in.TakeAttributeName();
        if (name.Equals(default))
            return false;

        var text = _in.Text(name);
        foreach (var other in before)
        {
            if (_in.Text(other).SequenceEqual(text))
                return false;
        }

        if (text.SequenceEqual("xmlns"u8))
        {
            isDeclared = true;
            return _in.TakePlainValue(out var declared) && declared.SequenceEqual(XhtmlNamespace);
        }

        if (text.Contains((byte)':') && !text.SequenceEqual("xml:lang"u8))
            return false;

        _arena.AppendValue(" "u8);
        _arena.AppendValue(text);
        _arena.AppendValue("=\""u8);
        if (!ReadMarkupValue())
            return false;
        _arena.AppendValue("\""u8);
        return true;
    }

    private bool ReadMarkupValue()
    {
        if (!_in.TakeQuote(out var quote))
            return false;

        var stops = quote == '"' ? DoubleQuoteStops : SingleQuoteStops;
        while (true)
        {
            if (!Copy(stops))
                return false;
            if (_in.Take(quote))
                return true;
            if (!ReadSpecial(isAttribute: true))
                return false;
        }
    }

    /// <summary>Text and comments up to the next tag.</summary>
    private bool ReadText()
    {
        while (true)
        {
            var length = _in.Rest.IndexOfAny(TextStops);
            if (length < 0)
                return false;

            _arena.AppendValue(_in.Rest[..length]);
            if (!_in.Pass(0, length))
                return false;
            _in.Advance(length);

            if (_in.Next == XmlToken.Comment)
            {
                var comment = _in.Rest;
                if (!_in.SkipComment())
                    return false;
                comment = comment[..(comment.Length - _in.Rest.Length)];
                if (comment.Contains((byte)'\r'))
                    return false;
                _arena.AppendValue(comment);
            }
            else if (_in.Rest[0] == '<')
            {
                return true;
            }
            else if (_in.Rest.StartsWith("\r\n"u8))
            {
                // A line end is one character; the line feed comes with the text that follows.
                _in.Advance(1);
            }
            else if (!ReadSpecial(isAttribute: false))
            {
                return false;
            }
        }
    }

    private bool Copy(SearchValues<byte> stops)
    {
        var length = _in.Rest.IndexOfAny(stops);
        if (length < 0)
            return false;

        _arena.AppendValue(_in.Rest[..length]);
        _in.Skip(length);
        return true;
    }

    /// <summary>A reference, or a character that is written as one.</summary>
    private bool ReadSpecial(bool isAttribute)
    {
        Span<byte> character = stackalloc byte[4];
        var used = 1;
        if (_in.Rest[0] == '&')
        {
            if (!_in.TakeReference(character, out used))
                return false;
        }
        else if (isAttribute && (_in.Rest[0] is (byte)'>' or (byte)'"'))
        {
            // In text either would be a case for the thorough reader: a > may be the end of a ]]>, which is not allowed there.
            character[0] = _in.Rest[0];
            _in.Advance(1);
        }
        else
        {
            return false;
        }

        XmlEscape.Append(_arena, character[..used], isAttribute);
        return true;
    }
}
