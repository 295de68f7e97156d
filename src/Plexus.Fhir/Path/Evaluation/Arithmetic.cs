namespace Plexus.Fhir.Paths;

/// <summary><c>+ - * / div mod</c>; whatever overflows or divides by zero is empty.</summary>
/// <remarks>FHIRPath N1, section 6.6.</remarks>
internal static class Arithmetic
{
    internal static Plan Binary(BinarySyntax syntax, Plan left, Plan right)
    {
        var position = syntax.Position;
        Func<FhirPathValue, FhirPathValue, FhirPathValue?> compute = syntax.Operator switch
        {
            "+" => (a, b) => Add(a, b, position),
            "-" => (a, b) => Subtract(a, b, position),
            "*" => (a, b) => Multiply(a, b, position),
            "/" => (a, b) => Divide(a, b, position),
            "div" => (a, b) => Whole(a, b, position, rest: false),
            "mod" => (a, b) => Whole(a, b, position, rest: true),
            _ => throw new InvalidOperationException("An operator without compilation."),
        };
        return Plan.Of(
            (frame, output) =>
            {
                var hasLeft = left.TrySingle(frame, syntax.Left.Position, out var first);
                var hasRight = right.TrySingle(frame, syntax.Right.Position, out var second);
                if (!hasLeft || !hasRight || !Equality.TryOperand(first, out var leftValue) || !Equality.TryOperand(second, out var rightValue))
                    return;
                if (compute(leftValue, rightValue) is not { } result)
                    return;

                if (result.Kind == FhirPathKind.String)
                    frame.CheckLength(result.StringOrEmpty);
                output.Add(result);
            },
            position);
    }

    private static FhirPathValue? Add(in FhirPathValue left, in FhirPathValue right, int position)
    {
        if (left.Kind == FhirPathKind.String && right.Kind == FhirPathKind.String)
            return FhirPathValue.Of(left.StringOrEmpty + right.StringOrEmpty);
        if (left.IsTemporal && right.Kind == FhirPathKind.Quantity)
            return Moment(TemporalMath.Add(left.Temporal, right.Quantity, subtract: false, position));
        if (right.IsTemporal && left.Kind == FhirPathKind.Quantity)
            return Moment(TemporalMath.Add(right.Temporal, left.Quantity, subtract: false, position));
        return Equality.AsQuantity(left, right) is { } pair
            ? Measure(QuantityMath.Add(pair.Left, pair.Right, subtract: false))
            : Numeric(left, right, position, (a, b) => a + b, Numbers.Add);
    }

    private static FhirPathValue? Subtract(in FhirPathValue left, in FhirPathValue right, int position)
    {
        if (left.IsTemporal && right.Kind == FhirPathKind.Quantity)
            return Moment(TemporalMath.Add(left.Temporal, right.Quantity, subtract: true, position));
        return Equality.AsQuantity(left, right) is { } pair
            ? Measure(QuantityMath.Add(pair.Left, pair.Right, subtract: true))
            : Numeric(left, right, position, (a, b) => a - b, (a, b) => Numbers.Add(a, -b));
    }

    private static FhirPathValue? Multiply(in FhirPathValue left, in FhirPathValue right, int position) =>
        Equality.AsQuantity(left, right) is { } pair
            ? Measure(QuantityMath.Multiply(pair.Left, pair.Right))
            : Numeric(left, right, position, (a, b) => a * b, Numbers.Multiply);

    private static FhirPathValue? Divide(in FhirPathValue left, in FhirPathValue right, int position)
    {
        if (Equality.AsQuantity(left, right) is { } pair)
            return Measure(QuantityMath.Divide(pair.Left, pair.Right));

        CheckNumbers(left, right, position);
        return Numbers.Divide(Equality.Number(left), Equality.Number(right)) is { } quotient ? FhirPathValue.Of(quotient) : null;
    }

    /// <summary><c>div</c> and <c>mod</c>: the whole quotient towards zero, and what it leaves.</summary>
    private static FhirPathValue? Whole(in FhirPathValue left, in FhirPathValue right, int position, bool rest)
    {
        if (Equality.AsQuantity(left, right) is { } pair)
        {
            return QuantityMath.Plain(pair.Left) is { } dividend && QuantityMath.Plain(pair.Right) is { } divisor && Whole(dividend, divisor, rest) is { } plain
                ? FhirPathValue.Of(Quantity.Pure(plain))
                : null;
        }

        CheckNumbers(left, right, position);
        if (left.Kind == FhirPathKind.Decimal || right.Kind == FhirPathKind.Decimal)
        {
            if (Whole(Equality.Number(left), Equality.Number(right), rest) is not { } result)
                return null;
            return rest ? FhirPathValue.Of(result)
                : result is >= int.MinValue and <= int.MaxValue ? FhirPathValue.Of((int)result)
                : null;
        }

        if (right.LongOrZero == 0 || (left.LongOrZero == long.MinValue && right.LongOrZero == -1))
            return null;
        return OfKind(rest ? left.LongOrZero % right.LongOrZero : left.LongOrZero / right.LongOrZero, left, right);
    }

    private static decimal? Whole(decimal left, decimal right, bool rest)
    {
        if (right == 0)
            return null;
        if (rest)
            return left % right;
        return Numbers.Divide(left, right) is { } quotient ? decimal.Truncate(quotient) : null;
    }

    private static FhirPathValue? Numeric(
        in FhirPathValue left,
        in FhirPathValue right,
        int position,
        Func<Int128, Int128, Int128> whole,
        Func<decimal, decimal, decimal?> fraction)
    {
        CheckNumbers(left, right, position);
        if (left.Kind == FhirPathKind.Decimal || right.Kind == FhirPathKind.Decimal)
            return fraction(Equality.Number(left), Equality.Number(right)) is { } number ? FhirPathValue.Of(number) : null;

        var result = whole(left.LongOrZero, right.LongOrZero);
        return result < long.MinValue || result > long.MaxValue ? null : OfKind((long)result, left, right);
    }

    /// <summary>An Integer of two Integers, a Long when one is Long; null on overflow.</summary>
    private static FhirPathValue? OfKind(long value, in FhirPathValue left, in FhirPathValue right)
    {
        if (left.Kind == FhirPathKind.Long || right.Kind == FhirPathKind.Long)
            return FhirPathValue.Of(value);
        return value is >= int.MinValue and <= int.MaxValue ? FhirPathValue.Of((int)value) : null;
    }

    private static void CheckNumbers(in FhirPathValue left, in FhirPathValue right, int position)
    {
        if (!left.IsNumber || !right.IsNumber)
            throw new PathFault(FhirPathErrorKind.TypeMismatch, $"{left.TypeName} and {right.TypeName} do not compute.", position);
    }

    private static FhirPathValue? Moment(Temporal? moment) => moment is null ? null : FhirPathValue.Of(moment);

    private static FhirPathValue? Measure(Quantity? quantity) => quantity is null ? null : FhirPathValue.Of(quantity);
}
