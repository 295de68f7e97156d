namespace Plexus.Fhir.Paths;

/// <summary>Utility functions: FHIRPath N1, section 5.9.</summary>
internal static class UtilityFunctions
{
    internal static readonly PathFunction[] All =
    [
        new("trace", 1, 2, Trace),
        new("now", 0, 0, call => Clock(call, Temporal.Of)),
        new("today", 0, 0, call => Clock(call, now => Temporal.Of(now).Cut(TemporalPrecision.Day) with { Kind = TemporalKind.Date, Offset = null })),
        new("timeOfDay", 0, 0, call => Clock(call, now => Temporal.Of(now) with { Kind = TemporalKind.Time, Ticks = Temporal.Of(now).Ticks % TimeSpan.TicksPerDay, Offset = null })),
    ];

    private static Plan Clock(FunctionCall call, Func<DateTimeOffset, Temporal> read) => Plan.Of(
        (frame, output) => output.Add(FhirPathValue.Of(read(frame.Now))),
        call.Position,
        any: _ => true);

    /// <summary>Passes its input on; only a listener sees a difference.</summary>
    private static Plan Trace(FunctionCall call)
    {
        var name = call.Argument(0);
        var projection = call.OptionalLambda(1);
        return Plan.Of(
            (frame, output) =>
            {
                var start = output.Count;
                call.Source.Collect(frame, output);
                if (frame.Options.Trace is not { } listener || !TextFunctions.TryText(call, frame, name, out var label))
                    return;

                if (projection is null)
                {
                    listener(label, output.Items[start..].ToArray());
                    return;
                }

                var projected = frame.Rent();
                var (outer, outerIndex) = (frame.This, frame.Index);
                for (var i = start; i < output.Count; i++)
                {
                    frame.Charge();
                    frame.This = output[i];
                    frame.Index = i - start;
                    projection.Collect(frame, projected);
                }

                frame.This = outer;
                frame.Index = outerIndex;
                listener(label, projected.ToArray());
                frame.Return(projected);
            },
            call.Position,
            call.Source.Shape,
            call.Source.Any);
    }
}
