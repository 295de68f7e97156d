namespace Plexus.Fhir.Paths;

/// <summary>Decimal arithmetic that answers null instead of overflowing, and the rules of decimal precision.</summary>
internal static class Numbers
{
    internal static decimal? Add(decimal left, decimal right)
    {
        try
        {
            return left + right;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    internal static decimal? Multiply(decimal left, decimal right)
    {
        try
        {
            return left * right;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    internal static decimal? Divide(decimal left, decimal right)
    {
        try
        {
            return right == 0 ? null : left / right;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The opposite; zero stays without sign.</summary>
    internal static decimal Negate(decimal value) => value == 0 ? value : -value;

    /// <summary>Equal once both are rounded to the digits of the less precise one, zeros at the end not counted.</summary>
    internal static bool AreEquivalent(decimal left, decimal right)
    {
        var digits = Math.Min(Normalise(left).Scale, Normalise(right).Scale);
        return Math.Round(left, digits, MidpointRounding.AwayFromZero) == Math.Round(right, digits, MidpointRounding.AwayFromZero);
    }

    /// <summary>The value without zeros at the end of its fraction.</summary>
    internal static decimal Normalise(decimal value) => value / 1.0000000000000000000000000000m;

    internal static decimal? OfDouble(double value)
    {
        if (!double.IsFinite(value) || Math.Abs(value) > 7e27)
            return null;

        // Through the shortest text: a conversion would keep 15 digits only.
        return decimal.TryParse(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
