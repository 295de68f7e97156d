using System.Globalization;

namespace Plexus.Fhir.Paths;

/// <summary>Reads UCUM codes: units with prefixes and exponents, joined by <c>.</c> and <c>/</c>, with annotations and parentheses.</summary>
/// <remarks>https://ucum.org/ucum, section 2.</remarks>
internal sealed class UcumParser(string code)
{
    private const int MaxLength = 200;
    private const int MaxNesting = 16;
    private const int MaxExponent = 30;

    private int _position;

    internal UcumUnit? Parse() =>
        code.Length is > 0 and <= MaxLength && Term(0) is { } unit && AtEnd ? unit : null;

    private bool AtEnd => _position >= code.Length;

    private char Current => AtEnd ? '\0' : code[_position];

    private UcumUnit? Term(int nesting)
    {
        if (nesting > MaxNesting)
            return null;

        var result = UcumUnit.Pure;
        var sign = 1;
        if (Current == '/')
        {
            sign = -1;
            _position++;
        }

        while (true)
        {
            if (Component(nesting) is not { } component || result.Times(component, sign) is not { } product)
                return null;

            result = product;
            if (Current is not ('.' or '/'))
                return result;
            sign = Current == '.' ? 1 : -1;
            _position++;
        }
    }

    private UcumUnit? Component(int nesting)
    {
        if (Current == '{')
            return SkipAnnotation() ? UcumUnit.Pure : null;

        UcumUnit? unit;
        if (Current == '(')
        {
            _position++;
            unit = Term(nesting + 1);
            if (Current != ')')
                return null;
            _position++;
        }
        else
        {
            unit = char.IsAsciiDigit(Current) && !IsPowerOfTen ? Number() : Symbol();
        }

        return Current == '{' && !SkipAnnotation() ? null : unit;
    }

    private bool IsPowerOfTen => code.AsSpan(_position) is ['1', '0', '*' or '^', ..];

    private bool SkipAnnotation()
    {
        var end = code.IndexOf('}', _position);
        if (end < 0)
            return false;
        _position = end + 1;
        return true;
    }

    private UcumUnit? Number()
    {
        var start = _position;
        while (char.IsAsciiDigit(Current))
            _position++;
        return _position - start <= 20 ? new UcumUnit(UcumUnit.Number(code[start.._position]), []) : null;
    }

    private UcumUnit? Symbol()
    {
        var start = _position;
        if (IsPowerOfTen)
        {
            _position += 3;
        }
        else
        {
            while (!AtEnd && IsSymbolPart())
                _position++;
        }

        var unit = Atom(code[start.._position]);
        var exponent = 1;
        if (Current is '+' or '-' || char.IsAsciiDigit(Current))
        {
            var digits = _position;
            if (!char.IsAsciiDigit(Current))
                _position++;
            while (char.IsAsciiDigit(Current))
                _position++;
            if (!int.TryParse(code.AsSpan(digits, _position - digits), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > MaxExponent)
                return null;
        }

        return unit is null ? null : UcumUnit.Pure.Times(unit, exponent);
    }

    /// <summary>Digits belong to a name inside brackets only.</summary>
    private bool IsSymbolPart()
    {
        if (Current == '[')
        {
            var end = code.IndexOf(']', _position);
            _position = end < 0 ? code.Length - 1 : end;
            return true;
        }

        return char.IsAsciiLetter(Current) || Current is '%' or '_' or '\'';
    }

    private static UcumUnit? Atom(string symbol)
    {
        if (UcumAtoms.All.TryGetValue(symbol, out var atom))
            return Define(atom);

        for (var length = 2; length >= 1; length--)
        {
            if (symbol.Length > length
                && UcumAtoms.Prefixes.TryGetValue(symbol[..length], out var power)
                && UcumAtoms.All.TryGetValue(symbol[length..], out atom)
                && atom.IsMetric)
            {
                return Define(atom)?.Times(new UcumUnit(new Exact(10, 1).Power(power), []), 1);
            }
        }

        return null;
    }

    private static UcumUnit? Define(UcumAtom atom) =>
        atom.Definition is null ? UcumUnit.Base(atom.Code)
        : UcumUnit.Find(atom.Definition)?.Times(new UcumUnit(UcumUnit.Number(atom.Factor), []), 1);
}
