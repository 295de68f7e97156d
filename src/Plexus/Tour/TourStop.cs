namespace Plexus.Tour;

/// <summary>One message of the tour and what must become of it.</summary>
/// <param name="Name">Shown to people and in JSON.</param>
/// <param name="Case">The synthetic sender's case; for <see cref="TourKind.Answered"/> and <see cref="TourKind.Reported"/> what we send ourselves.</param>
/// <param name="Acks">Codes that the sender gets, in order.</param>
/// <param name="Tasks">Tasks raised for it.</param>
/// <param name="State">State of the exchange in the end.</param>
/// <param name="Outcome">Outcome of the exchange in the end; null when none is reached.</param>
internal sealed record TourStop(string Name, string Case, IReadOnlyList<string> Acks, int Tasks, string State, string? Outcome)
{
    public TourKind Kind { get; init; } = TourKind.Received;

    /// <summary>Decision taken on the task that it waits with.</summary>
    public string? Decision { get; init; }

    /// <summary>How far the business clock is moved while it waits.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>It goes to the mailbox whose size limit is raised.</summary>
    public bool ToLargeMailbox { get; init; }

    /// <summary>An alert is raised about it.</summary>
    public bool Alerts { get; init; }

    /// <summary>The task of the message before it is closed as superseded.</summary>
    public bool Supersedes { get; init; }
}

internal enum TourKind
{
    /// <summary>The sandbox's sender sends it to us.</summary>
    Received,

    /// <summary>We send a document; its acknowledgements arrive and close the conversation.</summary>
    Answered,

    /// <summary>We send a document that MESH cannot route; its REPORT arrives.</summary>
    Reported,
}
