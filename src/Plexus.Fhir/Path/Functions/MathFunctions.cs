namespace Plexus.Fhir.Paths;

/// <summary>Mathematics: FHIRPath N1, section 5.7.</summary>
internal static class MathFunctions
{
    internal static readonly PathFunction[] All =
    [
        new("abs", 0, 0, Absolute),
        Whole("ceiling", decimal.Ceiling),
        Whole("floor", decimal.Floor),
        Whole("truncate", decimal.Truncate),
        Real("exp", Math.Exp),
        Real("ln", Math.Log),
        Real("sqrt", Math.Sqrt),
        new("log", 1, 1, call => WithNumber(call, (number, logBase) => Numbers.OfDouble(Math.Log((double)number) / Math.Log((double)logBase)) is { } result ? FhirPathValue.Of(result) : null)),
        new("power", 1, 1, Power),
        new("round", 0, 1, Round),
    ];

    private static bool TryNumber(FunctionCall call, Frame frame, Plan plan, out FhirPathValue number)
    {
        if (!plan.TryValue(frame, call.Position, out number))
            return false;
        return number.IsNumber ? true : throw call.Fault(FhirPathErrorKind.TypeMismatch, $"'{call.Syntax.Name}' works on numbers.");
    }

    private static Plan Absolute(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            if (!call.Source.TrySingle(frame, call.Position, out var item) || !Equality.TryOperand(item, out var value))
                return;

            switch (value.Kind)
            {
                case FhirPathKind.Integer when value.LongOrZero != int.MinValue:
                    output.Add(FhirPathValue.Of((int)Math.Abs(value.LongOrZero)));
                    break;
                case FhirPathKind.Long when value.LongOrZero != long.MinValue:
                    output.Add(FhirPathValue.Of(Math.Abs(value.LongOrZero)));
                    break;
                case FhirPathKind.Decimal:
                    output.Add(FhirPathValue.Of(Math.Abs(value.DecimalOrZero)));
                    break;
                case FhirPathKind.Quantity:
                    output.Add(FhirPathValue.Of(value.Quantity with { Value = Math.Abs(value.Quantity.Value) }));
                    break;
                case FhirPathKind.Integer or FhirPathKind.Long:
                    break;
                default:
                    throw call.Fault(FhirPathErrorKind.TypeMismatch, "'abs' works on numbers and quantities.");
            }
        },
        call.Position);

    private static PathFunction Whole(string name, Func<decimal, decimal> compute) => new(name, 0, 0, call => Plan.Of(
        (frame, output) =>
        {
            if (!TryNumber(call, frame, call.Source, out var number))
                return;
            if (number.Kind != FhirPathKind.Decimal)
                output.Add(number);
            else if (compute(number.DecimalOrZero) is >= int.MinValue and <= int.MaxValue and var result)
                output.Add(FhirPathValue.Of((int)result));
        },
        call.Position));

    private static PathFunction Real(string name, Func<double, double> compute) => new(name, 0, 0, call => Plan.Of(
        (frame, output) =>
        {
            if (TryNumber(call, frame, call.Source, out var number) && Numbers.OfDouble(compute((double)Equality.Number(number))) is { } result)
                output.Add(FhirPathValue.Of(result));
        },
        call.Position));

    private static Plan WithNumber(FunctionCall call, Func<decimal, decimal, FhirPathValue?> compute)
    {
        var argument = call.Argument(0);
        return Plan.Of(
            (frame, output) =>
            {
                if (TryNumber(call, frame, call.Source, out var number)
                    && TryNumber(call, frame, argument, out var other)
                    && compute(Equality.Number(number), Equality.Number(other)) is { } result)
                {
                    output.Add(result);
                }
            },
            call.Position);
    }

    private static Plan Power(FunctionCall call)
    {
        var argument = call.Argument(0);
        return Plan.Of(
            (frame, output) =>
            {
                if (!TryNumber(call, frame, call.Source, out var number) || !TryNumber(call, frame, argument, out var exponent))
                    return;

                var isWhole = number.Kind != FhirPathKind.Decimal && exponent.Kind != FhirPathKind.Decimal && exponent.LongOrZero >= 0;
                if (Raise(Equality.Number(number), Equality.Number(exponent)) is not { } result)
                    return;
                if (!isWhole)
                    output.Add(FhirPathValue.Of(result));
                else if (result is >= int.MinValue and <= int.MaxValue)
                    output.Add(FhirPathValue.Of((int)result));
            },
            call.Position);
    }

    /// <summary>Exactly for small whole exponents, otherwise as near as binary arithmetic comes.</summary>
    private static decimal? Raise(decimal number, decimal exponent)
    {
        if (exponent is < 0 or > 64 || decimal.Truncate(exponent) != exponent)
            return Numbers.OfDouble(Math.Pow((double)number, (double)exponent));

        decimal? result = 1m;
        for (var i = 0; i < exponent && result is not null; i++)
            result = Numbers.Multiply(result.Value, number);
        return result;
    }

    private static Plan Round(FunctionCall call)
    {
        var digits = call.OptionalArgument(0);
        return Plan.Of(
            (frame, output) =>
            {
                if (!TryNumber(call, frame, call.Source, out var number))
                    return;

                var places = 0;
                if (digits is not null)
                {
                    if (!TryNumber(call, frame, digits, out var precision))
                        return;
                    if (precision.Kind != FhirPathKind.Integer || precision.LongOrZero < 0)
                        throw call.Fault(FhirPathErrorKind.Arguments, "'round' takes a number of digits, from 0.");
                    places = (int)Math.Min(precision.LongOrZero, 28);
                }

                output.Add(number.Kind == FhirPathKind.Decimal
                    ? FhirPathValue.Of(Math.Round(number.DecimalOrZero, places, MidpointRounding.AwayFromZero))
                    : number);
            },
            call.Position);
    }
}
