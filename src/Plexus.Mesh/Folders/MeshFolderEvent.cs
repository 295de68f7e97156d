using Plexus.Primitives;

namespace Plexus.Mesh.Folders;

/// <summary>What happened to a pair of files or a message.</summary>
public enum MeshFolderOutcome
{
    /// <summary>MESH took the pair; it is in <c>sent</c>.</summary>
    Sent,

    /// <summary>The pair cannot be sent; it is in <c>failed</c>, with the reason in its <c>.ctl</c>.</summary>
    Failed,

    /// <summary>MESH is not there or not willing now, or the outcome is unknown; the pair stays in <c>out</c> for the next round.</summary>
    Waiting,

    /// <summary>A message is in <c>in</c>, and acknowledged.</summary>
    Received,

    /// <summary>A report is in <c>in</c> (a <c>.ctl</c> alone), and acknowledged.</summary>
    Reported,

    /// <summary>A message is listed and cannot be had, or its data is damaged or grows too large. It is not acknowledged and each round tells of it, until MESH has it no longer; those behind it are taken.</summary>
    Broken,

    /// <summary>A message or report is in <c>in</c>, and MESH refused the acknowledgement. The next round acknowledges it again and does not download it.</summary>
    Unacknowledged,
}

/// <summary>One thing that a round did.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Name">Base name of the files.</param>
/// <param name="MessageId">The message, once known.</param>
/// <param name="Reason">Why it failed, waits or is broken: a kind, code or sentence of ours, never patient data.</param>
public sealed record MeshFolderEvent(MeshFolderOutcome Outcome, string Name, MeshMessageId? MessageId, string? Reason);
