namespace Plexus.Fhir.Documents;

/// <summary>Ends a read at a breach of well-formedness or of a limit; caught by the reader that threw it.</summary>
internal sealed class FatalIssueException(IssueRule rule, int line, int column, string? name = null) : Exception
{
    internal IssueRule Rule { get; } = rule;

    internal int Line { get; } = line;

    internal int Column { get; } = column;

    internal string? Name { get; } = name;
}
