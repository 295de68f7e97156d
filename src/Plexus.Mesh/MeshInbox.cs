using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>Which messages to list.</summary>
public sealed record MeshInboxQuery
{
    /// <summary>Size of a page, 10 to 5,000; MESH's own default is 500.</summary>
    public int? MaxResults { get; init; }

    /// <summary>Only messages of some workflows.</summary>
    public MeshWorkflowFilter? Filter { get; init; }

    /// <summary>Where to go on: <see cref="MeshInboxPage.Next"/> of the page before.</summary>
    public string? ContinueFrom { get; init; }

    internal void Check()
    {
        if (MaxResults is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 10, nameof(MaxResults));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 5000, nameof(MaxResults));
        }
    }
}

/// <summary>A page of the inbox.</summary>
/// <param name="Messages">Ids of messages waiting, oldest first.</param>
/// <param name="Next">Where the next page begins; none on the last.</param>
/// <param name="ApproximateCount">How many messages wait in all, roughly; version 2 only.</param>
public sealed record MeshInboxPage(IReadOnlyList<MeshMessageId> Messages, string? Next, long? ApproximateCount);

/// <summary>Chooses messages by workflow at the server.</summary>
/// <remarks>MESH API 2.0.0, query parameter workflow_filter: 2 to 255 characters.</remarks>
public readonly record struct MeshWorkflowFilter
{
    private readonly string? _text;

    private MeshWorkflowFilter(string text) =>
        _text = text.Length is >= 2 and <= 255 ? text : throw new ArgumentException("A workflow filter has 2 to 255 characters.");

    /// <summary>One workflow.</summary>
    public static MeshWorkflowFilter Is(WorkflowId workflow) => new(workflow.ToWire());

    /// <summary>All but one.</summary>
    public static MeshWorkflowFilter IsNot(WorkflowId workflow) => new("!" + workflow.ToWire());

    /// <summary>Those that begin alike.</summary>
    public static MeshWorkflowFilter StartsWith(WorkflowId beginning) => new(beginning.ToWire() + "*");

    /// <summary>Those that do not begin so.</summary>
    public static MeshWorkflowFilter DoesNotStartWith(WorkflowId beginning) => new("!" + beginning.ToWire() + "*");

    /// <summary>Those that hold a text.</summary>
    public static MeshWorkflowFilter Contains(WorkflowId part) => new("*" + part.ToWire() + "*");

    /// <summary>Those that do not hold it.</summary>
    public static MeshWorkflowFilter DoesNotContain(WorkflowId part) => new("!*" + part.ToWire() + "*");

    /// <summary>The filter as MESH writes it: <c>X</c>, <c>X*</c>, <c>*X*</c>, each with or without a leading <c>!</c>.</summary>
    /// <exception cref="FormatException">Not a filter.</exception>
    public static MeshWorkflowFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = text.AsSpan();
        name = name.StartsWith("!") ? name[1..] : name;
        var ends = name.EndsWith("*");
        name = ends ? name[..^1] : name;
        name = ends && name.StartsWith("*") ? name[1..] : name;
        return text.Length is >= 2 and <= 255 && WorkflowId.TryParse(name, out _) ? new MeshWorkflowFilter(text) : throw new FormatException("Not a workflow filter.");
    }

    /// <summary>The query parameter's value; empty when unset.</summary>
    public override string ToString() => _text ?? string.Empty;
}
