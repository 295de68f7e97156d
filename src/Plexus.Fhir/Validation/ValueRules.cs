using System.Globalization;
using System.Text;

namespace Plexus.Fhir.Validation;

/// <summary>Rules between two values of a datatype. Values that cannot be compared break no rule.</summary>
internal static class ValueRules
{
    private const int LongestMoment = 128;

    internal static bool StartsBeforeItEnds(FhirElement period)
    {
        var start = period["start"].Utf8Value;
        var end = period["end"].Utf8Value;
        if (!period["start"].HasValue || !period["end"].HasValue)
            return true;

        // To the precision of the less precise of the two when either has no time of day.
        if (start.Length <= 10 || end.Length <= 10)
        {
            var length = Math.Min(Math.Min(start.Length, end.Length), 10);
            return start[..Math.Min(start.Length, length)].SequenceCompareTo(end[..Math.Min(end.Length, length)]) <= 0;
        }

        return !TryMoment(start, out var first) || !TryMoment(end, out var last) || first <= last;
    }

    internal static bool LowIsNotAboveHigh(FhirElement range)
    {
        var (low, high) = (range["low"], range["high"]);
        var isSameUnit = IsSame(low["system"], high["system"]) && IsSame(low["code"], high["code"]) && IsSame(low["unit"], high["unit"]);
        return !isSameUnit || low["value"].DecimalValue is not { } least || high["value"].DecimalValue is not { } most || least <= most;
    }

    private static bool IsSame(FhirElement one, FhirElement other) => one.HasValue == other.HasValue && one.Utf8Value.SequenceEqual(other.Utf8Value);

    private static bool TryMoment(ReadOnlySpan<byte> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length > LongestMoment)
            return false;

        Span<char> characters = stackalloc char[LongestMoment];
        return DateTimeOffset.TryParse(characters[..Encoding.UTF8.GetChars(text, characters)], CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);
    }
}
