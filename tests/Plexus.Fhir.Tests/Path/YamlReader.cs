using System.Globalization;
using System.Text;

namespace Plexus.Fhir.Tests.Paths;

/// <summary>A scalar, and whether quotes made it a string.</summary>
internal sealed record YamlScalar(string Text, bool IsQuoted)
{
    internal bool IsNull => !IsQuoted && Text is "" or "null" or "~";
}

/// <summary>The part of YAML that the shared case files use: block and flow collections, quoted, folded and literal scalars.</summary>
internal sealed class YamlReader
{
    private readonly List<(int Indent, string Text)> _lines = [];
    private int _line;

    private YamlReader(string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
            _lines.Add((line.Length - line.TrimStart(' ').Length, line));
    }

    internal static Dictionary<string, object> Read(string text) => (Dictionary<string, object>)new YamlReader(text).Block(0);

    private bool SkipBlank()
    {
        while (_line < _lines.Count && (_lines[_line].Text.AsSpan().Trim().IsEmpty || _lines[_line].Text.AsSpan().TrimStart().StartsWith("#")))
            _line++;
        return _line < _lines.Count;
    }

    private object Block(int minimum)
    {
        if (!SkipBlank() || _lines[_line].Indent < minimum)
            return new YamlScalar("", IsQuoted: false);

        var indent = _lines[_line].Indent;
        var content = _lines[_line].Text[indent..];
        if (content.StartsWith("- ", StringComparison.Ordinal) || content == "-")
            return Sequence(indent);
        if (KeyLength(content) > 0)
            return Mapping(indent);

        _line++;
        return Inline(content, indent);
    }

    private List<object> Sequence(int indent)
    {
        var items = new List<object>();
        while (SkipBlank() && _lines[_line].Indent == indent && _lines[_line].Text.AsSpan(indent).StartsWith("-"))
        {
            // What follows the dash is a block of its own, further in.
            var text = _lines[_line].Text;
            var content = text[(indent + 1)..];
            var offset = indent + 1 + (content.Length - content.TrimStart(' ').Length);
            if (content.Trim().Length == 0)
            {
                _line++;
                items.Add(Block(indent + 1));
                continue;
            }

            _lines[_line] = (offset, new string(' ', offset) + text[offset..]);
            items.Add(Block(indent + 1));
        }

        return items;
    }

    private Dictionary<string, object> Mapping(int indent)
    {
        var map = new Dictionary<string, object>(StringComparer.Ordinal);
        while (SkipBlank() && _lines[_line].Indent == indent && KeyLength(_lines[_line].Text[indent..]) is var length and > 0)
        {
            var content = _lines[_line].Text[indent..];
            var key = Unquote(content[..length].Trim()).Text;
            var rest = content[(length + 1)..].Trim();
            _line++;
            map[key] = rest.Length == 0 || rest.StartsWith('#')
                ? Block(NextIsSequenceAt(indent) ? indent : indent + 1)
                : rest[0] is '>' or '|' ? Scalar(indent, rest) : Inline(rest, indent);
        }

        return map;
    }

    private bool NextIsSequenceAt(int indent) =>
        SkipBlank() && _lines[_line].Indent == indent && _lines[_line].Text.AsSpan(indent).StartsWith("- ");

    /// <summary>Folded or literal text.</summary>
    private YamlScalar Scalar(int indent, string header)
    {
        var lines = new List<string>();
        var inner = -1;
        for (; _line < _lines.Count; _line++)
        {
            var (depth, text) = _lines[_line];
            if (text.Trim().Length > 0)
            {
                if (depth <= indent)
                    break;
                inner = inner < 0 ? depth : inner;
            }

            lines.Add(inner < 0 || text.Length < inner ? "" : text[inner..]);
        }

        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return new YamlScalar(string.Join(header[0] == '|' ? "\n" : " ", lines) + (header.EndsWith('-') ? "" : "\n"), IsQuoted: true);
    }

    /// <summary>A value that begins on a line, and may go on over the next ones.</summary>
    private object Inline(string text, int indent)
    {
        while (!IsComplete(text) && _line < _lines.Count)
            text += " " + _lines[_line++].Text.Trim();
        if (text[0] is '[' or '{' or '"' or '\'')
        {
            var position = 0;
            return Flow(text, ref position);
        }

