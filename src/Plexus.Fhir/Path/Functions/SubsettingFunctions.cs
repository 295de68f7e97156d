namespace Plexus.Fhir.Paths;

/// <summary>Subsetting and combining: FHIRPath N1, sections 5.3 and 5.4.</summary>
internal static class SubsettingFunctions
{
    internal static readonly PathFunction[] All =
    [
        new("single", 0, 0, Single),
        new("first", 0, 0, call => Slice(call, (items, output) => AddRange(items, 0, 1, output))),
        new("last", 0, 0, call => Slice(call, (items, output) => AddRange(items, items.Count - 1, 1, output))),
        new("tail", 0, 0, call => Slice(call, (items, output) => AddRange(items, 1, items.Count, output))),
        new("skip", 1, 1, call => SliceBy(call, (items, number, output) => AddRange(items, Math.Max(number, 0), items.Count, output))),
        new("take", 1, 1, call => SliceBy(call, (items, number, output) => AddRange(items, 0, number, output))),
        new("intersect", 1, 1, Intersect),
        new("exclude", 1, 1, Exclude),
        new("union", 1, 1, call => Operators.Union(call.Source, call.Argument(0), call.Position)),
        new("combine", 1, 2, Combine),
    ];

    private static Plan Single(FunctionCall call) => Plan.Of(
        (frame, output) =>
        {
            if (call.Source.TrySingle(frame, call.Position, out var item))
                output.Add(item);
        },
        call.Position,
        call.Source.Shape);

    private static Plan Slice(FunctionCall call, Action<NodeSeq, NodeSeq> slice)
    {
        call.Compiler.WarnUnordered(call.Source.Shape, call.Position);
        return Plan.Of(
            (frame, output) =>
            {
                var items = frame.Rent();
                call.Source.Collect(frame, items);
                slice(items, output);
                frame.Return(items);
            },
            call.Position,
            call.Source.Shape);
    }

    private static Plan SliceBy(FunctionCall call, Action<NodeSeq, int, NodeSeq> slice)
    {
        var argument = call.Argument(0);
        call.Compiler.WarnUnordered(call.Source.Shape, call.Position);
        return Plan.Of(
            (frame, output) =>
            {
                if (!argument.TryValue(frame, call.Position, out var number))
                    return;
                if (number.Kind != FhirPathKind.Integer)
                    throw call.Fault(FhirPathErrorKind.TypeMismatch, $"'{call.Syntax.Name}' takes an integer.");

                var items = frame.Rent();
                call.Source.Collect(frame, items);
                slice(items, (int)number.LongOrZero, output);
                frame.Return(items);
            },
            call.Position,
            call.Source.Shape);
    }

    private static void AddRange(NodeSeq items, int start, int count, NodeSeq output)
    {
        if (start >= 0 && start < items.Count && count > 0)
            output.AddRange(items.Items.Slice(start, Math.Min(count, items.Count - start)));
    }

    private static Plan Intersect(FunctionCall call) => Filtered(call, (items, others, frame, output) =>
    {
        var seen = new ItemSet(frame);
        for (var i = 0; i < items.Count; i++)
        {
            if (others.Contains(items[i]) && seen.Add(items[i]))
                output.Add(items[i]);
        }
    });

    private static Plan Exclude(FunctionCall call) => Filtered(call, (items, others, _, output) =>
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (!others.Contains(items[i]))
                output.Add(items[i]);
        }
    });

    private static Plan Filtered(FunctionCall call, Action<NodeSeq, ItemSet, Frame, NodeSeq> filter)
    {
        var argument = call.Argument(0);
        return Plan.Of(
            (frame, output) =>
            {
                var items = frame.Rent();
                var others = frame.Rent();
                call.Source.Collect(frame, items);
                argument.Collect(frame, others);
                var set = new ItemSet(frame);
                set.AddAll(others);
                filter(items, set, frame, output);
                frame.Return(others);
                frame.Return(items);
            },
            call.Position,
            call.Source.Shape);
    }

    private static Plan Combine(FunctionCall call)
    {
        var argument = call.Argument(0);
        return Plan.Of(
            (frame, output) =>
            {
                call.Source.Collect(frame, output);
                argument.Collect(frame, output);
                frame.CheckCount(output);
            },
            call.Position,
            Operators.Joined(call.Source.Shape, argument.Shape),
            frame => call.Source.Any(frame) || argument.Any(frame));
    }
}
