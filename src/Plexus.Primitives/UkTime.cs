using System.Globalization;
using System.Text.RegularExpressions;

namespace Plexus.Primitives;

/// <summary>Times as people in the United Kingdom read them, whatever the server's own time zone is.</summary>
public static partial class UkTime
{
    private static readonly TimeZoneInfo? London =
        TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out var zone) ? zone : null;

    /// <summary><c>20 Nov 2026, 11:31:02</c>; with <c>UTC</c> behind it on a system without time zone data.</summary>
    public static string Format(DateTimeOffset at) => Format(at, "d MMM yyyy, HH:mm:ss");

    /// <summary><c>20 Nov 2026</c>.</summary>
    public static string Format(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A FHIR <c>date</c>, <c>dateTime</c> or <c>instant</c>, as exactly as it is known: <c>2026</c>, <c>Nov 2026</c>, <c>20 Nov 2026</c>, <c>20 Nov 2026, 11:31</c>.</summary>
    /// <returns>The text itself when it is none of these.</returns>
    public static string FormatFhir(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (MomentPattern().Match(text) is { Success: true } moment)
            return DateTimeOffset.TryParseExact(moment.Groups["minute"].Value + moment.Groups["zone"].Value, "yyyy-MM-dd'T'HH:mmK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? Format(at, "d MMM yyyy, HH:mm")
                : text;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return Format(day);
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

    // A date with a time as FHIR has it; some senders leave out the seconds. A second may be a leap second.
    [GeneratedRegex(@"\A(?<minute>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(:([0-5][0-9]|60)(\.[0-9]+)?)?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex MomentPattern();

    private static string Format(DateTimeOffset at, string pattern) => London is null
        ? at.UtcDateTime.ToString($"{pattern} 'UTC'", CultureInfo.InvariantCulture)
        : TimeZoneInfo.ConvertTime(at, London).ToString(pattern, CultureInfo.InvariantCulture);
}
