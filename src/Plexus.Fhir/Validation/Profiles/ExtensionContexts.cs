namespace Plexus.Fhir.Validation.Profiles;

/// <summary>Where definitions place their extensions: on types, on elements by path, on other extensions, or where an expression leads.</summary>
internal static class ExtensionContexts
{
    internal static bool Allow(ProfileRun run, int extension, string[] contexts)
    {
        if (contexts.Length == 0)
            return true;

        var holder = run.Document.Nodes[extension].Parent;
        return holder < 0 || Array.Exists(contexts, context => Allows(run, holder, context));
    }

    private static bool Allows(ProfileRun run, int holder, string context)
    {
        var colon = context.IndexOf(':', StringComparison.Ordinal);
        var place = context[(colon + 1)..];
        return context[..colon] switch
        {
            "element" or "resource" or "datatype" => IsElement(run, holder, place),
            "extension" => IsExtension(run, holder, place),
            "fhirpath" => IsLedTo(run, holder, place),

            // A mapping of STU3 names concepts of other standards: nothing here can tell.
            _ => true,
        };
    }

    /// <summary>A type, or a path that begins with one; the names of slices in it say nothing about where the element is.</summary>
    private static bool IsElement(ProfileRun run, int holder, string place)
    {
        if (place is "*" or "Element" or "Any" or "")
            return true;

        var names = place.Split('.');
        for (var i = names.Length - 1; i > 0; i--)
        {
            if (IsBackbone(run, holder, names.AsSpan(0, i + 1)))
                return true;
            if (holder < 0 || !IsNamed(run, holder, names[i].Split(':')[0]))
                return false;
            holder = run.Document.Nodes[holder].Parent;
        }

        return holder >= 0 && run.Model.FindType(names[0]) is var type && (type < 0 || run.Model.IsA(run.Document.Nodes[holder].Type, type));
    }

    /// <summary>Content that one element takes from another has the type of the other, whatever its path.</summary>
    private static bool IsBackbone(ProfileRun run, int holder, ReadOnlySpan<string> names) =>
        holder >= 0 && run.Model.TypeName(run.Document.Nodes[holder].Type) == string.Join('.', names!);

    private static bool IsNamed(ProfileRun run, int node, string name)
    {
        if (run.Document.Nodes[node].Property is not (var property and >= 0))
            return false;

        ref var at = ref run.Model.Properties[property];
        var plain = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : name;
        return run.Model.Names[at.BaseNameId] == plain || run.Model.Names[at.NameId] == plain;
    }

    private static bool IsExtension(ProfileRun run, int holder, string url)
    {
        if (run.Document.Nodes[holder].Type != run.Model.ExtensionType)
            return false;

        // A part of a complex extension is named behind a hash.
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        return new FhirElement(run.Document, holder)["url"].ValueEquals(hash < 0 ? url : url[(hash + 1)..])
            || new FhirElement(run.Document, holder)["url"].ValueEquals(url);
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
