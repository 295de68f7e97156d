namespace Plexus.Fhir.Paths;

/// <summary>The operators of FHIRPath N1, section 6; arithmetic is in <see cref="Arithmetic"/>.</summary>
internal static class Operators
{
    internal static Plan Binary(BinarySyntax syntax, Plan left, Plan right) => syntax.Operator switch
    {
        "and" => And(left, right),
        "or" => Or(left, right),
        "xor" => Plan.OfTest(frame => Xor(left.Test(frame), right.Test(frame))),
        "implies" => Implies(left, right),
        "=" => Equal(left, right),
        "!=" => Negated(Equal(left, right)),
        "~" => Equivalent(left, right),
        "!~" => Negated(Equivalent(left, right)),
        "<" => Compared(syntax, left, right, order => order < 0),
        "<=" => Compared(syntax, left, right, order => order <= 0),
        ">" => Compared(syntax, left, right, order => order > 0),
        ">=" => Compared(syntax, left, right, order => order >= 0),
        "in" => Member(left, right, syntax.Position),
        "contains" => Member(right, left, syntax.Position),
        "|" => Union(left, right, syntax.Position),
        "&" => Concatenation(left, right, syntax.Position),
        _ => Arithmetic.Binary(syntax, left, right),
    };

    private static Plan Negated(Plan plan) => Plan.OfTest(frame => plan.Test(frame).Not());

    private static Plan And(Plan left, Plan right) => Plan.OfTest(frame =>
    {
        var first = left.Test(frame);
        if (first == Truth.False)
            return Truth.False;

        var second = right.Test(frame);
        return second == Truth.False ? Truth.False
            : first == Truth.True && second == Truth.True ? Truth.True
            : Truth.Unknown;
    });

    private static Plan Or(Plan left, Plan right) => Plan.OfTest(frame =>
    {
        var first = left.Test(frame);
        if (first == Truth.True)
            return Truth.True;

        var second = right.Test(frame);
        return second == Truth.True ? Truth.True
            : first == Truth.False && second == Truth.False ? Truth.False
            : Truth.Unknown;
    });

    private static Truth Xor(Truth left, Truth right) =>
        left == Truth.Unknown || right == Truth.Unknown ? Truth.Unknown : Truths.Of(left != right);

    private static Plan Implies(Plan left, Plan right) => Plan.OfTest(frame =>
    {
        var first = left.Test(frame);
        if (first == Truth.False)
            return Truth.True;

        var second = right.Test(frame);
        return second == Truth.True ? Truth.True
            : first == Truth.True ? second
            : Truth.Unknown;
    });

    /// <summary>A chain of names against a string literal compares bytes where they lie.</summary>
    private static Plan Equal(Plan left, Plan right)
    {
        var path = right.Literal is { Kind: FhirPathKind.String } ? left.Path : left.Literal is { Kind: FhirPathKind.String } ? right.Path : null;
        if (path is null || !path.Origin.IsThis)
            return Plan.OfTest(frame => EqualCollections(frame, left, right));

        var bytes = MemberPath.Bytes((right.Literal ?? left.Literal)!.Value.StringOrEmpty);
        return Plan.OfTest(frame => path.TestText(frame, bytes) ?? EqualCollections(frame, left, right));
    }

    private static Truth EqualCollections(Frame frame, Plan left, Plan right)
    {
        var first = frame.Rent();
        var second = frame.Rent();
        left.Collect(frame, first);
        right.Collect(frame, second);
        var result = Equality.AreEqual(frame, first, second);
        frame.Return(second);
        frame.Return(first);
        return result;
    }

    private static Plan Equivalent(Plan left, Plan right) => Plan.OfTest(frame =>
    {
        var first = frame.Rent();
        var second = frame.Rent();
        left.Collect(frame, first);
        right.Collect(frame, second);
        var result = Equality.AreEquivalent(frame, first, second);
        frame.Return(second);
        frame.Return(first);
        return Truths.Of(result);
    });

