using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;

namespace Plexus.Fhir.Paths;

/// <summary>A unit reduced to base units: <c>base value = (value + Shift) * Factor</c>, with the exponent of each base unit.</summary>
internal sealed class UcumUnit
{
    private const int CacheSize = 1024;
    private static readonly ConcurrentDictionary<string, UcumUnit?> Cache = new(StringComparer.Ordinal);
    private static readonly Exact NoShift = new(0, 1);

    private readonly SortedDictionary<string, int> _dimensions;

    internal UcumUnit(Exact factor, SortedDictionary<string, int> dimensions, Exact? shift = null)
    {
        Factor = factor;
        Shift = shift ?? NoShift;
        _dimensions = dimensions;
    }

    internal Exact Factor { get; }

    /// <summary>Zero except for the scales of temperature.</summary>
    internal Exact Shift { get; }

    internal bool IsScale => Shift != NoShift;

    internal bool IsDimensionless => _dimensions.Count == 0;

    internal static UcumUnit Pure { get; } = new(Exact.One, []);

    /// <summary>Whether a code is one of the units that have a zero of their own, which the grammar of the others does not know.</summary>
    internal static bool IsScaleOfTemperature(string code) => code is "Cel" or "[degF]";

    /// <summary>The unit of a code; null when the code is not UCUM or holds a unit that does not convert by a factor.</summary>
    internal static UcumUnit? Find(string code)
    {
        if (Cache.TryGetValue(code, out var known))
            return known;

        var unit = code switch
        {
            "Cel" => new UcumUnit(Exact.One, Kelvin(), Exact.Of(273.15m)),
            "[degF]" => new UcumUnit(new Exact(5, 9), Kelvin(), Exact.Of(459.67m)),
            _ => new UcumParser(code).Parse(),
        };
        if (Cache.Count >= CacheSize)
            Cache.Clear();
        Cache[code] = unit;
        return unit;
    }

    internal static Exact Number(string text)
    {
        var mark = text.IndexOf('e', StringComparison.Ordinal);
        var exponent = mark < 0 ? 0 : int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = mark < 0 ? text : text[..mark];
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        return new Exact(BigInteger.Parse(digits, CultureInfo.InvariantCulture), 1) * new Exact(10, 1).Power(exponent);
    }

    internal bool IsSameKind(UcumUnit other) => _dimensions.SequenceEqual(other._dimensions);

    internal Exact ToBase(Exact value) => (value + Shift) * Factor;

    internal Exact FromBase(Exact value) => (value / Factor) - Shift;

    /// <summary>This times another to a power; null for temperatures on a scale, which do not multiply.</summary>
    internal UcumUnit? Times(UcumUnit other, int exponent)
    {
        if (IsScale || other.IsScale)
            return null;

        var dimensions = new SortedDictionary<string, int>(_dimensions, StringComparer.Ordinal);
        foreach (var (unit, power) in other._dimensions)
        {
            var sum = dimensions.GetValueOrDefault(unit) + (power * exponent);
            if (sum == 0)
                dimensions.Remove(unit);
            else
                dimensions[unit] = sum;
        }

        return new UcumUnit(Factor * other.Factor.Power(exponent), dimensions);
    }

    /// <summary>The base units as a code, e.g. <c>g.m.s-2</c>; <c>1</c> without dimension.</summary>
    internal string BaseCode() =>
        IsDimensionless ? "1" : string.Join('.', _dimensions.Select(part => part.Value == 1 ? part.Key : part.Key + part.Value.ToString(CultureInfo.InvariantCulture)));

    internal static UcumUnit Base(string code) => new(Exact.One, new SortedDictionary<string, int>(StringComparer.Ordinal) { [code] = 1 });

    private static SortedDictionary<string, int> Kelvin() => new(StringComparer.Ordinal) { ["K"] = 1 };
}
