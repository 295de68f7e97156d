using Plexus.Fhir.Documents;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Where a profile lets a reference lead. Only what is in the document is followed.</summary>
internal static class ReferenceTargets
{
    internal static void Check(ProfileRun run, int node, PlanNode plan, TypePlan allowed)
    {
        var element = new FhirElement(run.Document, node);
        var text = run.Document.FirstChild(node, run.Names.Reference);
        if (text < 0 || !run.Document.Nodes[text].HasValue)
            return;

        var resource = element.Resolve(run.Document.ReferencePolicy, out var outcome);
        if (allowed.Aggregations != 0 && !IsPlaced(run.Document.Value(text), allowed.Aggregations, resource.Exists))
            run.Report(FhirSeverity.Error, ProfileRules.Aggregation, node, plan, OverlayPass.NameOf(run, plan), allowed.Aggregations.ToString().ToLowerInvariant());
        if (allowed.Targets.Length == 0 || outcome == ReferenceOutcome.Ambiguous)
            return;

        if (resource.Exists)
            CheckResource(run, node, plan, allowed.Targets, resource);
        else if (ReferenceText.TypeIn(run.Model, run.Document.Value(text)) is var type and >= 0 && !AllowsType(run, allowed.Targets, type))
            ReportType(run, node, plan, allowed.Targets, type);
    }

    private static bool IsPlaced(ReadOnlySpan<byte> reference, Aggregations aggregations, bool isInDocument) =>
        reference.StartsWith("#"u8) ? (aggregations & Aggregations.Contained) != 0
        : (aggregations & Aggregations.Referenced) != 0 || ((aggregations & Aggregations.Bundled) != 0 && isInDocument);

    private static void CheckResource(ProfileRun run, int node, PlanNode plan, string[] targets, FhirElement resource)
    {
        var type = run.Document.Nodes[resource.Index].Type;
        if (!AllowsType(run, targets, type))
        {
            ReportType(run, node, plan, targets, type);
            return;
        }

        if (!run.Options.FollowReferences)
            return;

        var isKnown = false;
        foreach (var target in targets)
        {
            if (run.Library.Find(target) is not { } profile)
            {
                // Nothing can be said against a resource that may be of a profile nobody knows.
                if (!run.Library.IsBase(target))
                    run.UnknownProfile(node, plan, target);
                if (!run.Library.IsBase(target) || run.Conforms(resource.Index, target) == true)
                    return;
                continue;
            }

            isKnown = true;
            if (Declares(run, resource.Index, profile) || run.Conforms(resource.Index, profile))
                return;
        }

        if (isKnown)
            run.Report(FhirSeverity.Error, ProfileRules.TargetProfile, node, plan, string.Join(", ", targets.Select(Short)), string.Join(" or ", targets), run.Model.TypeName(type));
    }

    /// <summary>Whether the resource claims the profile, or one that derives from it: then it is held to it where it stands.</summary>
    private static bool Declares(ProfileRun run, int resource, ProfilePlan profile)
    {
        var meta = run.Document.FirstChild(resource, run.Names.Meta);
        if (meta < 0)
            return false;

        var end = run.Document.Nodes[meta].End;
        for (var claim = run.Document.FirstChild(meta, run.Names.Profile); claim >= 0; claim = run.Document.NextNamed(run.Document.Nodes[claim].End, end, run.Names.Profile))
        {
            // The chain is short; its length is bounded against definitions that lead in a circle.
            var claimed = run.Document.Nodes[claim].HasValue ? run.Library.Find(run.Document.Value(claim)) : null;
            for (var depth = 0; claimed is not null && depth < 16; depth++)
            {
                if (ReferenceEquals(claimed, profile))
                    return true;
                claimed = run.Library.Find(claimed.DerivedFrom);
            }
        }

        return false;
    }

    private static bool AllowsType(ProfileRun run, string[] targets, int type)
    {
        foreach (var target in targets)
        {
            var allowed = run.Library.Find(target)?.Type
                ?? (run.Library.IsBase(target) ? run.Model.FindType(ProfileLibrary.Bare(target)[ProfileLibrary.BaseDefinitions.Length..]) : -1);
            if (allowed < 0 || run.Model.IsA(type, allowed))
                return true;
        }

        return false;
    }

    private static void ReportType(ProfileRun run, int node, PlanNode plan, string[] targets, int type)
    {
        // What the base definition forbids already needs no second issue.
        if (!run.HasWrongTarget(node))
            run.Report(FhirSeverity.Error, ProfileRules.Target, node, plan, run.Model.TypeName(type), string.Join(" or ", targets.Select(Short)), run.Model.TypeName(type));
    }

    private static string Short(string canonical) => canonical[(canonical.LastIndexOf('/') + 1)..];
}