    private static Plan Compared(BinarySyntax syntax, Plan left, Plan right, Func<int, bool> holds) => Plan.OfTest(frame =>
    {
        var hasLeft = left.TrySingle(frame, syntax.Left.Position, out var first);
        var hasRight = right.TrySingle(frame, syntax.Right.Position, out var second);
        if (!hasLeft || !hasRight || !Equality.TryOperand(first, out var leftValue) || !Equality.TryOperand(second, out var rightValue))
            return Truth.Unknown;

        return Order(leftValue, rightValue, syntax.Position) is { } order ? Truths.Of(holds(order)) : Truth.Unknown;
    });

    /// <summary>Below zero, zero or above; null when precision or units leave it open.</summary>
    /// <exception cref="PathFault">The types have no order among them.</exception>
    internal static int? Order(in FhirPathValue left, in FhirPathValue right, int position)
    {
        if (left.IsNumber && right.IsNumber)
            return Equality.Number(left).CompareTo(Equality.Number(right));
        if (left.Kind == FhirPathKind.String && right.Kind == FhirPathKind.String)
            return string.CompareOrdinal(left.StringOrEmpty, right.StringOrEmpty);
        if (left.IsTemporal && right.IsTemporal && (left.Kind == FhirPathKind.Time) == (right.Kind == FhirPathKind.Time))
            return Temporal.Compare(left.Temporal, right.Temporal);
        if (Equality.AsQuantity(left, right) is { } pair)
            return QuantityMath.Compare(pair.Left, pair.Right);

        throw new PathFault(FhirPathErrorKind.TypeMismatch, $"{left.TypeName} and {right.TypeName} have no order.", position);
    }

    private static Plan Member(Plan item, Plan collection, int position) => Plan.OfTest(frame =>
    {
        if (!item.TrySingle(frame, position, out var sought))
            return Truth.Unknown;

        var items = frame.Rent();
        collection.Collect(frame, items);
        var found = false;
        for (var i = 0; i < items.Count && !found; i++)
            found = Equality.AreEqual(frame, sought, items[i]) == true;
        frame.Return(items);
        return Truths.Of(found);
    });

    internal static Plan Union(Plan left, Plan right, int position) => Plan.Of(
        (frame, output) =>
        {
            var items = frame.Rent();
            left.Collect(frame, items);
            right.Collect(frame, items);
            ExistenceFunctions.AddDistinct(frame, items, new ItemSet(frame), output);
            frame.Return(items);
        },
        position,
        Joined(left.Shape, right.Shape),
        frame => left.Any(frame) || right.Any(frame));

    internal static Shape Joined(Shape left, Shape right) => new(
        left.Types is { } first && right.Types is { } second ? [.. first.Union(second)] : null,
        left.IsOrdered && right.IsOrdered);

    /// <summary>Strings joined, nothing counting as the empty string.</summary>
    private static Plan Concatenation(Plan left, Plan right, int position) => Plan.Of(
        (frame, output) => output.Add(FhirPathValue.Of(frame.CheckLength(Text(frame, left, position) + Text(frame, right, position)))),
        position,
        any: _ => true);

    private static string Text(Frame frame, Plan plan, int position)
    {
        if (!plan.TryValue(frame, position, out var value))
            return "";
        return value.Kind == FhirPathKind.String
            ? value.StringOrEmpty
            : throw new PathFault(FhirPathErrorKind.TypeMismatch, "'&' joins strings.", position);
    }

    internal static Plan Sign(Plan operand, bool negative, int position) => Plan.Of(
        (frame, output) =>
        {
            if (!operand.TryValue(frame, position, out var value))
                return;

            output.Add(value.Kind switch
            {
                FhirPathKind.Integer when !negative => value,
                FhirPathKind.Long when !negative => value,
                FhirPathKind.Integer => FhirPathValue.Of(unchecked(-(int)value.LongOrZero)),
                FhirPathKind.Long => FhirPathValue.Of(unchecked(-value.LongOrZero)),
                FhirPathKind.Decimal => FhirPathValue.Of(negative ? Numbers.Negate(value.DecimalOrZero) : value.DecimalOrZero),
                FhirPathKind.Quantity => FhirPathValue.Of(negative ? value.Quantity with { Value = Numbers.Negate(value.Quantity.Value) } : value.Quantity),
                _ => throw new PathFault(FhirPathErrorKind.TypeMismatch, "A sign stands before a number or a quantity.", position),
            });
        },
        position);
}
