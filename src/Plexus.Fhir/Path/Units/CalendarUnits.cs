namespace Plexus.Fhir.Paths;

/// <summary>Calendar durations, from the longest to the shortest.</summary>
internal enum CalendarUnit : byte
{
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
}

/// <summary>The words of calendar durations, their UCUM counterparts and their lengths among one another.</summary>
/// <remarks>http://hl7.org/fhirpath/N1/#time-valued-quantities: a year is 12 months or 365 days, a month 30 days.</remarks>
internal static class CalendarUnits
{
    private static readonly string[] Words = ["year", "month", "week", "day", "hour", "minute", "second", "millisecond"];
    private static readonly string[] Codes = ["a", "mo", "wk", "d", "h", "min", "s", "ms"];

    private static readonly long[] Milliseconds =
        [365L * 86_400_000, 30L * 86_400_000, 7L * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1];

    internal static bool IsWord(string text) => OfWord(text) is not null;

    internal static CalendarUnit? OfWord(ReadOnlySpan<char> text)
    {
        if (text.EndsWith("s"))
            text = text[..^1];
        for (var i = 0; i < Words.Length; i++)
        {
            if (text.SequenceEqual(Words[i]))
                return (CalendarUnit)i;
        }

        return null;
    }

    internal static CalendarUnit? OfCode(string code) =>
        Array.IndexOf(Codes, code) is var index and >= 0 ? (CalendarUnit)index : null;

    internal static string Code(CalendarUnit unit) => Codes[(int)unit];

    internal static string Word(CalendarUnit unit) => Words[(int)unit];

    /// <summary>Whether the length is the same on every calendar, so that the UCUM unit means the same.</summary>
    internal static bool IsDefinite(CalendarUnit unit) => unit >= CalendarUnit.Week;

    internal static long InMilliseconds(CalendarUnit unit) => Milliseconds[(int)unit];

    /// <summary>How many of <paramref name="to"/> one <paramref name="from"/> is, exactly.</summary>
    internal static Exact Ratio(CalendarUnit from, CalendarUnit to)
    {
        if (from == CalendarUnit.Year && to == CalendarUnit.Month)
            return new Exact(12, 1);
        if (from == CalendarUnit.Month && to == CalendarUnit.Year)
            return new Exact(1, 12);
        return new Exact(InMilliseconds(from), InMilliseconds(to));
    }
}
