namespace Plexus.Fhir.Validation;

/// <summary>Dates and times as FHIR writes them. Once a time is present it has seconds and a zone.</summary>
internal static class TemporalText
{
    /// <summary>A year, a month or a day that exists.</summary>
    internal static bool IsDate(ReadOnlySpan<byte> text)
    {
        if (text.Length is not (4 or 7 or 10) || !TryNumber(text[..4], out var year) || year == 0)
            return false;
        if (text.Length == 4)
            return true;
        if (text[4] != '-' || !TryNumber(text[5..7], out var month) || month is < 1 or > 12)
            return false;

        return text.Length == 7
            || (text[7] == '-' && TryNumber(text[8..], out var day) && day >= 1 && day <= DateTime.DaysInMonth(year, month));
    }

    internal static bool IsDateTime(ReadOnlySpan<byte> text) => text.Length <= 10 ? IsDate(text) : IsInstant(text);

    internal static bool IsInstant(ReadOnlySpan<byte> text)
    {
        if (text.Length < 20 || text[10] != 'T' || !IsDate(text[..10]))
            return false;

        var time = text[11..];
        var zone = time[^1] == 'Z' ? 1 : 6;
        return time.Length > zone && IsZone(time[^zone..]) && IsTime(time[..^zone]);
    }

    /// <summary>Hours, minutes, seconds and any fraction; second 60 is allowed, hour 24 is not.</summary>
    internal static bool IsTime(ReadOnlySpan<byte> text)
    {
        if (text.Length < 8 || text[2] != ':' || text[5] != ':')
            return false;
        if (!TryNumber(text[..2], out var hour) || hour > 23 || !TryNumber(text[3..5], out var minute) || minute > 59)
            return false;
        if (!TryNumber(text[6..8], out var second) || second > 60)
            return false;

        return text.Length == 8 || (text[8] == '.' && text.Length > 9 && !text[9..].ContainsAnyExceptInRange((byte)'0', (byte)'9'));
    }

    private static bool IsZone(ReadOnlySpan<byte> text)
    {
        if (text.Length == 1)
            return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':')
            return false;

        return TryNumber(text[1..3], out var hours) && TryNumber(text[4..], out var minutes)
            && minutes <= 59 && (hours <= 13 || (hours == 14 && minutes == 0));
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            number = (number * 10) + digit - '0';
        }

        return true;
    }
}
