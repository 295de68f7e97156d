namespace Plexus.Fhir.Paths;

/// <summary>Reads the forms of dates and times that FHIRPath literals, conversions and FHIR primitives share; null when the text is not one.</summary>
internal ref struct TemporalReader(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _position;
    private TemporalPrecision _precision;
    private int _fractionDigits;

    internal Temporal? Date() =>
        DateTicks() is { } ticks && AtEnd ? Temporal.Create(TemporalKind.Date, _precision, ticks, 0, null) : null;

    internal Temporal? Time()
    {
        Skip('T');
        return TimeTicks() is { } ticks && AtEnd ? Temporal.Create(TemporalKind.Time, _precision, ticks, _fractionDigits, null) : null;
    }

    internal Temporal? DateTime()
    {
        if (DateTicks() is not { } ticks)
            return null;

        int? offset = null;
        if (Skip('T') && !AtEnd)
        {
            // A time stands behind a whole date only.
            if (_precision != TemporalPrecision.Day || TimeTicks() is not { } time)
                return null;
            ticks += time;
            if (!AtEnd && !TryZone(out offset))
                return null;
        }

        return AtEnd ? Temporal.Create(TemporalKind.DateTime, _precision, ticks, _fractionDigits, offset) : null;
    }

    private readonly bool AtEnd => _position == _text.Length;

    private readonly bool DigitsFollow(char separator) =>
        _position + 1 < _text.Length && _text[_position] == separator && char.IsAsciiDigit(_text[_position + 1]);

    private long? DateTicks()
    {
        if (!TryDigits(4, 1, 9999, out var year))
            return null;

        int month = 1, day = 1;
        _precision = TemporalPrecision.Year;
        if (DigitsFollow('-'))
        {
            _position++;
            if (!TryDigits(2, 1, 12, out month))
                return null;
            _precision = TemporalPrecision.Month;
            if (DigitsFollow('-'))
            {
                _position++;
                if (!TryDigits(2, 1, System.DateTime.DaysInMonth(year, month), out day))
                    return null;
                _precision = TemporalPrecision.Day;
            }
        }

        return new DateTime(year, month, day).Ticks;
    }

    private long? TimeTicks()
    {
        if (!TryDigits(2, 0, 23, out var hour))
            return null;

        _precision = TemporalPrecision.Hour;
        var ticks = hour * TimeSpan.TicksPerHour;
        if (!DigitsFollow(':'))
            return ticks;

        _position++;
        if (!TryDigits(2, 0, 59, out var minute))
            return null;
        _precision = TemporalPrecision.Minute;
        ticks += minute * TimeSpan.TicksPerMinute;
        if (!DigitsFollow(':'))
            return ticks;

        _position++;
        if (!TryDigits(2, 0, 60, out var second))
            return null;

        // A leap second is read as the last second of its minute.
        _precision = TemporalPrecision.Second;
        ticks += Math.Min(second, 59) * TimeSpan.TicksPerSecond;
        return DigitsFollow('.') ? ticks + Fraction() : ticks;
    }

    private long Fraction()
    {
        _position++;
        _precision = TemporalPrecision.Fraction;
        long ticks = 0;
        var unit = TimeSpan.TicksPerSecond / 10;
        for (; !AtEnd && char.IsAsciiDigit(_text[_position]); _position++, _fractionDigits++)
        {
            ticks += (_text[_position] - '0') * unit;
            unit /= 10;
        }

        return ticks;
    }

    private bool TryZone(out int? offset)
    {
        offset = null;
        if (Skip('Z'))
        {
            offset = 0;
            return true;
        }

        var sign = Skip('+') ? 1 : Skip('-') ? -1 : 0;
        if (sign == 0 || !TryDigits(2, 0, 14, out var hours) || !Skip(':') || !TryDigits(2, 0, 59, out var minutes))
            return false;

        offset = sign * ((hours * 60) + minutes);
        return true;
    }

    private bool Skip(char c)
    {
        if (AtEnd || _text[_position] != c)
            return false;
        _position++;
        return true;
    }

    private bool TryDigits(int count, int minimum, int maximum, out int value)
    {
        value = 0;
        if (_position + count > _text.Length)
            return false;

        for (var i = 0; i < count; i++)
        {
            if (!char.IsAsciiDigit(_text[_position + i]))
                return false;
            value = (value * 10) + (_text[_position + i] - '0');
        }

        _position += count;
        return value >= minimum && value <= maximum;
    }
}
