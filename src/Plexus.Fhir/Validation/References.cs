using Plexus.Fhir.Documents;

namespace Plexus.Fhir.Validation;

/// <summary>The type of what a reference points at, from the resource when it is in the document, else from the reference's text.</summary>
internal static class References
{
    private const string BaseDefinitions = "http://hl7.org/fhir/StructureDefinition/";

    internal static void CheckTarget(ValidationRun run, int node, int propertyNumber)
    {
        var element = new FhirElement(run.Document, node);
        if (!element["reference"].HasValue)
            return;

        var targets = TargetsOf(run.Model, propertyNumber);
        var resource = element.Resolve(run.Document.ReferencePolicy, out var outcome);
        if (outcome == ReferenceOutcome.Ambiguous)
            run.Report(FhirSeverity.Warning, ValidationRules.AmbiguousReference, node);
        if (outcome == ReferenceOutcome.ResolvedLeniently && run.Options.ReportLenientReferences)
            run.ReportLenience(node);
        if (targets.Length == 0)
            return;

        var type = resource.Exists ? run.Document.Nodes[resource.Index].Type : ReferenceText.TypeIn(run.Model, element["reference"].Utf8Value);
        if (type >= 0 && Array.IndexOf(targets, run.Model.TypeName(type)) < 0)
            run.Error(ValidationRules.Target, node, run.Model.TypeName(type));
    }

    /// <summary>The types to which a reference may lead; none when any may be.</summary>
    internal static string[] TargetsOf(FhirModel model, int propertyNumber) =>
        model.ReferenceTargets[propertyNumber] ??= Targets(model, propertyNumber);

    private static string[] Targets(FhirModel model, int propertyNumber)
    {
        ref var property = ref model.Properties[propertyNumber];
        foreach (var reference in model.Elements[property.Element].Types)
        {
            if (reference.Type != property.Type)
                continue;

            var names = reference.Targets.Select(target => model.Strings[target]).ToArray();
            return names.Contains(BaseDefinitions + "Resource") || !names.All(IsBase)
                ? []
                : [.. names.Select(name => name[BaseDefinitions.Length..])];
        }

        return [];
    }

    private static bool IsBase(string canonical) => canonical.StartsWith(BaseDefinitions, StringComparison.Ordinal);
}
