using System.Buffers;
using System.Globalization;

namespace Plexus.Fhir.Paths;

/// <summary><c>toX()</c> and <c>convertsToX()</c>: FHIRPath N1, section 5.5.</summary>
internal static class ConversionFunctions
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("+-.0123456789");

    internal static readonly PathFunction[] All =
    [
        .. Pair("Boolean", ToBoolean),
        .. Pair("Integer", ToInteger),
        .. Pair("Long", ToLong),
        .. Pair("Decimal", ToDecimal),
        .. Pair("String", ToText),
        .. Pair("Date", ToDate),
        .. Pair("DateTime", ToDateTime),
        .. Pair("Time", ToTime),
        new("toQuantity", 0, 1, ToQuantity),
        new("convertsToQuantity", 0, 1, ConvertsToQuantity),
    ];

    private static PathFunction[] Pair(string type, Func<FhirPathValue, FhirPathValue?> convert) =>
    [
        new("to" + type, 0, 0, call => Plan.Of(
            (frame, output) =>
            {
                if (TryOperand(call, frame, out var value) && convert(value) is { } converted)
                    output.Add(converted);
            },
            call.Position)),
        new("convertsTo" + type, 0, 0, call => Plan.OfTest(frame =>
            TryOperand(call, frame, out var value) ? Truths.Of(convert(value) is not null) : Truth.Unknown)),
    ];

    private static bool TryOperand(FunctionCall call, Frame frame, out FhirPathValue value)
    {
        value = default;
        return call.Source.TrySingle(frame, call.Position, out var item) && Equality.TryOperand(item, out value);
    }

    private static FhirPathValue? ToBoolean(FhirPathValue value) => value.Kind switch
    {
        FhirPathKind.Boolean => value,
        FhirPathKind.Integer or FhirPathKind.Long or FhirPathKind.Decimal => Equality.Number(value) switch
        {
            1 => FhirPathValue.Of(true),
            0 => FhirPathValue.Of(false),
            _ => null,
        },
        FhirPathKind.String => value.StringOrEmpty.ToLowerInvariant() switch
        {
            "true" or "t" or "yes" or "y" or "1" or "1.0" => FhirPathValue.Of(true),
            "false" or "f" or "no" or "n" or "0" or "0.0" => FhirPathValue.Of(false),
            _ => null,
        },
        _ => null,
    };

    private static FhirPathValue? ToInteger(FhirPathValue value) => value.Kind switch
    {
        FhirPathKind.Integer => value,
        FhirPathKind.Long when value.LongOrZero is >= int.MinValue and <= int.MaxValue => FhirPathValue.Of((int)value.LongOrZero),
        FhirPathKind.Boolean => FhirPathValue.Of(value.BooleanOrFalse ? 1 : 0),
        FhirPathKind.String when int.TryParse(value.StringOrEmpty, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => FhirPathValue.Of(number),
        _ => null,
    };

    private static FhirPathValue? ToLong(FhirPathValue value) => value.Kind switch
    {
        FhirPathKind.Integer or FhirPathKind.Long => FhirPathValue.Of(value.LongOrZero),
        FhirPathKind.Boolean => FhirPathValue.Of(value.BooleanOrFalse ? 1L : 0L),
        FhirPathKind.String when long.TryParse(value.StringOrEmpty, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => FhirPathValue.Of(number),
        _ => null,
    };

    private static FhirPathValue? ToDecimal(FhirPathValue value) => value.Kind switch
    {
        FhirPathKind.Integer or FhirPathKind.Long or FhirPathKind.Decimal => FhirPathValue.Of(Equality.Number(value)),
        FhirPathKind.Boolean => FhirPathValue.Of(value.BooleanOrFalse ? 1.0m : 0.0m),
        FhirPathKind.String when ParseDecimal(value.StringOrEmpty) is { } number => FhirPathValue.Of(number),
        _ => null,
    };

    private static decimal? ParseDecimal(string text) =>
        text.Length > 0 && char.IsAsciiDigit(text[^1]) && !text.StartsWith('.')
        && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static FhirPathValue? ToText(FhirPathValue value) =>
        value.IsElement || value.Kind == FhirPathKind.TypeInfo ? null : FhirPathValue.Of(value.Text!);

    private static FhirPathValue? ToDate(FhirPathValue value) => value.Kind switch
    {
        FhirPathKind.Date => value,
        FhirPathKind.DateTime => FhirPathValue.Of(value.Temporal.Cut(TemporalPrecision.Day) with { Kind = TemporalKind.Date, Offset = null }),

        // A dateTime's text converts too: its date is what is asked for.
        FhirPathKind.String when Temporal.TryParse(value.StringOrEmpty, TemporalKind.DateTime) is { } moment =>
            FhirPathValue.Of(moment.Cut(TemporalPrecision.Day) with { Kind = TemporalKind.Date, Offset = null }),
        _ => null,
    };

    private static FhirPathValue? ToDateTime(FhirPathValue value) => value.Kind switch
    {
        FhirPathKind.DateTime => value,
        FhirPathKind.Date => FhirPathValue.Of(value.Temporal with { Kind = TemporalKind.DateTime }),
        FhirPathKind.String when Temporal.TryParse(value.StringOrEmpty, TemporalKind.DateTime) is { } moment => FhirPathValue.Of(moment),
        _ => null,
    };

    private static FhirPathValue? ToTime(FhirPathValue value) => value.Kind switch
    {
        FhirPathKind.Time => value,
        FhirPathKind.String when Temporal.TryParse(value.StringOrEmpty, TemporalKind.Time) is { } time => FhirPathValue.Of(time),
        _ => null,
    };

    private static Plan ToQuantity(FunctionCall call)
    {
        var unit = call.OptionalArgument(0);
        return Plan.Of(
            (frame, output) =>
            {
                if (QuantityOf(call, frame, unit) is { } quantity)
                    output.Add(FhirPathValue.Of(quantity));
            },
            call.Position);
    }

    private static Plan ConvertsToQuantity(FunctionCall call)
    {
        var unit = call.OptionalArgument(0);
        return Plan.OfTest(frame => call.Source.TrySingle(frame, call.Position, out _) ? Truths.Of(QuantityOf(call, frame, unit) is not null) : Truth.Unknown);
    }

    private static Quantity? QuantityOf(FunctionCall call, Frame frame, Plan? unit)
    {
        if (!call.Source.TrySingle(frame, call.Position, out var item))
            return null;
        if (Primitives.IsQuantity(item) && item.Element["comparator"].HasValue)
            throw call.Fault(FhirPathErrorKind.TypeMismatch, "A Quantity with a comparator is no single quantity.");
        if (!Equality.TryOperand(item, out var value))
            return null;

        var quantity = value.Kind switch
        {
            FhirPathKind.Quantity when value.Quantity.Kind != UnitKind.Other => value.Quantity,
            FhirPathKind.Integer or FhirPathKind.Long or FhirPathKind.Decimal => Quantity.Pure(Equality.Number(value)),
            FhirPathKind.Boolean => Quantity.Pure(value.BooleanOrFalse ? 1.0m : 0.0m),
            FhirPathKind.String => Parse(value.StringOrEmpty),
            _ => null,
        };
        if (quantity is null || unit is null)
            return quantity;
        if (!unit.TryValue(frame, call.Position, out var target))
            return null;
        return target.Kind == FhirPathKind.String
            ? QuantityMath.Convert(quantity, target.StringOrEmpty)
            : throw call.Fault(FhirPathErrorKind.TypeMismatch, "A unit is a string.");
    }

    /// <summary><c>5</c>, <c>5 'mg'</c>, <c>5 days</c>.</summary>
    private static Quantity? Parse(string text)
    {
        var end = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        var number = (end < 0 ? text : text[..end]).Trim();
        if (ParseDecimal(number) is not { } value)
            return null;

        var unit = end < 0 ? "" : text[end..].Trim();
        if (unit.Length == 0)
            return Quantity.Pure(value);
        if (unit.Length > 2 && unit[0] == '\'' && unit[^1] == '\'')
            return new Quantity(value, unit[1..^1], UnitKind.Ucum);
        return CalendarUnits.IsWord(unit) && text[end] == ' ' ? new Quantity(value, unit, UnitKind.Calendar) : null;
    }
}
