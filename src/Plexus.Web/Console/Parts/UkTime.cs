using System.Globalization;

namespace Plexus.Web.Console.Parts;

/// <summary>Times as people in the United Kingdom read them, whatever the server's own time zone is.</summary>
internal static class UkTime
{
    private static readonly TimeZoneInfo? London =
        TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out var zone) ? zone : null;

    /// <summary><c>20 Nov 2026, 11:31:02</c>; with <c>UTC</c> behind it on a system without time zone data.</summary>
    public static string Format(DateTimeOffset at)
    {
        const string pattern = "d MMM yyyy, HH:mm:ss";
        return London is null
            ? at.UtcDateTime.ToString($"{pattern} 'UTC'", CultureInfo.InvariantCulture)
            : TimeZoneInfo.ConvertTime(at, London).ToString(pattern, CultureInfo.InvariantCulture);
    }

    /// <summary>Midnight at the beginning of the day.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, London?.GetUtcOffset(midnight) ?? TimeSpan.Zero);
    }
}
