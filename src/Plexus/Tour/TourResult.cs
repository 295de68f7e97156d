using System.Text.Json.Serialization;

namespace Plexus.Tour;

/// <summary>What became of one message of the tour.</summary>
/// <param name="Problem">What differs from the script; null when nothing does.</param>
internal sealed record TourMessage(
    string Name,
    string WorkflowId,
    string? State,
    string? Outcome,
    IReadOnlyList<string> Acks,
    int Tasks,
    bool Ok,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem = null);

/// <summary>The tour as <c>plexus demo --json</c> prints it.</summary>
internal sealed record TourResult(bool Ok, IReadOnlyList<TourMessage> Messages);
