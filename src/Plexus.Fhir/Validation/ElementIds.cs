namespace Plexus.Fhir.Validation;

/// <summary>Element ids are unique within their resource; ids of other resources in a Bundle are their own affair.</summary>
internal static class ElementIds
{
    internal static void Check(ValidationRun run, int from, int end)
    {
        HashSet<(int Resource, string Id)>? seen = null;
        var nodes = run.Document.Nodes;
        for (var node = from; node < end; node++)
        {
            if (nodes[node].Property < 0 || !nodes[node].HasValue)
                continue;

            if (!ElementContent.IsElementId(run.Model, run.Model.Properties[nodes[node].Property]))
                continue;

            // A profile's snapshot and differential name the same elements.
            if (run.Model.TypeName(nodes[nodes[node].Parent].Type) == "ElementDefinition")
                continue;

            seen ??= [];
            if (!seen.Add((ResourceOf(run, node), new FhirElement(run.Document, node).Value!)))
                run.Error(ValidationRules.DuplicateId, node);
        }
    }

    private static int ResourceOf(ValidationRun run, int node)
    {
        while (!run.Document.Nodes[node].IsResource)
            node = run.Document.Nodes[node].Parent;
        return node;
    }
}
