using System.Globalization;
using System.Text;

namespace Plexus.Fhir.Paths;

/// <summary>Cuts an expression into tokens: the grammar of FHIRPath 2.0 and, before R4, names in double quotes.</summary>
internal sealed class Lexer(string text, FhirVersion version)
{
    private static readonly string[] Symbols = ["<=", ">=", "!=", "!~", ".", ",", "(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "&", "|", "=", "~", "<", ">"];

    private int _position;

    internal Token Next()
    {
        SkipTrivia();
        var start = _position;
        if (start >= text.Length)
            return new Token(TokenKind.End, "", start);

        var c = text[start];
        if (IsNameStart(c))
            return new Token(TokenKind.Identifier, Name(), start);
        if (char.IsAsciiDigit(c))
            return Number(start);

        switch (c)
        {
            case '\'':
                return new Token(TokenKind.String, Quoted('\''), start);
            case '`':
                return new Token(TokenKind.DelimitedIdentifier, Quoted('`'), start);
            case '"' when version != FhirVersion.R4:
                return new Token(TokenKind.DelimitedIdentifier, Quoted('"'), start);
            case '@':
                return Moment(start);
            case '%':
                return Variable(start);
            case '$':
                _position++;
                return new Token(TokenKind.Special, "$" + Name(), start);
        }

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) != 0)
                continue;
            _position += symbol.Length;
            return new Token(TokenKind.Symbol, symbol, start);
        }

        throw Fault("A character that has no meaning here.", start);
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static PathFault Fault(string message, int position) => new(FhirPathErrorKind.Syntax, message, position);

    private void SkipTrivia()
    {
        while (_position < text.Length)
        {
            if (char.IsWhiteSpace(text[_position]) || text[_position] == '\uFEFF')
            {
                _position++;
            }
            else if (Follows("//"))
            {
                var end = text.IndexOfAny(['\r', '\n'], _position);
                _position = end < 0 ? text.Length : end;
            }
            else if (Follows("/*"))
            {
                var end = text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
                if (end < 0)
                    throw Fault("A comment that does not end.", _position);
                _position = end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private bool Follows(string prefix) => string.CompareOrdinal(text, _position, prefix, 0, prefix.Length) == 0;

    private bool IsDigitAt(int index) => index < text.Length && char.IsAsciiDigit(text[index]);

    private string Name()
    {
        var start = _position;
        while (_position < text.Length && (IsNameStart(text[_position]) || char.IsAsciiDigit(text[_position])))
            _position++;
        return text[start.._position];
    }

    private Token Number(int start)
    {
        SkipDigits();
        if (_position < text.Length && text[_position] == '.' && IsDigitAt(_position + 1))
        {
            _position++;
            SkipDigits();
            return new Token(TokenKind.Decimal, text[start.._position], start);
        }

        var digits = text[start.._position];
        if (_position < text.Length && text[_position] == 'L' && !(_position + 1 < text.Length && (IsNameStart(text[_position + 1]) || IsDigitAt(_position + 1))))
        {
            _position++;
            return new Token(TokenKind.Long, digits, start);
        }

        return new Token(TokenKind.Integer, digits, start);
    }

    private void SkipDigits()
    {
        while (IsDigitAt(_position))
            _position++;
    }

    private string Quoted(char quote)
    {
        var start = _position++;
        var value = new StringBuilder();
        while (true)
        {
            if (_position >= text.Length)
                throw Fault("A quotation that does not end.", start);

            var c = text[_position++];
            if (c == quote)
                return value.ToString();
            value.Append(c == '\\' ? Escape() : c);
        }
    }

    private char Escape()
    {
        var start = _position - 1;
        if (_position >= text.Length)
            throw Fault("A quotation that does not end.", start);

        var c = text[_position++];
        switch (c)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'u':
                if (_position + 4 > text.Length || !ushort.TryParse(text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                    throw Fault("\\u wants four hexadecimal digits.", start);
                _position += 4;
                return (char)code;
            case '\'' or '"' or '`' or '\\' or '/':
                return c;
            default:
                // Published expressions escape inside regular expressions once too few; the backslash is what they mean.
                _position--;
                return '\\';
        }
    }

    /// <summary><c>@2015</c>, <c>@2015T</c>, <c>@2015-02-04T14:34:28.123+10:00</c>, <c>@T14:34</c>; the text is without the at sign.</summary>
    private Token Moment(int start)
    {
        _position++;
        var isTime = _position < text.Length && text[_position] == 'T';
        if (!isTime)
        {
            TakeDigits(4, start);
            for (var part = 0; part < 2 && _position < text.Length && text[_position] == '-' && IsDigitAt(_position + 1); part++)
            {
                _position++;
                TakeDigits(2, start);
            }
        }

        var hasTime = _position < text.Length && text[_position] == 'T';
        if (hasTime)
        {
            _position++;
            TakeTime(start);
            if (!isTime)
                TakeZone(start);
        }

        var kind = isTime ? TokenKind.Time : hasTime ? TokenKind.DateTime : TokenKind.Date;
        return new Token(kind, text[(start + 1).._position], start);
    }

    private void TakeTime(int start)
    {
        if (!IsDigitAt(_position))
            return;

        TakeDigits(2, start);
        for (var part = 0; part < 2 && _position < text.Length && text[_position] == ':' && IsDigitAt(_position + 1); part++)
        {
            _position++;
            TakeDigits(2, start);
            if (part == 1 && _position < text.Length && text[_position] == '.' && IsDigitAt(_position + 1))
            {
                _position++;
                SkipDigits();
            }
        }
    }

    private void TakeZone(int start)
    {
        if (_position < text.Length && text[_position] == 'Z')
        {
            _position++;
        }
        else if (_position + 5 < text.Length && text[_position] is '+' or '-' && IsDigitAt(_position + 1) && IsDigitAt(_position + 2) && text[_position + 3] == ':')
        {
            _position++;
            TakeDigits(2, start);
            _position++;
            TakeDigits(2, start);
        }
    }

    private void TakeDigits(int count, int start)
    {
        for (var i = 0; i < count; i++)
        {
            if (!IsDigitAt(_position))
                throw Fault("A date or time that is not one.", start);
            _position++;
        }
    }

    private Token Variable(int start)
    {
        _position++;
        if (_position < text.Length && text[_position] is '\'' or '`' or '"')
            return new Token(TokenKind.Variable, Quoted(text[_position]), start);

        var name = Name();
        if (name.Length == 0)
            throw Fault("% wants the name of a variable.", start);

        // %vs-name and %ext-name are written without quotes in expressions of every age.
        if (name is "vs" or "ext" && _position < text.Length && text[_position] == '-')
        {
            var rest = _position;
            while (_position < text.Length && (IsNameStart(text[_position]) || char.IsAsciiDigit(text[_position]) || text[_position] == '-'))
                _position++;
            name += text[rest.._position];
        }

        return new Token(TokenKind.Variable, name, start);
    }
}
