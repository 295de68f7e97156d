using System.Globalization;

namespace Plexus.Fhir.Paths;

/// <summary>Comparison, conversion and arithmetic of quantities; null wherever the units do not allow it.</summary>
/// <remarks>A year or month of the calendar and one of UCUM are different lengths and meet only in equivalence; weeks and shorter mean the same in both.</remarks>
internal static class QuantityMath
{
    /// <summary>Two values in the finer of their units.</summary>
    private readonly record struct Pair(Exact Left, Exact Right, string Unit, UnitKind Kind);

    internal static int? Compare(Quantity left, Quantity right) =>
        Align(left, right, approximate: false) is { } pair ? pair.Left.CompareTo(pair.Right) : null;

    internal static bool IsComparable(Quantity left, Quantity right) => Align(left, right, approximate: false) is not null;

    internal static bool AreEquivalent(Quantity left, Quantity right) =>
        Align(left, right, approximate: true) is { } pair
        && pair.Left.ToDecimal() is { } first
        && pair.Right.ToDecimal() is { } second
        && Numbers.AreEquivalent(first, second);

    internal static Quantity? Add(Quantity left, Quantity right, bool subtract)
    {
        if (!IsKnown(left) || !IsKnown(right))
            return null;
        if (left.Kind == right.Kind && left.Unit == right.Unit)
            return Numbers.Add(left.Value, subtract ? -right.Value : right.Value) is { } same ? left with { Value = same } : null;

        if (Align(left, right, approximate: false) is not { } pair)
            return null;

        var sum = subtract ? pair.Left - pair.Right : pair.Left + pair.Right;
        return sum.ToDecimal() is { } value ? new Quantity(value, pair.Unit, pair.Kind) : null;
    }

    internal static Quantity? Multiply(Quantity left, Quantity right)
    {
        if (Factor(right) is { } factor && IsKnown(left))
            return Scaled(left, factor * Exact.Of(right.Value));
        if (Factor(left) is { } other && IsKnown(right))
            return Scaled(right, other * Exact.Of(left.Value));
        if (left.Kind == UnitKind.Calendar || right.Kind == UnitKind.Calendar)
            return null;

        return Unit(left)?.Times(Unit(right) ?? UcumUnit.Pure, 1) is { } product && Unit(right) is not null
            ? Combined(Exact.Of(left.Value) * Exact.Of(right.Value), product, $"{Grouped(left.Unit)}.{Grouped(right.Unit)}")
            : null;
    }

    internal static Quantity? Divide(Quantity left, Quantity right)
    {
        if (right.Value == 0)
            return null;
        if (Factor(right) is { } factor && IsKnown(left))
            return Scaled(left, Exact.One / (factor * Exact.Of(right.Value)));
        if (left.Kind == UnitKind.Calendar || right.Kind == UnitKind.Calendar || Unit(left) is not { } dividend || Unit(right) is not { } divisor)
            return null;

        var code = left.Unit == "1" ? $"1/{Grouped(right.Unit)}" : $"{left.Unit}/{Grouped(right.Unit)}";
        return dividend.Times(divisor, -1) is { } quotient
            ? Combined(Exact.Of(left.Value) / Exact.Of(right.Value), quotient, code)
            : null;
    }

    /// <summary>The value of a quantity without dimension.</summary>
    internal static decimal? Plain(Quantity quantity) =>
        Factor(quantity) is { } factor ? (factor * Exact.Of(quantity.Value)).ToDecimal() : null;

    internal static Quantity? Convert(Quantity quantity, string target)
    {
        if (CalendarUnits.OfWord(target) is { } word)
            return AsCalendar(quantity) is { } unit && Bridges(quantity, word, unit)
                ? Result(Exact.Of(quantity.Value) * CalendarUnits.Ratio(unit, word), target, UnitKind.Calendar)
                : null;

        var source = quantity.Kind == UnitKind.Calendar
            ? CalendarUnits.OfWord(quantity.Unit) is { } calendar && CalendarUnits.IsDefinite(calendar) && !IsIndefiniteCode(target) ? UcumUnit.Find(CalendarUnits.Code(calendar)) : null
            : Unit(quantity);
        return source is not null && UcumUnit.Find(target) is { } wanted && wanted.IsSameKind(source)
            ? Result(wanted.FromBase(source.ToBase(Exact.Of(quantity.Value))), target, UnitKind.Ucum)
            : null;
    }

    private static bool Bridges(Quantity quantity, CalendarUnit target, CalendarUnit source) =>
        quantity.Kind != UnitKind.Ucum || (CalendarUnits.IsDefinite(target) && CalendarUnits.IsDefinite(source));

