using System.Globalization;

namespace Plexus.Fhir.Validation;

/// <summary>Rules between two values of a datatype. Values that cannot be compared break no rule.</summary>
internal static class ValueRules
{
    internal static bool StartsBeforeItEnds(FhirElement period)
    {
        var (start, end) = (period["start"].Value, period["end"].Value);
        if (start is null || end is null)
            return true;

        // To the precision of the less precise of the two when either has no time of day.
        if (start.Length <= 10 || end.Length <= 10)
        {
            var length = Math.Min(Math.Min(start.Length, end.Length), 10);
            return string.CompareOrdinal(start, 0, end, 0, length) <= 0;
        }

        return !TryMoment(start, out var first) || !TryMoment(end, out var last) || first <= last;
    }

    internal static bool LowIsNotAboveHigh(FhirElement range)
    {
        var (low, high) = (range["low"], range["high"]);
        var isSameUnit = low["system"].Value == high["system"].Value && low["code"].Value == high["code"].Value && low["unit"].Value == high["unit"].Value;
        return !isSameUnit || low["value"].DecimalValue is not { } least || high["value"].DecimalValue is not { } most || least <= most;
    }

    private static bool TryMoment(string text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
}
