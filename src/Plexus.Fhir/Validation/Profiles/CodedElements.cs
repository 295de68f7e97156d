using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Codes wherever they stand: primitives, codings, concepts, quantities.</summary>
internal static class CodedElements
{
    private static ReadOnlySpan<byte> Snomed => "http://snomed.info/sct"u8;

    internal static void Check(ProfileRun run, int node, PlanNode plan, BindingPlan binding)
    {
        if (!HasCode(run, node))
            return;

        if (binding.Set is null)
        {
            run.ReportOnce(FhirSeverity.Warning, ProfileRules.UnknownValueSet, node, plan, binding.Url);
            return;
        }

        var verdict = Judge(run, node, binding.Set);
        if (verdict == CodeVerdict.Unknown && run.Options.Terminology is { } terminology)
            verdict = Ask(run, node, binding, terminology);
        if (verdict != CodeVerdict.NotIn)
            return;

        if (binding.Strength == BindingStrength.Required)
            run.Report(FhirSeverity.Error, ProfileRules.Code, node, plan, binding.Name, expected: "a code of " + binding.Url);
        else
            run.Report(FhirSeverity.Warning, ProfileRules.CodeExtensible, node, plan, binding.Name, expected: "a code of " + binding.Url);
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

    /// <summary>A code of SNOMED CT must be an identifier of it, whatever value set it is for.</summary>
    internal static void CheckSyntax(ProfileRun run, int coding)
    {
        if (!Text(run, coding, run.Names.System).SequenceEqual(Snomed))
            return;

        var code = run.Document.FirstChild(coding, run.Names.Code);
        if (code >= 0 && run.Document.Nodes[code].HasValue && !SnomedIdentifier.IsValid(run.Document.Value(code)))
            run.Report(FhirSeverity.Error, ProfileRules.SnomedCode, code, null);
    }

    /// <summary>Whether there is anything to judge: an element that is only extensions has no code, a concept of text alone fails.</summary>
    private static bool HasCode(ProfileRun run, int node)
    {
        ref var at = ref run.Document.Nodes[node];
        if (run.Model.Types[at.Type].Kind == TypeKind.Primitive)
            return at.HasValue;
        return at.Type == run.Names.CodeableConceptType ? run.Document.Nodes[node].End > node + 1 : run.Document.FirstChild(node, run.Names.Code) >= 0;
    }

    private static CodeVerdict Ask(ProfileRun run, int node, BindingPlan binding, ITerminologySource terminology)
    {
        var element = new FhirElement(run.Document, node);
        var codings = element.TypeName switch
        {
            "CodeableConcept" => element.Elements("coding").Select(Coding).ToArray(),
            _ when element.IsPrimitive => [new FhirCoding(null, element.Value!)],
            _ => [Coding(element)],
        };
        var answers = terminology.Find(binding.Url, codings);
        return answers.Contains(true) ? CodeVerdict.In
            : answers.Count > 0 && answers.All(answer => answer == false) ? CodeVerdict.NotIn
            : CodeVerdict.Unknown;
    }

    private static FhirCoding Coding(FhirElement coding) => new(coding["system"].Value, coding["code"].Value ?? "");

    private static ReadOnlySpan<byte> Text(ProfileRun run, int node, int name)
    {
        var child = run.Document.FirstChild(node, name);
        return child >= 0 && run.Document.Nodes[child].HasValue ? run.Document.Value(child) : default;
    }
}
