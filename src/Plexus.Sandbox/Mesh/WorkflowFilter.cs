namespace Plexus.Sandbox.Mesh;

/// <summary>The <c>workflow_filter</c> of an inbox listing: equals, begins with or contains, each also negated.</summary>
internal readonly record struct WorkflowFilter(bool Negated, bool Contains, bool Begins, string Text)
{
    internal static WorkflowFilter? Parse(string? filter)
    {
        var text = filter?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        var negated = text.StartsWith('!');
        if (negated)
            text = text[1..];
        if (text.StartsWith('*'))
            return new WorkflowFilter(negated, Contains: true, Begins: false, text.Trim('*'));
        return text.EndsWith('*')
            ? new WorkflowFilter(negated, Contains: false, Begins: true, text[..^1])
            : new WorkflowFilter(negated, Contains: false, Begins: false, text);
    }

    internal bool Matches(string workflow)
    {
        var matches = Contains
            ? workflow.Contains(Text, StringComparison.Ordinal)
            : Begins ? workflow.StartsWith(Text, StringComparison.Ordinal) : workflow == Text;
        return matches != Negated;
    }
}
