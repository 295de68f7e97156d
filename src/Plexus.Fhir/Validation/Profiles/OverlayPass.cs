using System.Globalization;
using System.Text;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Holds an element and what is in it to a plan.</summary>
internal static class OverlayPass
{
    internal static void Apply(ProfileRun run, int node, PlanNode plan)
    {
        CheckValue(run, node, plan);
        if (plan.Binding is { } binding)
        {
            run.BindByProfile(node);
            CodedElements.Check(run, node, plan, binding);
        }

        if (plan.Types.Length > 0)
            CheckTypes(run, node, plan);
        foreach (var invariant in plan.Invariants)
            Check(run, node, plan, invariant);
        if (plan.Children.Length > 0)
            CheckChildren(run, node, plan);
    }

    internal static void Check(ProfileRun run, int node, PlanNode? plan, InvariantPlan invariant)
    {
        run.IsUndecided = false;
        switch (invariant.Check(new FhirElement(run.Document, node), run.PathOptions))
        {
            case InvariantFailure.NotTrue when !run.IsUndecided:
                run.Report(invariant.Severity, invariant.Rule, node, plan);
                break;
            case InvariantFailure.NotTrue or InvariantFailure.NotEvaluated:
                run.ReportOnce(FhirSeverity.Warning, ProfileRules.NotEvaluated, node, plan, invariant.Key);
                break;
        }
    }

    private static void CheckValue(ProfileRun run, int node, PlanNode plan)
    {
        if (plan.Fixed is { } exact && !exact.Matches(run.Document, node, isFixed: true))
            ReportValue(run, ProfileRules.Fixed, node, plan, exact, isFixed: true);
        if (plan.Pattern is { } pattern && !pattern.Matches(run.Document, node, isFixed: false))
            ReportValue(run, ProfileRules.Pattern, node, plan, pattern, isFixed: false);
        if (plan.MaxLength > 0 && run.Document.Nodes[node].HasValue && Encoding.UTF8.GetCharCount(run.Document.Value(node)) > plan.MaxLength)
            run.Report(FhirSeverity.Error, ProfileRules.TooLong, node, plan, NameOf(run, plan), $"at most {Number(plan.MaxLength)} characters");
        if (plan.Least is { } least && least.Order(run.Document, node) < 0)
            run.Report(FhirSeverity.Error, ProfileRules.TooLow, node, plan, NameOf(run, plan), $"at least {least}", "a lower value");
        if (plan.Greatest is { } greatest && greatest.Order(run.Document, node) > 0)
            run.Report(FhirSeverity.Error, ProfileRules.TooHigh, node, plan, NameOf(run, plan), $"at most {greatest}", "a higher value");
    }

    private static void ReportValue(ProfileRun run, Documents.IssueRule rule, int node, PlanNode plan, PatternValue value, bool isFixed)
    {
        var difference = value.Difference(run.Document, node, isFixed);
        var found = !run.Document.Nodes[node].HasValue && value.Value is not null ? "no value"
            : difference.Length > 0 ? $"another {difference}"
            : IsAddress(run, node) ? new FhirElement(run.Document, node).Value
            : "another value";
        run.Report(FhirSeverity.Error, rule, node, plan, NameOf(run, plan), value.ToString(), found);
    }

    /// <summary>Systems and addresses of definitions may be shown; other values may be about a patient.</summary>
    private static bool IsAddress(ProfileRun run, int node) =>
        run.Document.Nodes[node].HasValue
        && run.Document.Nodes[node].Property >= 0
        && run.Model.Properties[run.Document.Nodes[node].Property].BaseNameId is var name
        && (name == run.Names.System || name == run.Names.Url);

    private static void CheckTypes(ProfileRun run, int node, PlanNode plan)
    {
        var type = run.Document.Nodes[node].Type;
        if (plan.ChecksTypes && !IsAllowed(run, type, plan))
        {
            run.Report(FhirSeverity.Error, ProfileRules.Type, node, plan, NameOf(run, plan), plan.TypeCodes, run.Model.TypeName(type));
            return;
        }

        foreach (var allowed in plan.Types)
        {
            if (allowed.Type < 0 || !run.Model.IsA(type, allowed.Type))
                continue;

            // An extension is held to its own definition wherever it stands.
            if (allowed.Profiles.Length > 0 && type != run.Model.ExtensionType)
                CheckProfiles(run, node, plan, allowed.Profiles);
            if (type == run.Model.ReferenceType && (allowed.Targets.Length > 0 || allowed.Aggregations != 0))
                ReferenceTargets.Check(run, node, plan, allowed);
        }
    }

    private static bool IsAllowed(ProfileRun run, int type, PlanNode plan)
    {
        foreach (var allowed in plan.Types)
        {
            if (run.Model.IsA(type, allowed.Type))
                return true;
        }

        return false;
    }

    private static void CheckProfiles(ProfileRun run, int node, PlanNode plan, string[] profiles)
    {
        if (profiles is [var only])
        {
            if (run.Library.Find(only) is { } profile)
                run.Apply(node, profile);
            else
                run.UnknownProfile(node, plan, only);
            return;
        }

        foreach (var canonical in profiles)
        {
            if (run.Conforms(node, canonical) != false)
                return;
        }

        run.Report(FhirSeverity.Error, ProfileRules.Nonconforming, node, plan, string.Join(", ", profiles));
    }

    /// <summary>Both the children and the plan's are in the order of the base definition, so one walk pairs them.</summary>
    private static void CheckChildren(ProfileRun run, int node, PlanNode plan)
    {
        var nodes = run.Document.Nodes;
        var end = nodes[node].End;
        var next = node + 1;
        foreach (var element in plan.Children)
        {
            if (element.Rank == int.MinValue)
                next = node + 1;
            while (next < end && element.Rank != int.MinValue && RankOf(run, next) < element.Rank)
                next = nodes[next].End;
            if (element.Rank == int.MinValue)
                next = run.Document.FirstChild(node, element.Name) is var found and >= 0 ? found : end;

            CheckRepeats(run, node, element, ref next, end);
        }
    }

    private static int RankOf(ProfileRun run, int node) => Documents.NodeOrder.Rank(run.Model.Properties[run.Document.Nodes[node].Property]);

    private static void CheckRepeats(ProfileRun run, int node, PlanNode element, ref int next, int end)
    {
        var nodes = run.Document.Nodes;
        var first = run.Repeats.Count;
        for (; next < end && run.Model.Properties[nodes[next].Property].BaseNameId == element.Name; next = nodes[next].End)
            run.Repeats.Add(next);

        var count = run.Repeats.Count - first;
        if (count < element.Min)
            run.Report(FhirSeverity.Error, ProfileRules.Required, node, element, NameOf(run, element), $"at least {Number(element.Min)}", Number(count));
        if (element.Max >= 0 && count > element.Max)
            run.Report(FhirSeverity.Error, element.Max == 0 ? ProfileRules.NotAllowed : ProfileRules.TooMany, run.Repeats[first + element.Max], element, NameOf(run, element), $"at most {Number(element.Max)}", Number(count));

        if (element.Max != 0)
        {
            for (var i = first; i < first + count; i++)
                Apply(run, run.Repeats[i], element);
            if (element.Slicing is { } slicing)
                SlicePass.Check(run, node, element, slicing, first, count);
        }

        run.Repeats.RemoveRange(first, count);
    }

    internal static string NameOf(ProfileRun run, PlanNode plan)
    {
        var name = plan.Name < 0 ? "?" : run.Model.Names[plan.Name];
        return plan.Slice is null ? name : $"{name}:{plan.Slice}";
    }

    internal static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
