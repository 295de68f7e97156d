using System.Globalization;

namespace Plexus.Fhir.Paths;

internal enum TemporalKind : byte
{
    Date,
    DateTime,
    Time,
}

internal enum TemporalPrecision : byte
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,

    /// <summary>Seconds with a fraction; comparable with whole seconds.</summary>
    Fraction,
}

/// <summary>A date, dateTime or time as far as it is known: parts behind the precision are at their minimum and mean nothing.</summary>
/// <param name="Ticks">100 ns since year 1 in the zone written, or since midnight.</param>
/// <param name="FractionDigits">Digits of the fraction of seconds as written.</param>
/// <param name="Offset">Minutes ahead of UTC; null when no zone is given.</param>
internal sealed record Temporal(TemporalKind Kind, TemporalPrecision Precision, long Ticks, int FractionDigits, int? Offset)
{
    private const int MaxOffset = 14 * 60;

    internal DateTime Local => new(Ticks, DateTimeKind.Unspecified);

    /// <summary>The moment on the UTC clock, or the local one where no zone is known.</summary>
    internal long UtcTicks => Ticks - ((Offset ?? 0) * TimeSpan.TicksPerMinute);

    internal static Temporal? TryParse(ReadOnlySpan<char> text, TemporalKind kind)
    {
        var reader = new TemporalReader(text);
        return kind switch
        {
            TemporalKind.Date => reader.Date(),
            TemporalKind.DateTime => reader.DateTime(),
            _ => reader.Time(),
        };
    }

    internal static Temporal? Create(TemporalKind kind, TemporalPrecision precision, long ticks, int fractionDigits, int? offset) =>
        ticks < 0 || ticks > System.DateTime.MaxValue.Ticks || offset is < -MaxOffset or > MaxOffset
            ? null
            : new Temporal(kind, precision, ticks, fractionDigits, offset);

    internal static Temporal Of(DateTimeOffset moment) =>
        new(TemporalKind.DateTime, TemporalPrecision.Fraction, moment.Ticks - (moment.Ticks % TimeSpan.TicksPerMillisecond), 3, (int)moment.Offset.TotalMinutes);

    /// <summary>The same moment, less exactly known.</summary>
    internal Temporal Cut(TemporalPrecision precision)
    {
        if (precision >= Precision)
            return this;

        var local = Local;
        var ticks = precision switch
        {
            TemporalPrecision.Year => new DateTime(local.Year, 1, 1).Ticks,
            TemporalPrecision.Month => new DateTime(local.Year, local.Month, 1).Ticks,
            TemporalPrecision.Day => local.Date.Ticks,
            TemporalPrecision.Hour => Ticks - (Ticks % TimeSpan.TicksPerHour),
            TemporalPrecision.Minute => Ticks - (Ticks % TimeSpan.TicksPerMinute),
            _ => Ticks - (Ticks % TimeSpan.TicksPerSecond),
        };
        return this with { Precision = precision, Ticks = ticks, FractionDigits = 0 };
    }

    /// <summary>-1, 0 or 1; null when the answer hangs on what one of them does not say.</summary>
    internal static int? Compare(Temporal left, Temporal right)
    {
        if ((left.Kind == TemporalKind.Time) != (right.Kind == TemporalKind.Time))
            return null;

        var zoned = left.Offset is not null && right.Offset is not null;
        var leftTicks = zoned ? left.UtcTicks : left.Ticks;
        var rightTicks = zoned ? right.UtcTicks : right.Ticks;
        for (var precision = left.Kind == TemporalKind.Time ? TemporalPrecision.Hour : TemporalPrecision.Year; precision <= TemporalPrecision.Second; precision++)
        {
            var leftKnows = left.Precision >= precision;
            var rightKnows = right.Precision >= precision;
            if (leftKnows != rightKnows)
                return null;
            if (!leftKnows)
                return 0;

            // From the hour on, a zone on one side only leaves the order open.
            if (precision == TemporalPrecision.Hour && left.Kind != TemporalKind.Time && (left.Offset is null) != (right.Offset is null))
                return null;

            var order = Part(leftTicks, precision).CompareTo(Part(rightTicks, precision));
            if (order != 0)
                return order;
        }

        return 0;
    }

    private static long Part(long ticks, TemporalPrecision precision)
    {
        ticks = Math.Clamp(ticks, 0, System.DateTime.MaxValue.Ticks);
        return precision switch
        {
            TemporalPrecision.Year => new DateTime(ticks).Year,
            TemporalPrecision.Month => new DateTime(ticks).Month,
            TemporalPrecision.Day => new DateTime(ticks).Day,
            TemporalPrecision.Hour => ticks / TimeSpan.TicksPerHour % 24,
            TemporalPrecision.Minute => ticks / TimeSpan.TicksPerMinute % 60,
            _ => ticks % TimeSpan.TicksPerMinute,
        };
    }

    public override string ToString()
    {
        var local = Local;
        var culture = CultureInfo.InvariantCulture;
        var date = Kind == TemporalKind.Time ? "" : Precision switch
        {
            TemporalPrecision.Year => local.ToString("yyyy", culture),
            TemporalPrecision.Month => local.ToString("yyyy-MM", culture),
            _ => local.ToString("yyyy-MM-dd", culture),
        };
        if (Precision < TemporalPrecision.Hour)
            return date;

        var time = Precision switch
        {
            TemporalPrecision.Hour => local.ToString("HH", culture),
            TemporalPrecision.Minute => local.ToString("HH:mm", culture),
            TemporalPrecision.Second => local.ToString("HH:mm:ss", culture),
            _ => local.ToString("HH:mm:ss.fffffff", culture)[..(9 + Math.Min(FractionDigits, 7))],
        };
        return Kind == TemporalKind.Time ? time : $"{date}T{time}{Zone()}";
    }

    private string Zone() => Offset switch
    {
        null => "",
        0 => "Z",
        { } minutes => $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:00}:{Math.Abs(minutes) % 60:00}",
    };
}
