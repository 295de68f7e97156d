namespace Plexus.Fhir.Paths;

/// <summary>Existence: FHIRPath N1, section 5.1.</summary>
internal static class ExistenceFunctions
{
    internal static readonly PathFunction[] All =
    [
        new("empty", 0, 0, call => Plan.OfTest(frame => Truths.Of(!call.Source.Any(frame)))),
        new("exists", 0, 1, Exists),
        new("all", 1, 1, AllMeet),
        new("not", 0, 0, call => Plan.OfTest(frame => call.Source.Test(frame).Not())),
        new("allTrue", 0, 0, call => Booleans(call, stopAt: false, whenFound: false)),
        new("anyTrue", 0, 0, call => Booleans(call, stopAt: true, whenFound: true)),
        new("allFalse", 0, 0, call => Booleans(call, stopAt: true, whenFound: false)),
        new("anyFalse", 0, 0, call => Booleans(call, stopAt: false, whenFound: true)),
        new("subsetOf", 1, 1, call => Subset(call.Source, call.Argument(0))),
        new("supersetOf", 1, 1, call => Subset(call.Argument(0), call.Source)),
        new("count", 0, 0, Count),
        new("distinct", 0, 0, Distinct),
        new("isDistinct", 0, 0, IsDistinct),
        new("hasValue", 0, 0, HasValue),
        new("getValue", 0, 0, GetValue),
    ];

    private static Plan Exists(FunctionCall call)
    {
        if (call.OptionalLambda(0) is not { } criterion)
            return Plan.OfTest(frame => Truths.Of(call.Source.Any(frame)));

        return Plan.OfTest(frame => Truths.Of(call.AnyItem(frame, criterion, meets: true)));
    }

    private static Plan AllMeet(FunctionCall call)
    {
        var criterion = call.Lambda(0);
        return Plan.OfTest(frame => Truths.Of(!call.AnyItem(frame, criterion, meets: false)));
    }

    private static Plan Booleans(FunctionCall call, bool stopAt, bool whenFound) => Plan.OfTest(frame =>
    {
        var items = frame.Rent();
        call.Source.Collect(frame, items);
        var found = false;
        for (var i = 0; i < items.Count; i++)
        {
            if (!Primitives.TrySystem(items[i], out var value) || value.Kind != FhirPathKind.Boolean)
                throw call.Fault(FhirPathErrorKind.TypeMismatch, $"'{call.Syntax.Name}' works on Booleans.");
            found |= value.BooleanOrFalse == stopAt;
        }

        frame.Return(items);
        return Truths.Of(found == whenFound);
    });

    private static Plan Subset(Plan small, Plan large) => Plan.OfTest(frame =>
    {
        var items = frame.Rent();
        var others = frame.Rent();
        small.Collect(frame, items);
        large.Collect(frame, others);
        var set = new ItemSet(frame);
        set.AddAll(others);
        var result = true;
        for (var i = 0; i < items.Count && result; i++)
            result = set.Contains(items[i]);
        frame.Return(others);
        frame.Return(items);
        return Truths.Of(result);
    });

    private static Plan Count(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            var items = frame.Rent();
            call.Source.Collect(frame, items);
            output.Add(FhirPathValue.Of(items.Count));
            frame.Return(items);
        },
        call.Position,
        any: _ => true);

    private static Plan Distinct(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            var items = frame.Rent();
            call.Source.Collect(frame, items);
            AddDistinct(frame, items, new ItemSet(frame), output);
            frame.Return(items);
        },
        call.Position,
        call.Source.Shape);

    internal static void AddDistinct(Frame frame, NodeSeq items, ItemSet seen, NodeSeq output)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (seen.Add(items[i]))
                output.Add(items[i]);
        }

        frame.CheckCount(output);
    }

    private static Plan IsDistinct(FunctionCall call) => Plan.OfTest(frame =>
    {
        var items = frame.Rent();
        call.Source.Collect(frame, items);
        var seen = new ItemSet(frame);
        var distinct = true;
        for (var i = 0; i < items.Count && distinct; i++)
            distinct = seen.Add(items[i]);
        frame.Return(items);
        return Truths.Of(distinct);
    });

    /// <summary>True for one primitive with a value, whatever extensions it has.</summary>
    private static Plan HasValue(FunctionCall call) => Plan.OfTest(frame =>
    {
        var items = frame.Rent();
        call.Source.Collect(frame, items);
        var result = items.Count == 1 && IsValued(items[0]);
        frame.Return(items);
        return Truths.Of(result);
    });

    private static Plan GetValue(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            var items = frame.Rent();
            call.Source.Collect(frame, items);
            if (items.Count == 1 && IsValued(items[0]) && Primitives.TrySystem(items[0], out var value))
                output.Add(value);
            frame.Return(items);
        },
        call.Position);

    /// <summary>The definitions make the narrative's XHTML a primitive type, and ele-1 relies on it.</summary>
    private static bool IsValued(in FhirPathValue item) => item.IsElement
        ? item.Element.HasValue
        : item.Kind is not (FhirPathKind.Quantity or FhirPathKind.TypeInfo);
}
