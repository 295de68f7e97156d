using Plexus.Fhir.Model;
using Plexus.Fhir.Packs;

namespace Plexus.Fhir.Validation;

/// <summary>Codes against the value sets that the definitions require. What is not held here is not judged.</summary>
internal static class Bindings
{
    private static ReadOnlySpan<byte> LanguageSystem => "urn:ietf:bcp:47"u8;

    private static ReadOnlySpan<byte> MediaTypeSystem => "urn:ietf:bcp:13"u8;

    /// <summary>A primitive whose value is a code.</summary>
    internal static void CheckCode(ValidationRun run, int node, in ElementDef element)
    {
        var canonical = Binding(element);
        if (canonical == 0)
            return;

        var value = run.Document.Value(node);
        var set = run.Model.CodeSets.Find(canonical);
        switch (GrammarOf(run, canonical, set))
        {
            case Grammar.Language when !CodeGrammars.IsLanguageTag(value):
                run.Error(ValidationRules.Language, node);
                return;
            case Grammar.MediaType when !CodeGrammars.IsMediaType(value):
                run.Error(ValidationRules.MediaType, node);
                return;
        }

        if (set is not null && set.Find(value) == CodeVerdict.NotIn)
            Report(run, node, canonical);
    }

    /// <summary>A Coding, or a CodeableConcept of which at least one coding must be in the set.</summary>
    internal static void CheckConcept(ValidationRun run, int node, in ElementDef element)
    {
        var canonical = Binding(element);
        if (canonical == 0 || run.Model.CodeSets.Find(canonical) is not { } set)
            return;

        var concept = new FhirElement(run.Document, node);
        var isIn = concept.TypeName switch
        {
            "Coding" => Find(set, concept) != CodeVerdict.NotIn,
            "CodeableConcept" => AnyIn(set, concept),
            "Quantity" => !concept["code"].HasValue || Find(set, concept) != CodeVerdict.NotIn,
            _ => true,
        };

        // An element that has only extensions has no code to judge.
        var hasCode = concept.TypeName switch
        {
            "Coding" => concept["code"].HasValue,
            "CodeableConcept" => concept["coding"].Exists || concept["text"].Exists,
            _ => true,
        };
        if (!isIn && hasCode)
            Report(run, node, canonical);
    }

    private static bool AnyIn(CodeSet set, FhirElement concept)
    {
        foreach (var coding in concept.Elements("coding"))
        {
            if (Find(set, coding) != CodeVerdict.NotIn)
                return true;
        }

        return false;
    }

    private static CodeVerdict Find(CodeSet set, FhirElement coding) => set.Find(coding["system"].Utf8Value, coding["code"].Utf8Value);

    /// <summary>The value set to hold the element to: a required one, or the outermost that an extensible one allows.</summary>
    private static int Binding(in ElementDef element) =>
        element.Binding == BindingStrength.Required ? element.ValueSet : element.MaxValueSet;

    private static void Report(ValidationRun run, int node, int canonical)
    {
        var url = run.Model.Strings[canonical];
        run.Error(ValidationRules.Code, node, url[(url.LastIndexOf('/') + 1)..]);
    }

    private enum Grammar
    {
        None,
        Language,
        MediaType,
    }

    private static Grammar GrammarOf(ValidationRun run, int canonical, CodeSet? set)
    {
        var url = run.Model.Strings.Utf8(canonical);
        if (url.EndsWith("bcp47"u8) || (set is not null && set.IsOpenFor(LanguageSystem)))
            return Grammar.Language;
        return url.EndsWith("bcp13.txt"u8) || (set is not null && set.IsOpenFor(MediaTypeSystem)) ? Grammar.MediaType : Grammar.None;
    }
}