    private static CalendarUnit? AsCalendar(Quantity quantity) => quantity.Kind switch
    {
        UnitKind.Calendar => CalendarUnits.OfWord(quantity.Unit),
        UnitKind.Either or UnitKind.Ucum => CalendarUnits.OfCode(quantity.Unit),
        _ => null,
    };

    private static bool IsIndefiniteCode(string code) => CalendarUnits.OfCode(code) is { } unit && !CalendarUnits.IsDefinite(unit);

    private static Pair? Align(Quantity left, Quantity right, bool approximate)
    {
        if (left.Unit == right.Unit && left.Kind == right.Kind)
            return new Pair(Exact.Of(left.Value), Exact.Of(right.Value), left.Unit, left.Kind);
        if (left.Kind == UnitKind.Other || right.Kind == UnitKind.Other)
            return null;
        if (left.Kind != UnitKind.Calendar && right.Kind != UnitKind.Calendar)
            return AlignUcum(left, right);

        var hasUcum = left.Kind == UnitKind.Ucum || right.Kind == UnitKind.Ucum;
        if (hasUcum && !approximate)
            return AlignMixed(left, right);

        return AsCalendar(left) is { } first && AsCalendar(right) is { } second
            ? AlignCalendar(left, first, right, second)
            : approximate ? AlignMixed(left, right) : null;
    }

    private static Pair? AlignUcum(Quantity left, Quantity right)
    {
        if (left.Unit == right.Unit)
            return new Pair(Exact.Of(left.Value), Exact.Of(right.Value), left.Unit, UnitKind.Ucum);
        if (UcumUnit.Find(left.Unit) is not { } first || UcumUnit.Find(right.Unit) is not { } second || !first.IsSameKind(second))
            return null;

        var (unit, code) = first.Factor.CompareTo(second.Factor) <= 0 ? (first, left.Unit) : (second, right.Unit);
        return new Pair(
            unit.FromBase(first.ToBase(Exact.Of(left.Value))),
            unit.FromBase(second.ToBase(Exact.Of(right.Value))),
            code,
            UnitKind.Ucum);
    }

    private static Pair AlignCalendar(Quantity left, CalendarUnit first, Quantity right, CalendarUnit second)
    {
        var (finer, word) = first >= second ? (first, left.Unit) : (second, right.Unit);
        return new Pair(
            Exact.Of(left.Value) * CalendarUnits.Ratio(first, finer),
            Exact.Of(right.Value) * CalendarUnits.Ratio(second, finer),
            CalendarUnits.IsWord(word) ? word : CalendarUnits.Word(finer),
            UnitKind.Calendar);
    }

    /// <summary>A calendar duration beside a UCUM one: as UCUM, when both are definite.</summary>
    private static Pair? AlignMixed(Quantity left, Quantity right) =>
        Definite(left) is { } first && Definite(right) is { } second && !IsIndefiniteCode(first.Unit) && !IsIndefiniteCode(second.Unit)
            ? AlignUcum(first, second)
            : null;

    private static Quantity? Definite(Quantity quantity)
    {
        if (quantity.Kind != UnitKind.Calendar)
            return quantity;
        return CalendarUnits.OfWord(quantity.Unit) is { } unit && CalendarUnits.IsDefinite(unit)
            ? new Quantity(quantity.Value, CalendarUnits.Code(unit), UnitKind.Ucum)
            : null;
    }

    private static UcumUnit? Unit(Quantity quantity) =>
        quantity.Kind is UnitKind.Ucum or UnitKind.Either ? UcumUnit.Find(quantity.Unit) : null;

    /// <summary>Whether the unit can be computed with; degrees on a scale cannot.</summary>
    private static bool IsKnown(Quantity quantity) => quantity.Kind == UnitKind.Calendar || Unit(quantity) is { IsScale: false };

    private static Exact? Factor(Quantity quantity) =>
        Unit(quantity) is { IsDimensionless: true } unit ? unit.Factor : null;

    private static Quantity? Scaled(Quantity quantity, Exact factor) =>
        Result(Exact.Of(quantity.Value) * factor, quantity.Unit, quantity.Kind);

    private static Quantity? Combined(Exact value, UcumUnit unit, string code) =>
        unit.IsDimensionless || UcumUnit.Find(code) is null
            ? Result(value * unit.Factor, unit.BaseCode(), UnitKind.Ucum)
            : Result(value, code, UnitKind.Ucum);

    private static Quantity? Result(Exact value, string unit, UnitKind kind) =>
        value.ToDecimal() is { } number ? new Quantity(number, unit, kind) : null;

    private static string Grouped(string code) =>
        code.AsSpan().ContainsAny('/', '.') ? string.Create(CultureInfo.InvariantCulture, $"({code})") : code;
}
