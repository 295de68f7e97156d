namespace Plexus.Fhir.Paths;

/// <summary>Filtering, projection and aggregation: FHIRPath N1, sections 5.2 and 7.</summary>
internal static class FilteringFunctions
{
    internal static readonly PathFunction[] All =
    [
        new("where", 1, 1, Where),
        new("select", 1, 1, Select),
        new("repeat", 1, 1, call => Repeat(call, distinct: true)),
        new("repeatAll", 1, 1, call => Repeat(call, distinct: false)),
        new("aggregate", 1, 2, Aggregate),
        new("iif", 2, 3, Iif),
        new("sort", 0, 16, Sort),
        new("coalesce", 1, 16, Coalesce),
    ];

    private static Plan Where(FunctionCall call)
    {
        var criterion = call.Lambda(0);
        return Plan.Of(
            (frame, output) =>
            {
                var items = frame.Rent();
                call.Source.Collect(frame, items);
                var (outer, outerIndex) = (frame.This, frame.Index);
                for (var i = 0; i < items.Count; i++)
                {
                    frame.Charge();
                    frame.This = items[i];
                    frame.Index = i;
                    if (criterion.Test(frame) == Truth.True)
                        output.Add(items[i]);
                }

                frame.This = outer;
                frame.Index = outerIndex;
                frame.Return(items);
            },
            call.Position,
            call.Source.Shape,
            frame => call.AnyItem(frame, criterion, meets: true));
    }

    private static Plan Select(FunctionCall call)
    {
        var projection = call.Lambda(0);
        return Plan.Of(
            (frame, output) =>
            {
                var items = frame.Rent();
                call.Source.Collect(frame, items);
                var (outer, outerIndex) = (frame.This, frame.Index);
                for (var i = 0; i < items.Count; i++)
                {
                    frame.Charge();
                    frame.This = items[i];
                    frame.Index = i;
                    projection.Collect(frame, output);
                    frame.CheckCount(output);
                }

                frame.This = outer;
                frame.Index = outerIndex;
                frame.Return(items);
            },
            call.Position,
            projection.Shape with { IsOrdered = call.Source.Shape.IsOrdered && projection.Shape.IsOrdered });
    }

    /// <summary>The projection over and over, on what it gave; without <paramref name="distinct"/> the step limit ends what does not end itself.</summary>
    private static Plan Repeat(FunctionCall call, bool distinct)
    {
        // The second round works on the projection's own result, so nothing is known of its shape.
        var projection = call.Compiler.Compile(call.Syntax.Arguments[0], Shape.Unknown);
        return Plan.Of(
            (frame, output) =>
            {
                var (outer, outerIndex) = (frame.This, frame.Index);
                var seen = distinct ? new ItemSet(frame) : null;
                var round = frame.Rent();
                call.Source.Collect(frame, round);
                while (round.Count > 0)
                {
                    var next = frame.Rent();
                    for (var i = 0; i < round.Count; i++)
                    {
                        frame.Charge();
                        frame.This = round[i];
                        frame.Index = i;
                        projection.Collect(frame, next);
                        frame.CheckCount(next);
                    }

                    frame.Return(round);
                    round = frame.Rent();
                    for (var i = 0; i < next.Count; i++)
                    {
                        if (seen is null || seen.Add(next[i]))
                            round.Add(next[i]);
                    }

                    frame.Return(next);
                    output.AddRange(round.Items);
                    frame.CheckCount(output);
                }

                frame.Return(round);
                frame.This = outer;
                frame.Index = outerIndex;
            },
            call.Position);
    }

    private static Plan Aggregate(FunctionCall call)
    {
        var aggregator = call.Lambda(0);
        var initial = call.OptionalArgument(1);
        return Plan.Of(
            (frame, output) =>
            {
                var outerTotal = frame.Total;
                var total = frame.Rent();
                initial?.Collect(frame, total);
                call.ForEach(frame, (inner, _) =>
                {
                    var next = inner.Rent();
                    inner.Total = total;
                    aggregator.Collect(inner, next);
                    inner.Return(total);
                    total = next;
                    return true;
                });
                frame.Total = outerTotal;
                output.AddRange(total.Items);
                frame.Return(total);
            },
            call.Position);
    }

    /// <summary>Only the branch that is chosen is evaluated; its <c>$this</c> is the item that the function is called on.</summary>
    private static Plan Iif(FunctionCall call)
    {
        var isCalledOnItem = call.Syntax.Source is not null;
        Plan Branch(int index) => isCalledOnItem ? call.Lambda(index) : call.Argument(index);
        var criterion = Branch(0);
        var whenTrue = Branch(1);
        var otherwise = call.Has(2) ? Branch(2) : Plan.Empty;

        void Choose(Frame frame, NodeSeq output) =>
            (criterion.Test(frame) == Truth.True ? whenTrue : otherwise).Collect(frame, output);

        if (!isCalledOnItem)
            return Plan.Of(Choose, call.Position);

        return Plan.Of(
            (frame, output) =>
            {
                call.Source.TrySingle(frame, call.Position, out var item);
                var (outer, outerIndex) = (frame.This, frame.Index);
                frame.This = item;
                frame.Index = 0;
                Choose(frame, output);
                frame.This = outer;
                frame.Index = outerIndex;
            },
            call.Position);
    }

    private static Plan Coalesce(FunctionCall call)
    {
        var arguments = Enumerable.Range(0, call.Count).Select(call.Argument).ToArray();
        return Plan.Of(
            (frame, output) =>
            {
                var before = output.Count;
                foreach (var argument in arguments)
                {
                    argument.Collect(frame, output);
                    if (output.Count > before)
                        return;
                }
            },
            call.Position);
    }

    /// <summary>A minus before a key sorts downwards; items without the key come first.</summary>
    private static Plan Sort(FunctionCall call)
    {
        var keys = call.Syntax.Arguments
            .Select(argument => argument is UnarySyntax { Negative: true } minus ? (Syntax: minus.Operand, Descending: true) : (Syntax: argument, Descending: false))
            .Select(key => (Plan: call.Compiler.Compile(key.Syntax, call.Source.Shape), key.Descending))
            .DefaultIfEmpty((Plan: Plan.OfThis(call.Source.Shape), Descending: false))
            .ToArray();
        return Plan.Of(
            (frame, output) =>
            {
                var rows = new List<(FhirPathValue Item, FhirPathValue[] Keys)>();
                call.ForEach(frame, (inner, item) =>
                {
                    rows.Add((item, [.. keys.Select(key => key.Plan.TryValue(inner, call.Position, out var value) ? value : default)]));
                    return true;
                });
                foreach (var row in rows.Order(Comparer<(FhirPathValue Item, FhirPathValue[] Keys)>.Create(Compare)))
                    output.Add(row.Item);

                int Compare((FhirPathValue Item, FhirPathValue[] Keys) left, (FhirPathValue Item, FhirPathValue[] Keys) right)
                {
                    frame.Charge();
                    for (var i = 0; i < keys.Length; i++)
                    {
                        var order = CompareKeys(left.Keys[i], right.Keys[i]);
                        if (order != 0)
                            return keys[i].Descending ? -order : order;
                    }

                    return 0;
                }
            },
            call.Position,
            call.Source.Shape with { IsOrdered = true });

        int CompareKeys(in FhirPathValue left, in FhirPathValue right)
        {
            if (left.Kind == FhirPathKind.None || right.Kind == FhirPathKind.None)
                return (left.Kind == FhirPathKind.None ? 0 : 1) - (right.Kind == FhirPathKind.None ? 0 : 1);
            return Operators.Order(left, right, call.Position) ?? 0;
        }
    }
}
