namespace Plexus.Fhir.Paths;

/// <summary>What a value that is known to some precision may at least and at most be.</summary>
/// <remarks>FHIRPath 2.1 (STU), <c>lowBoundary</c>, <c>highBoundary</c>, <c>precision</c>, <c>comparable</c>.</remarks>
internal static class BoundaryFunctions
{
    private const int DefaultDigits = 8;
    private const int MaxDigits = 28;
    private const int EarliestZone = 14 * 60;
    private const int LatestZone = -12 * 60;

    internal static readonly PathFunction[] All =
    [
        new("lowBoundary", 0, 1, call => Boundary(call, high: false)),
        new("highBoundary", 0, 1, call => Boundary(call, high: true)),
        new("precision", 0, 0, Precision),
        new("comparable", 1, 1, Comparable),
    ];

    private static Plan Boundary(FunctionCall call, bool high)
    {
        var precision = call.OptionalArgument(0);
        return Plan.Of(
            (frame, output) =>
            {
                if (!call.Source.TrySingle(frame, call.Position, out var item) || !Equality.TryOperand(item, out var value))
                    return;

                int? digits = null;
                if (precision is not null)
                {
                    if (!precision.TryValue(frame, call.Position, out var number))
                        return;
                    if (number.Kind != FhirPathKind.Integer)
                        throw call.Fault(FhirPathErrorKind.TypeMismatch, $"'{call.Syntax.Name}' takes an integer.");
                    digits = (int)number.LongOrZero;
                }

                if (Of(call, value, digits, high) is { } boundary)
                    output.Add(boundary);
            },
            call.Position);
    }

    private static FhirPathValue? Of(FunctionCall call, in FhirPathValue value, int? digits, bool high)
    {
        if (value.IsNumber)
            return OfNumber(Equality.Number(value), digits, high) is { } number ? FhirPathValue.Of(number) : null;
        if (value.Kind == FhirPathKind.Quantity)
            return OfNumber(value.Quantity.Value, digits, high) is { } amount ? FhirPathValue.Of(value.Quantity with { Value = amount }) : null;
        if (value.IsTemporal)
            return OfMoment(value.Temporal, digits, high) is { } moment ? FhirPathValue.Of(moment) : null;
        throw call.Fault(FhirPathErrorKind.TypeMismatch, $"'{call.Syntax.Name}' works on numbers, quantities, dates and times.");
    }

    /// <summary>Half a unit of the last digit either way; the lower magnitude is cut to the digits asked for, the upper one rounded.</summary>
    private static decimal? OfNumber(decimal value, int? digits, bool high)
    {
        var places = digits ?? DefaultDigits;
        if (places is < 0 or > MaxDigits)
            return null;
        if (value < 0)
            return OfNumber(-value, digits, !high) is { } mirrored ? Numbers.Negate(mirrored) : null;

        var half = value.Scale < MaxDigits ? new decimal(5, 0, 0, false, (byte)(value.Scale + 1)) : 0m;
        if (Numbers.Add(value, high ? half : -half) is not { } bound)
            return null;

        var cut = Math.Round(bound, places, high ? MidpointRounding.AwayFromZero : MidpointRounding.ToNegativeInfinity);

        // Adding a zero of the scale wanted fills up with zeros.
        return Numbers.Add(cut, new decimal(0, 0, 0, false, (byte)places));
    }

    private static Temporal? OfMoment(Temporal moment, int? digits, bool high)
    {
        if (Wanted(moment.Kind, digits) is not { } precision)
            return null;

        var bound = moment;
        if (high)
        {
            // FHIR has no hour without minutes: an hour alone is read as its first minute.
            bound = moment with { Ticks = moment.Ticks + Span(moment) - TimeSpan.TicksPerMillisecond };
        }

        if (moment.Precision < TemporalPrecision.Fraction)
            bound = bound with { Precision = TemporalPrecision.Fraction, FractionDigits = 3 };
        if (moment.Kind == TemporalKind.DateTime && moment.Offset is null && precision >= TemporalPrecision.Hour)
            bound = bound with { Offset = high ? LatestZone : EarliestZone };
        if (precision == TemporalPrecision.Fraction && bound.FractionDigits != 3)
            bound = bound with { FractionDigits = 3 };
        return bound.Cut(precision);
    }

