using Plexus.Fhir.Model;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Codes wherever they stand, against the value sets that profiles bind: primitives, codings, concepts, quantities.</summary>
internal static class CodedElements
{
    /// <param name="run">The run.</param>
    /// <param name="node">The element.</param>
    /// <param name="plan">The profile's; null when the base definition binds.</param>
    /// <param name="binding">The value set.</param>
    internal static void Check(ProfileRun run, int node, PlanNode? plan, BindingPlan binding)
    {
        if (!HasCode(run, node))
            return;

        var verdict = binding.Set is null ? CodeVerdict.Unknown : Judge(run, node, binding.Set);
        if (verdict == CodeVerdict.Unknown && run.Library.Terminology is not null)
            run.Ask(node, plan, binding);
        else
            Report(run, node, plan, binding, verdict);
    }

    internal static void Report(ProfileRun run, int node, PlanNode? plan, BindingPlan binding, CodeVerdict verdict)
    {
        if (verdict == CodeVerdict.Unknown && binding.Set is null)
            run.ReportOnce(FhirSeverity.Warning, ProfileRules.UnknownValueSet, node, plan, binding.Url);
        if (verdict != CodeVerdict.NotIn)
            return;

        if (binding.Strength == BindingStrength.Required)
            run.Report(FhirSeverity.Error, ProfileRules.Code, node, plan, binding.Name, expected: "a code of " + binding.Url);
        else
            run.Report(FhirSeverity.Warning, plan is null ? ValidationRules.CodeExtensible : ProfileRules.CodeExtensible, node, plan, binding.Name, expected: "a code of " + binding.Url);
    }

    internal static CodeVerdict Judge(ProfileRun run, int node, CodeSet set)
    {
        ref var at = ref run.Document.Nodes[node];
        if (at.HasValue)
            return set.Find(run.Document.Value(node));
        if (at.Type != run.Names.CodeableConceptType)
            return set.Find(Text(run, node, run.Names.System), Text(run, node, run.Names.Code));

        var best = CodeVerdict.NotIn;
        for (var coding = run.Document.FirstChild(node, run.Names.Coding); coding >= 0 && best != CodeVerdict.In; coding = run.Document.NextNamed(run.Document.Nodes[coding].End, at.End, run.Names.Coding))
        {
            var verdict = set.Find(Text(run, coding, run.Names.System), Text(run, coding, run.Names.Code));
            best = verdict == CodeVerdict.NotIn ? best : verdict;
        }

        return best;
    }

    /// <summary>What a terminology source is asked about an element: its codes that the packs do not decide.</summary>
    internal static IEnumerable<TerminologyQuestion> Questions(FhirElement element, string valueSet, CodeSet? set)
    {
        if (element.IsPrimitive)
            return [new TerminologyQuestion(element.Document!.Version, valueSet, null, element.Value!)];

        var codings = element.TypeName == "CodeableConcept" ? element.Elements("coding") : Enumerable.Repeat(element, 1);
        return from coding in codings
               where coding["code"].HasValue && (set is null || set.Find(coding["system"].Utf8Value, coding["code"].Utf8Value) == CodeVerdict.Unknown)
               select new TerminologyQuestion(coding.Document!.Version, valueSet, coding["system"].Value, coding["code"].Value!);
    }

    /// <summary>One code in the set is enough; all must be known to be outside for the element to be.</summary>
    internal static CodeVerdict Verdict(IReadOnlyCollection<TerminologyAnswer> answers) =>
        answers.Contains(TerminologyAnswer.In) ? CodeVerdict.In
        : answers.Count > 0 && answers.All(answer => answer == TerminologyAnswer.NotIn) ? CodeVerdict.NotIn
        : CodeVerdict.Unknown;

    internal static ReadOnlySpan<byte> Text(ProfileRun run, int node, int name)
    {
        var child = run.Document.FirstChild(node, name);
        return child >= 0 && run.Document.Nodes[child].HasValue ? run.Document.Value(child) : default;
    }

    /// <summary>Whether an element is of a type that a binding speaks of; a choice may have others.</summary>
    internal static bool MayBeCode(ProfileRun run, int node)
    {
        ref var type = ref run.Model.Types[run.Document.Nodes[node].Type];
        return type.Kind != TypeKind.Primitive || type.Primitive is PrimitiveKind.Code or PrimitiveKind.String or PrimitiveKind.Uri;
    }

    /// <summary>Whether there is anything to judge: an element that is only extensions has no code, a concept of text alone fails.</summary>
    private static bool HasCode(ProfileRun run, int node)
    {
        ref var at = ref run.Document.Nodes[node];
        if (run.Model.Types[at.Type].Kind == TypeKind.Primitive)
            return at.HasValue;
        if (at.Type == run.Names.CodeableConceptType)
            return run.Document.FirstChild(node, run.Names.Coding) >= 0 || run.Document.FirstChild(node, run.Names.Text) >= 0;
        return run.Document.FirstChild(node, run.Names.Code) >= 0;
    }
}
