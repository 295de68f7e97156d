namespace Plexus.Fhir.Validation;

/// <summary>Element ids are unique within their resource; ids of other resources in a Bundle are their own affair.</summary>
internal static class ElementIds
{
    internal static void Check(ValidationRun run, int from, int end)
    {
        using var seen = new DistinctTexts(run.Document);
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

            if (!seen.AddWithin(ResourceOf(run, node), node))
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
