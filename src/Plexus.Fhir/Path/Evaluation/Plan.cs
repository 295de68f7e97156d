namespace Plexus.Fhir.Paths;

/// <summary>Appends the items of a part of an expression to a collection.</summary>
internal delegate void Collector(Frame frame, NodeSeq output);

/// <summary>A part of an expression as a truth value, without a collection.</summary>
internal delegate Truth Tester(Frame frame);

/// <summary>Whether a part of an expression has any item, stopping at the first.</summary>
internal delegate bool Finder(Frame frame);

/// <summary>A compiled part of an expression, in the forms that it is asked for.</summary>
internal sealed class Plan
{
    private Plan(Collector collect, Tester test, Finder any)
    {
        Collect = collect;
        Test = test;
        Any = any;
    }

    internal Collector Collect { get; }

    internal Tester Test { get; }

    internal Finder Any { get; }

    internal Shape Shape { get; private init; } = Shape.Unknown;

    /// <summary>The value of a literal.</summary>
    internal FhirPathValue? Literal { get; private init; }

    /// <summary>Set when the part is a chain of names.</summary>
    internal MemberPath? Path { get; private init; }

    internal bool IsThis { get; private init; }

    internal static Plan Of(Collector collect, int position, Shape? shape = null, Finder? any = null) =>
        new(collect, frame => Singleton(frame, collect, position), any ?? (frame => HasItems(frame, collect))) { Shape = shape ?? Shape.Unknown };

    internal static Plan OfTest(Tester test) => new(
        (frame, output) =>
        {
            var truth = test(frame);
            if (truth != Truth.Unknown)
                output.Add(FhirPathValue.Of(truth == Truth.True));
        },
        test,
        frame => test(frame) != Truth.Unknown);

    internal static Plan OfLiteral(FhirPathValue value)
    {
        var truth = value.Kind == FhirPathKind.Boolean ? Truths.Of(value.BooleanOrFalse) : Truth.True;
        return new Plan((_, output) => output.Add(value), _ => truth, _ => true) { Literal = value };
    }

    internal static Plan OfThis(Shape shape) => new(
        (frame, output) =>
        {
            if (frame.This.Kind != FhirPathKind.None)
                output.Add(frame.This);
        },
        frame => TruthOf(frame.This),
        frame => frame.This.Kind != FhirPathKind.None)
    {
        Shape = shape,
        IsThis = true,
    };

    internal static Plan OfPath(MemberPath path, int position, Shape shape)
    {
        Collector collect = path.Collect;
        return new Plan(collect, frame => Singleton(frame, collect, position), path.Any) { Shape = shape, Path = path };
    }

    internal static Plan Empty { get; } = new((_, _) => { }, _ => Truth.Unknown, _ => false);

    internal Plan WithShape(Shape shape) => new(Collect, Test, Any) { Shape = shape, Path = Path, Literal = Literal, IsThis = IsThis };

    /// <summary>The one item; false for none.</summary>
    /// <exception cref="PathFault">There are several.</exception>
    internal bool TrySingle(Frame frame, int position, out FhirPathValue item)
    {
        if (Literal is { } literal)
        {
            item = literal;
            return true;
        }

        var items = frame.Rent();
        Collect(frame, items);
        if (items.Count > 1)
            throw NotSingle(position);

        var found = items.Count == 1;
        item = found ? items[0] : default;
        frame.Return(items);
        return found;
    }

    /// <summary>The one item as a System value; false for none and for a primitive without value.</summary>
    internal bool TryValue(Frame frame, int position, out FhirPathValue value)
    {
        value = default;
        return TrySingle(frame, position, out var item) && Primitives.TrySystem(item, out value);
    }

    internal static PathFault NotSingle(int position) =>
        new(FhirPathErrorKind.NotSingle, "At most one item is allowed here, and there are several.", position);

    /// <summary>A single item that is no Boolean counts as true.</summary>
    internal static Truth TruthOf(in FhirPathValue item)
    {
        if (item.Kind == FhirPathKind.None)
            return Truth.Unknown;
        if (!Primitives.TrySystem(item, out var value))
            return Primitives.KindOf(item) == Model.PrimitiveKind.Boolean ? Truth.Unknown : Truth.True;
        return value.Kind == FhirPathKind.Boolean ? Truths.Of(value.BooleanOrFalse) : Truth.True;
    }

    private static Truth Singleton(Frame frame, Collector collect, int position)
    {
        var items = frame.Rent();
        collect(frame, items);
        if (items.Count > 1)
            throw NotSingle(position);

        var truth = items.Count == 0 ? Truth.Unknown : TruthOf(items[0]);
        frame.Return(items);
        return truth;
    }

    private static bool HasItems(Frame frame, Collector collect)
    {
        var items = frame.Rent();
        collect(frame, items);
        var any = items.Count > 0;
        frame.Return(items);
        return any;
    }
}
