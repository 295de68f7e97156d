namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Where definitions place their extensions: on types, on elements by path, on other extensions, or where an expression leads.</summary>
internal static class ExtensionContexts
{
    internal static bool Allow(ProfileRun run, int extension, ExtensionContext[] contexts)
    {
        var holder = run.Document.Nodes[extension].Parent;
        if (contexts.Length == 0 || holder < 0)
            return true;

        foreach (var context in contexts)
        {
            if (Allows(run, holder, context))
                return true;
        }

        return false;
    }

    private static bool Allows(ProfileRun run, int holder, ExtensionContext context) => context.Kind switch
    {
        ExtensionContextKind.Element => IsElement(run, holder, context.Steps),
        ExtensionContextKind.Extension => IsExtension(run, holder, context),
        ExtensionContextKind.FhirPath => IsLedTo(run, holder, context.Text),
        _ => true,
    };

    /// <summary>A type, or a path that begins with one.</summary>
    private static bool IsElement(ProfileRun run, int holder, ExtensionContext.Step[] steps)
    {
        for (var i = steps.Length - 1; i > 0; i--)
        {
            // Content that one element takes from another has the type of the other, whatever its path.
            if (holder >= 0 && steps[i].Backbone >= 0 && run.Document.Nodes[holder].Type == steps[i].Backbone)
                return true;
            if (holder < 0 || !IsNamed(run, holder, steps[i].Name))
                return false;
            holder = run.Document.Nodes[holder].Parent;
        }

        return holder >= 0 && (steps[0].Backbone < 0 || run.Model.IsA(run.Document.Nodes[holder].Type, steps[0].Backbone));
    }

    private static bool IsNamed(ProfileRun run, int node, string name)
    {
        if (run.Document.Nodes[node].Property is not (var property and >= 0))
            return false;

        ref var at = ref run.Model.Properties[property];
        return run.Model.Names[at.BaseNameId] == name || run.Model.Names[at.NameId] == name;
    }

    private static bool IsExtension(ProfileRun run, int holder, ExtensionContext context)
    {
        if (run.Document.Nodes[holder].Type != run.Model.ExtensionType)
            return false;

        var url = new FhirElement(run.Document, holder)["url"];
        return url.ValueEquals(context.Text) || (context.Part is { } part && url.ValueEquals(part));
    }

    private static bool IsLedTo(ProfileRun run, int holder, string expression)
    {
        var resource = holder;
        while (run.Document.Nodes[resource].Parent >= 0 && !run.Document.Nodes[resource].IsResource)
            resource = run.Document.Nodes[resource].Parent;

        var root = new FhirElement(run.Document, resource);
        return !FhirPath.TryCompile(expression, run.Model.Version, out var compiled, out _, root.TypeName)
            || !compiled.TryEvaluate(root, run.PathOptions, out var found, out _)
            || found.Any(item => item.IsElement && item.Element.Index == holder);
    }
}
