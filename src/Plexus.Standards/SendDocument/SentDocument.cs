using Plexus.Primitives;

namespace Plexus.Standards.SendDocument;

internal enum SentPhase
{
    /// <summary>Acknowledgements are awaited.</summary>
    Waiting,

    /// <summary>Accepted by the receiver.</summary>
    Delivered,

    /// <summary>Refused, undeliverable, or never sent.</summary>
    Failed,

    /// <summary>The business deadline passed; a late answer still counts.</summary>
    Expired,
}

/// <summary>The conversation about one document that we send.</summary>
internal sealed record SentDocument
{
    public required SentPhase Phase { get; init; }

    public IReadOnlyList<InputProblem> Problems { get; init; } = [];

    public string HeaderId { get; init; } = "";

    public string DocumentId { get; init; } = "";

    public string Title { get; init; } = "";

    public string PatientName { get; init; } = "";

    public NhsNumber? Patient { get; init; }

    public string? Replaces { get; init; }

    /// <summary>The infrastructure code received.</summary>
    public string? Infrastructure { get; init; }

    /// <summary>The business code received.</summary>
    public string? Business { get; init; }

    /// <summary>Nobody knew for a while whether the send arrived, so it may have been sent twice: "duplicate" then means that the first arrived.</summary>
    public bool MayBeRepeated { get; init; }

    /// <summary>Why it failed, for the page.</summary>
    public string? Reason { get; init; }

    /// <summary>A later document of ours was refused as a replacement: receiver and sender hold both to be void.</summary>
    public bool IsVoid { get; init; }
}
