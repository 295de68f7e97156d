namespace Plexus.Fhir.Paths;

/// <summary>Adds durations to dates and times.</summary>
/// <remarks>http://hl7.org/fhirpath/N1/#datetime-arithmetic. A unit finer than the precision counts in whole units of that precision; fractions of units above seconds are ignored.</remarks>
internal static class TemporalMath
{
    /// <summary>Null when the result is outside the calendar.</summary>
    /// <exception cref="PathFault">The quantity is no duration, or none that a date or time can take.</exception>
    internal static Temporal? Add(Temporal moment, Quantity duration, bool subtract, int position)
    {
        var unit = UnitOf(duration, position);
        if (moment.Kind == TemporalKind.Time && unit < CalendarUnit.Hour)
            throw new PathFault(FhirPathErrorKind.TypeMismatch, "A time takes hours, minutes, seconds and milliseconds only.", position);

        var amount = Amount(duration.Value, unit, moment.Kind);
        if (subtract)
            amount = -amount;

        return Math.Abs(amount) > 1e18m ? null : moment.Kind == TemporalKind.Time ? AddToTime(moment, amount, unit) : AddToDate(moment, amount, unit);
    }

    private static CalendarUnit UnitOf(Quantity duration, int position)
    {
        if (CalendarUnits.OfWord(duration.Unit) is { } word)
            return word;
        if (duration.Kind != UnitKind.Other && CalendarUnits.OfCode(duration.Unit) is { } code && (duration.Kind == UnitKind.Either || CalendarUnits.IsDefinite(code)))
            return code;
        throw new PathFault(FhirPathErrorKind.TypeMismatch, "Only a calendar duration, or a UCUM week or less, can be added to a date or time.", position);
    }

    /// <summary>The official tests keep fractions of a second on times and ignore them on dateTimes.</summary>
    private static decimal Amount(decimal value, CalendarUnit unit, TemporalKind kind) =>
        unit == CalendarUnit.Millisecond || (unit == CalendarUnit.Second && kind == TemporalKind.Time) ? value : decimal.Truncate(value);

    private static Temporal AddToTime(Temporal time, decimal amount, CalendarUnit unit)
    {
        var ticks = Ticks(amount, unit, time.Precision);
        var sum = (time.Ticks + (ticks % TimeSpan.TicksPerDay) + TimeSpan.TicksPerDay) % TimeSpan.TicksPerDay;
        return WithFraction(time, sum);
    }

    private static Temporal? AddToDate(Temporal date, decimal amount, CalendarUnit unit)
    {
        var months = unit switch
        {
            CalendarUnit.Year => amount * 12,
            CalendarUnit.Month => date.Precision == TemporalPrecision.Year ? decimal.Truncate(amount / 12) * 12 : amount,
            _ => InMonths(amount, unit, date.Precision),
        };
        if (months is { } whole)
            return Math.Abs(whole) > 120_000 ? null : AddMonths(date, (int)whole);

        var ticks = Ticks(amount, unit, date.Precision) + (decimal)date.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : WithFraction(date, (long)ticks);
    }

    /// <summary>Weeks and less on a date known to the year or month only.</summary>
    private static decimal? InMonths(decimal amount, CalendarUnit unit, TemporalPrecision precision)
    {
        var milliseconds = amount * CalendarUnits.InMilliseconds(unit);
        return precision switch
        {
            TemporalPrecision.Year => decimal.Truncate(milliseconds / CalendarUnits.InMilliseconds(CalendarUnit.Year)) * 12,
            TemporalPrecision.Month => decimal.Truncate(milliseconds / CalendarUnits.InMilliseconds(CalendarUnit.Month)),
            _ => null,
        };
    }

    private static Temporal? AddMonths(Temporal date, int months)
    {
        var local = date.Local;
        var total = ((local.Year - 1) * 12L) + (local.Month - 1) + months;
        return total is < 0 or > (9999 * 12L) - 1 ? null : date with { Ticks = local.AddMonths(months).Ticks };
    }

    /// <summary>The duration in ticks, cut to whole units of the precision when that is coarser.</summary>
    private static long Ticks(decimal amount, CalendarUnit unit, TemporalPrecision precision)
    {
        var ticks = decimal.Truncate(amount * CalendarUnits.InMilliseconds(unit) * TimeSpan.TicksPerMillisecond);
        long step = precision switch
        {
            TemporalPrecision.Day => TimeSpan.TicksPerDay,
            TemporalPrecision.Hour => TimeSpan.TicksPerHour,
            TemporalPrecision.Minute => TimeSpan.TicksPerMinute,
            _ => 1,
        };
        ticks = Math.Clamp(ticks, -long.MaxValue, long.MaxValue);
        return (long)(decimal.Truncate(ticks / step) * step);
    }

    private static Temporal WithFraction(Temporal moment, long ticks) =>
        moment.Precision == TemporalPrecision.Second && ticks % TimeSpan.TicksPerSecond != 0
            ? moment with { Ticks = ticks, Precision = TemporalPrecision.Fraction, FractionDigits = 3 }
            : moment with { Ticks = ticks };
}
