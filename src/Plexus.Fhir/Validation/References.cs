using System.Collections.Concurrent;
using System.Text;

namespace Plexus.Fhir.Validation;

/// <summary>The type of what a reference points at, from the resource when it is in the document, else from the reference's text.</summary>
internal static class References
{
    private const string BaseDefinitions = "http://hl7.org/fhir/StructureDefinition/";

    // Targets by property, filled as they are met: a few hundred properties are references.
    private static readonly ConcurrentDictionary<(FhirModel Model, int Property), string[]> Known = new();

    internal static void CheckTarget(ValidationRun run, int node, int propertyNumber)
    {
        var element = new FhirElement(run.Document, node);
        if (!element["reference"].HasValue)
            return;

        var targets = TargetsOf(run.Model, propertyNumber);
        var resource = element.Resolve(run.Document.ReferencePolicy, out var outcome);
        if (outcome == ReferenceOutcome.Ambiguous)
            run.Report(FhirSeverity.Warning, ValidationRules.AmbiguousReference, node);
        if (targets.Length == 0)
            return;

        var type = resource.Exists ? resource.TypeName : TypeNamed(run, element["reference"].Utf8Value);
        if (type is not null && Array.IndexOf(targets, type) < 0)
            run.Error(ValidationRules.Target, node, type);
    }

    /// <summary>The types to which a reference may lead; none when any may be.</summary>
    internal static string[] TargetsOf(FhirModel model, int propertyNumber) =>
        Known.GetOrAdd((model, propertyNumber), static key => Targets(key.Model, key.Property));

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

    /// <summary>The type in <c>Type/id</c> or <c>http://server/Type/id</c>, when it is one.</summary>
    private static string? TypeNamed(ValidationRun run, ReadOnlySpan<byte> reference)
    {
        if (reference.StartsWith("#"u8) || reference.StartsWith("urn:"u8))
            return null;

        var (text, _) = Documents.ReferenceIndex.SplitVersion(Encoding.UTF8.GetString(reference));
        var parts = text.Split('/');
        return parts.Length >= 2 && run.Model.IsResourceType(parts[^2]) ? parts[^2] : null;
    }
}
