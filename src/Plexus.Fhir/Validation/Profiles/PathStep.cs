namespace Plexus.Fhir.Validation.Profiles;

internal enum PathStepKind
{
    Name,
    Extension,
    Resolve,
    OfType,
}

/// <summary>One part of a discriminator's path.</summary>
internal readonly record struct PathStep(PathStepKind Kind, int Name, string Text)
{
    /// <summary>The parts of a path; null when it is not one that a discriminator may have.</summary>
    internal static PathStep[]? Parse(FhirModel model, string path)
    {
        var steps = new List<PathStep>();
        foreach (var part in Split(path))
        {
            if (part is "$this" or "")
                continue;
            if (part == "resolve()")
                steps.Add(new PathStep(PathStepKind.Resolve, -1, part));
            else if (Argument(part, "extension") is { } url)
                steps.Add(new PathStep(PathStepKind.Extension, model.Names.Find("extension"), url.Trim('\'', '"')));
            else if (Argument(part, "ofType") is { } type)
                steps.Add(new PathStep(PathStepKind.OfType, model.FindType(type), type));
            else if (model.Names.Find(part.EndsWith("[x]", StringComparison.Ordinal) ? part[..^3] : part) is var name and >= 0)
                steps.Add(new PathStep(PathStepKind.Name, name, part));
            else
                return null;
        }

        return [.. steps];
    }

    /// <summary>Whether anything that the step leads to passes a test.</summary>
    internal bool Any<TState>(ProfileRun run, int node, TState state, Func<ProfileRun, int, TState, bool> test)
    {
        if (Kind == PathStepKind.Resolve)
        {
            var target = new FhirElement(run.Document, node).Resolve();
            return target.Exists && test(run, target.Index, state);
        }

        if (Kind == PathStepKind.OfType)
            return Name >= 0 && run.Model.IsA(run.Document.Nodes[node].Type, Name) && test(run, node, state);

        var end = run.Document.Nodes[node].End;
        for (var child = run.Document.FirstChild(node, Name); child >= 0; child = run.Document.NextNamed(run.Document.Nodes[child].End, end, Name))
        {
            if ((Kind == PathStepKind.Name || new FhirElement(run.Document, child)["url"].ValueEquals(Text)) && test(run, child, state))
                return true;
        }

        return false;
    }

    public override string ToString() => Kind switch
    {
        PathStepKind.Extension => $"extension('{Text}')",
        PathStepKind.OfType => $"ofType({Text})",
        _ => Text,
    };

    private static string? Argument(string part, string function) =>
        part.StartsWith(function + "(", StringComparison.Ordinal) && part.EndsWith(')') ? part[(function.Length + 1)..^1] : null;

    /// <summary>At the dots outside brackets: a URL has dots of its own.</summary>
    private static IEnumerable<string> Split(string path)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '.' && depth == 0)
            {
                yield return path[start..i];
                start = i + 1;
            }

            depth += path[i] switch { '(' => 1, ')' => -1, _ => 0 };
        }

        yield return path[start..];
    }
}