        // A plain scalar continues on deeper lines.
        while (_line < _lines.Count && _lines[_line].Indent > indent && _lines[_line].Text.Trim() is { Length: > 0 } more)
        {
            text += " " + more;
            _line++;
        }

        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        return new YamlScalar((comment < 0 ? text : text[..comment]).Trim(), IsQuoted: false);
    }

    private static bool IsComplete(string text)
    {
        if (text[0] is not ('[' or '{' or '"' or '\''))
            return true;

        try
        {
            var position = 0;
            Flow(text, ref position);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Characters before the colon of a key; 0 when the line is no mapping.</summary>
    private static int KeyLength(string content)
    {
        var position = 0;
        if (content.Length > 0 && content[0] is '"' or '\'')
        {
            try
            {
                Flow(content, ref position);
            }
            catch (FormatException)
            {
                return 0;
            }

            return position < content.Length && content[position] == ':' ? position : 0;
        }

        if (content.Length > 0 && content[0] is '[' or '{' or '(' or '%')
            return 0;
        for (; position < content.Length; position++)
        {
            if (content[position] == ':' && (position + 1 == content.Length || content[position + 1] == ' '))
                return position;
            if (content[position] is '\'' or '"' or '(')
                return 0;
        }

        return 0;
    }

    private static object Flow(string text, ref int position)
    {
        SkipSpace(text, ref position);
        switch (Peek(text, position))
        {
            case '[':
                return FlowSequence(text, ref position);
            case '{':
                return FlowMapping(text, ref position);
            case '"' or '\'':
                return Quoted(text, ref position);
        }

        var start = position;
        while (position < text.Length && text[position] is not (',' or ']' or '}') && !(text[position] == ':' && Peek(text, position + 1) is ' ' or '\0'))
            position++;
        return new YamlScalar(text[start..position].Trim(), IsQuoted: false);
    }

    private static List<object> FlowSequence(string text, ref int position)
    {
        var items = new List<object>();
        position++;
        while (true)
        {
            SkipSpace(text, ref position);
            if (Peek(text, position) == ']')
            {
                position++;
                return items;
            }

            items.Add(Flow(text, ref position));
            EndItem(text, ref position, ']');
        }
    }

    private static Dictionary<string, object> FlowMapping(string text, ref int position)
    {
        var map = new Dictionary<string, object>(StringComparer.Ordinal);
        position++;
        while (true)
        {
            SkipSpace(text, ref position);
            if (Peek(text, position) == '}')
            {
                position++;
                return map;
            }

            var key = (YamlScalar)Flow(text, ref position);
            SkipSpace(text, ref position);
            if (Peek(text, position) != ':')
                throw new FormatException("A key without a value.");
            position++;
            map[key.Text] = Flow(text, ref position);
            EndItem(text, ref position, '}');
        }
    }

    private static void EndItem(string text, ref int position, char end)
    {
        SkipSpace(text, ref position);
        if (Peek(text, position) == ',')
            position++;
        else if (Peek(text, position) != end)
            throw new FormatException("A collection that does not end.");
    }

    private static void SkipSpace(string text, ref int position)
    {
        while (position < text.Length && text[position] == ' ')
            position++;
    }

    private static char Peek(string text, int position) => position < text.Length ? text[position] : '\0';

    private static YamlScalar Unquote(string text)
    {
        var position = 0;
        return text[0] is '"' or '\'' ? Quoted(text, ref position) : new YamlScalar(text, IsQuoted: false);
    }

    private static YamlScalar Quoted(string text, ref int position)
    {
        var quote = text[position++];
        var value = new StringBuilder();
        while (true)
        {
            if (position >= text.Length)
                throw new FormatException("A quotation that does not end.");

            var c = text[position++];
            if (c == quote && quote == '\'' && Peek(text, position) == '\'')
                value.Append(text[position++]);
            else if (c == quote)
                return new YamlScalar(value.ToString(), IsQuoted: true);
            else if (c == '\\' && quote == '"')
                value.Append(Escape(text, ref position));
            else
                value.Append(c);
        }
    }

    private static char Escape(string text, ref int position)
    {
        var c = Peek(text, position++);
        if (c != 'u')
            return c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => c };

        position += 4;
        return (char)ushort.Parse(text.AsSpan(position - 4, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
