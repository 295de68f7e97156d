using Plexus.Fhir.Documents;
using Plexus.Fhir.Model;

namespace Plexus.Fhir.Validation;

/// <summary>What is wrong with one element by itself: it is empty, or its text is not of its type.</summary>
internal static class ElementContent
{
    /// <summary>The rule that the element breaks, or null.</summary>
    internal static IssueRule? Problem(FhirDocument document, int node, out string? typeName)
    {
        ref var at = ref document.Nodes[node];
        typeName = null;
        if (at.IsResource)
            return null;
        if (!at.HasValue)
            return HasContent(document, node) ? null : ValidationRules.Invariant("ele-1");

        var value = document.Value(node);
        var kind = document.Model.Types[at.Type].Primitive;
        if (IsElementId(document.Model, document.Model.Properties[at.Property]))
            return PrimitiveText.IsElementId(value) ? null : ValidationRules.ElementId;
        if (PrimitiveText.IsValid(kind, value, document.Version))
            return null;

        typeName = document.Model.TypeName(at.Type);
        return ValidationRules.Value;
    }

    /// <summary>Adds the problems of every element of a document.</summary>
    internal static void Check(FhirDocument document, IssueList issues, FhirSeverity severity)
    {
        for (var node = 0; node < document.Nodes.Length && !issues.IsFull; node++)
        {
            if (Problem(document, node, out var typeName) is not { } rule)
                continue;

            ref var at = ref document.Nodes[node];
            issues.Add(severity, rule, ElementPath.Of(document, node), at.Line, at.Column, typeName);
        }
    }

    internal static bool IsElementId(FhirModel model, in PropertyDef property) =>
        property.IsXmlAttribute && model.Types[property.Type].Primitive == PrimitiveKind.String;

    /// <summary>Whether an element has a child besides its id; the url of an extension counts as one.</summary>
    private static bool HasContent(FhirDocument document, int node)
    {
        var nodes = document.Nodes;
        for (var child = node + 1; child < nodes[node].End; child = nodes[child].End)
        {
            if (!IsElementId(document.Model, document.Model.Properties[nodes[child].Property]))
                return true;
        }

        return false;
    }
}
