using Plexus.Fhir.Model;
using Plexus.Fhir.Packs;
using Plexus.Fhir.Validation;

namespace Plexus.Fhir;

/// <summary>
/// Validates against the base definitions of the resource's version: cardinality, choices, the text of primitives, codes of required
/// bindings, types of reference targets, narrative, and the invariants that every resource, element, extension and Bundle has.
/// </summary>
/// <remarks>
/// Structure that a document cannot hold (unknown elements, wrong order, wrong JSON types) is reported by the reader; both together
/// are the whole answer. Invariants of single resource types are for the FHIRPath engine. Thread-safe.
/// </remarks>
public sealed class BaseValidator(FhirValidatorOptions? options = null) : IMessageValidator
{
    private readonly FhirValidatorOptions _options = options ?? FhirValidatorOptions.Default;

    /// <exception cref="ArgumentException">The element does not exist.</exception>
    public IReadOnlyList<FhirIssue> Validate(FhirElement resource)
    {
        if (resource.Document is not { } document)
            throw new ArgumentException("There is no element to validate.", nameof(resource));

        var run = new ValidationRun(document, _options);
        Check(run, resource.Index);
        return run.Issues;
    }

    /// <summary>Adds the issues of an element and everything in it to a run.</summary>
    internal void Check(ValidationRun run, int resource)
    {
        var document = run.Document;
        var invariants = NativeInvariants.For(document.Model);
        Span<int> counts = stackalloc int[document.Model.LongestType];
        var end = document.Nodes[resource].End;
        for (var node = resource; node < end; node++)
        {
            ref var at = ref document.Nodes[node];
            if (ElementContent.Problem(document, node, out var typeName) is { } problem)
                run.Error(problem, node, typeName);
            else if (document.Model.Types[at.Type].Kind == TypeKind.Primitive)
                CheckPrimitive(run, node);
            if (document.Model.Types[at.Type].Kind == TypeKind.Primitive)
                continue;

            CheckChildren(run, node, counts);
            if (at.Property >= 0)
                CheckElement(run, node, at.Property);
            invariants.Check(run, node, _options);
        }

        ElementIds.Check(run, resource, end);
    }

    private static void CheckPrimitive(ValidationRun run, int node)
    {
        ref var at = ref run.Document.Nodes[node];
        if (!at.HasValue)
            return;

        ref var element = ref run.Model.Elements[run.Model.Properties[at.Property].Element];
        if (run.Model.Types[at.Type].Primitive == PrimitiveKind.Xhtml)
            NarrativeRules.Check(run, node);
        else if (element.Binding != BindingStrength.None)
            Bindings.CheckCode(run, node, element);
    }

    private static void CheckElement(ValidationRun run, int node, int propertyNumber)
    {
        ref var property = ref run.Model.Properties[propertyNumber];
        ref var element = ref run.Model.Elements[property.Element];
        if (element.Binding != BindingStrength.None)
            Bindings.CheckConcept(run, node, element);
        if (property.Type == run.Model.ReferenceType)
            References.CheckTarget(run, node, propertyNumber);
    }

    /// <summary>Cardinality of the children, and one type for each choice.</summary>
    private static void CheckChildren(ValidationRun run, int node, scoped Span<int> counts)
    {
        var nodes = run.Document.Nodes;
        ref var type = ref run.Model.Types[nodes[node].Type];
        var seen = counts[..type.ElementCount];
        seen.Clear();
        var last = -1;
        for (var child = node + 1; child < nodes[node].End; child = nodes[child].End)
        {
            ref var property = ref run.Model.Properties[nodes[child].Property];
            var max = run.Model.Elements[property.Element].Max;
            if (++seen[property.Ordinal] > 1 && property.IsChoice && last != nodes[child].Property)
                run.Error(ValidationRules.Choice, child, run.Model.Names[property.BaseNameId]);
            else if (max >= 0 && seen[property.Ordinal] == max + 1)
                run.Error(ValidationRules.TooMany, child, run.Model.Names[property.BaseNameId]);
            last = nodes[child].Property;
        }

        for (var ordinal = 0; ordinal < seen.Length; ordinal++)
        {
            ref var element = ref run.Model.Elements[type.FirstElement + ordinal];
            if (seen[ordinal] < element.Min)
                run.Error(ValidationRules.Required, node, run.Model.Names[element.NameId]);
        }
    }
}
