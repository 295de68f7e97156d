using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Gives each repeat of an element to its slice, and holds it to that.</summary>
internal static class SlicePass
{
    private const int MostOnStack = 64;

    /// <param name="run">The run; the repeats are those in its stack from <paramref name="first"/> on.</param>
    /// <param name="parent">The element that the repeats are in: where what is missing is reported.</param>
    /// <param name="element">The sliced element, or the slice that is sliced again.</param>
    /// <param name="slicing">Its slices.</param>
    /// <param name="first">Position of the first repeat.</param>
    /// <param name="count">How many there are.</param>
    internal static void Check(ProfileRun run, int parent, PlanNode element, SlicePlan slicing, int first, int count)
    {
        Span<int> counts = slicing.Slices.Length <= MostOnStack ? stackalloc int[slicing.Slices.Length] : new int[slicing.Slices.Length];
        counts.Clear();
        var (last, hasOther) = (-1, false);
        for (var i = first; i < first + count; i++)
        {
            var node = run.Repeats[i];
            var slice = slicing.Find(run, node);
            if (slice < 0)
            {
                hasOther = true;
                slice = slicing.Default;
                if (slice < 0)
                {
                    CheckOther(run, node, element, slicing);
                    continue;
                }
            }
            else
            {
                CheckPlace(run, node, slicing, slice, last, hasOther);
                last = slice;
            }

            counts[slice]++;
            Apply(run, node, slicing.Slices[slice], counts[slice]);
        }

        for (var slice = 0; slice < counts.Length; slice++)
        {
            var plan = slicing.Slices[slice];
            var canBeTold = slicing.Tests[slice] is not null || slice == slicing.Default;
            if (canBeTold && counts[slice] < plan.Min)
                run.Report(FhirSeverity.Error, ProfileRules.SliceRequired, parent, plan, OverlayPass.NameOf(run, plan), $"at least {OverlayPass.Number(plan.Min)}", OverlayPass.Number(counts[slice]));
            if (plan.Slicing is not null)
                CheckAgain(run, parent, slicing, slice, first, count);
        }
    }

    private static void Apply(ProfileRun run, int node, PlanNode slice, int count)
    {
        if (slice.Max == 0)
            run.Report(FhirSeverity.Error, ProfileRules.SliceNotAllowed, node, slice, OverlayPass.NameOf(run, slice), "none", OverlayPass.Number(count));
        else if (slice.Max > 0 && count == slice.Max + 1)
            run.Report(FhirSeverity.Error, ProfileRules.SliceTooMany, node, slice, OverlayPass.NameOf(run, slice), $"at most {OverlayPass.Number(slice.Max)}");
        if (slice.Max == 0)
            return;

        if (slice.Types.Length > 0 && run.Document.Nodes[node].Type == run.Model.ExtensionType)
            run.PlaceExtension(node);
        OverlayPass.Apply(run, node, slice);
    }

    private static void CheckPlace(ProfileRun run, int node, SlicePlan slicing, int slice, int last, bool hasOther)
    {
        var plan = slicing.Slices[slice];
        if (slicing.IsOrdered && slice < last)
            run.Report(FhirSeverity.Error, ProfileRules.SliceOrder, node, plan, OverlayPass.NameOf(run, plan), $"before {slicing.Slices[last].Slice}");
        if (slicing.Rules == SlicingRules.OpenAtEnd && hasOther)
            run.Report(FhirSeverity.Error, ProfileRules.SliceAtEnd, node, plan, OverlayPass.NameOf(run, plan));
    }

    /// <summary>A repeat that no slice takes. Slices that nothing tells apart may have been meant for it: what they say is a hint.</summary>
    private static void CheckOther(ProfileRun run, int node, PlanNode element, SlicePlan slicing)
    {
        var isSure = true;
        for (var i = 0; i < slicing.Slices.Length; i++)
        {
            if (slicing.Tests[i] is not null)
                continue;

            isSure = false;
            run.Hints++;
            OverlayPass.Apply(run, node, slicing.Slices[i]);
            run.Hints--;
        }

        if (slicing.Rules != SlicingRules.Closed || !isSure)
            return;

        run.Report(FhirSeverity.Error, ProfileRules.SliceClosed, node, element, OverlayPass.NameOf(run, element), slicing.Wanted, "none of them");
    }

    /// <summary>A slice that is sliced again: the repeats that it took are given to its own slices.</summary>
    private static void CheckAgain(ProfileRun run, int parent, SlicePlan slicing, int slice, int first, int count)
    {
        var inner = run.Repeats.Count;
        for (var i = first; i < first + count; i++)
        {
            if (slicing.Find(run, run.Repeats[i]) == slice)
                run.Repeats.Add(run.Repeats[i]);
        }

        var taken = run.Repeats.Count - inner;
        Check(run, parent, slicing.Slices[slice], slicing.Slices[slice].Slicing!, inner, taken);
        run.Repeats.RemoveRange(inner, taken);
    }
}