    /// <summary>How long the moment lasts as far as it is known, at least a millisecond.</summary>
    private static long Span(Temporal moment)
    {
        var local = moment.Local;
        return moment.Precision switch
        {
            TemporalPrecision.Year => (DateTime.IsLeapYear(local.Year) ? 366 : 365) * TimeSpan.TicksPerDay,
            TemporalPrecision.Month => DateTime.DaysInMonth(local.Year, local.Month) * TimeSpan.TicksPerDay,
            TemporalPrecision.Day => TimeSpan.TicksPerDay,
            TemporalPrecision.Hour or TemporalPrecision.Minute => TimeSpan.TicksPerMinute,
            TemporalPrecision.Second => TimeSpan.TicksPerSecond,
            _ => TimeSpan.TicksPerMillisecond,
        };
    }

    /// <summary>Precision by the number of digits of the literal.</summary>
    private static TemporalPrecision? Wanted(TemporalKind kind, int? digits) => kind switch
    {
        TemporalKind.Time => (digits ?? 9) switch
        {
            2 => TemporalPrecision.Hour,
            4 => TemporalPrecision.Minute,
            6 => TemporalPrecision.Second,
            9 => TemporalPrecision.Fraction,
            _ => null,
        },
        _ => (digits ?? (kind == TemporalKind.Date ? 8 : 17)) switch
        {
            4 => TemporalPrecision.Year,
            6 => TemporalPrecision.Month,
            8 => TemporalPrecision.Day,
            10 when kind == TemporalKind.DateTime => TemporalPrecision.Hour,
            12 when kind == TemporalKind.DateTime => TemporalPrecision.Minute,
            14 when kind == TemporalKind.DateTime => TemporalPrecision.Second,
            17 when kind == TemporalKind.DateTime => TemporalPrecision.Fraction,
            _ => null,
        },
    };

    private static Plan Precision(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            if (!call.Source.TrySingle(frame, call.Position, out var item) || !Equality.TryOperand(item, out var value))
                return;
            if (!value.IsNumber && !value.IsTemporal)
                throw call.Fault(FhirPathErrorKind.TypeMismatch, "'precision' works on numbers, dates and times.");
            output.Add(FhirPathValue.Of(value.IsNumber ? Equality.Number(value).Scale : DigitsOf(value.Temporal)));
        },
        call.Position);

    private static int DigitsOf(Temporal moment)
    {
        var date = moment.Kind == TemporalKind.Time ? 0 : 8;
        return moment.Precision switch
        {
            TemporalPrecision.Year => 4,
            TemporalPrecision.Month => 6,
            TemporalPrecision.Day => 8,
            TemporalPrecision.Hour => date + 2,
            TemporalPrecision.Minute => date + 4,
            TemporalPrecision.Second => date + 6,
            _ => date + 6 + moment.FractionDigits,
        };
    }

    private static Plan Comparable(FunctionCall call)
    {
        var argument = call.Argument(0);
        return Plan.OfTest(frame =>
        {
            if (!call.Source.TrySingle(frame, call.Position, out var first) || !argument.TrySingle(frame, call.Position, out var second))
                return Truth.Unknown;
            if (!Equality.TryOperand(first, out var left) || !Equality.TryOperand(second, out var right))
                return Truth.Unknown;
            if (left.Kind != FhirPathKind.Quantity || right.Kind != FhirPathKind.Quantity)
                throw call.Fault(FhirPathErrorKind.TypeMismatch, "'comparable' works on quantities.");
            return Truths.Of(QuantityMath.IsComparable(left.Quantity, right.Quantity));
        });
    }
}
