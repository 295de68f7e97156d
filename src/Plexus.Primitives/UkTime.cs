using System.Globalization;

namespace Plexus.Primitives;

/// <summary>Times as people in the United Kingdom read them, whatever the server's own time zone is.</summary>
public static class UkTime
{
    private static readonly TimeZoneInfo? London =
        TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out var zone) ? zone : null;

    /// <summary><c>20 Nov 2026, 11:31:02</c>; with <c>UTC</c> behind it on a system without time zone data.</summary>
    public static string Format(DateTimeOffset at) => Format(at, "d MMM yyyy, HH:mm:ss");

    /// <summary>A FHIR <c>date</c>, <c>dateTime</c> or <c>instant</c>, as exactly as it is known: <c>2026</c>, <c>Nov 2026</c>, <c>20 Nov 2026</c>, <c>20 Nov 2026, 11:31</c>.</summary>
    /// <returns>The text itself when it is none of these.</returns>
    public static string FormatFhir(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('T', StringComparison.Ordinal))
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Format(at, "d MMM yyyy, HH:mm") : text;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        return DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month.ToString("MMM yyyy", CultureInfo.InvariantCulture)
            : text;
    }

    /// <summary>Midnight at the beginning of the day.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, London?.GetUtcOffset(midnight) ?? TimeSpan.Zero);
    }

    private static string Format(DateTimeOffset at, string pattern) => London is null
        ? at.UtcDateTime.ToString($"{pattern} 'UTC'", CultureInfo.InvariantCulture)
        : TimeZoneInfo.ConvertTime(at, London).ToString(pattern, CultureInfo.InvariantCulture);
}
