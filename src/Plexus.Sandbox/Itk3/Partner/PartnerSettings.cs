using Plexus.Primitives;

namespace Plexus.Sandbox.Itk3;

/// <summary>How the automatic partner behaves.</summary>
public sealed record PartnerSettings
{
    /// <summary>The mailboxes it answers for.</summary>
    public IReadOnlyList<MeshMailboxId> Mailboxes { get; init; } = [SandboxDefaults.PartnerMailbox];

    /// <summary>How long it takes to answer, on the business clock.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    /// <summary>Its business answers ask for an infrastructure answer, as the official harness's do.</summary>
    public bool FullPattern { get; init; }

    /// <summary>Largest message in bytes; above it the answer is 20015. The guide recommends 5 MB.</summary>
    public long MaxBytes { get; init; } = 5 * 1024 * 1024;
}

/// <summary>What the partner made of a message.</summary>
public enum PartnerVerdict
{
    /// <summary>Valid; the answers say what became of the patient's part.</summary>
    Accepted,

    /// <summary>Refused with a negative infrastructure code.</summary>
    Refused,

    /// <summary>A given name said how to answer.</summary>
    Triggered,

    /// <summary>An acknowledgement.</summary>
    Acknowledgement,

    /// <summary>A MESH REPORT.</summary>
    Report,

    /// <summary>A workflow that carries no ITK3; taken out of the mailbox and not answered.</summary>
    Unhandled,

    /// <summary>The partner itself failed; a fault of the sandbox.</summary>
    Failed,
}

/// <summary>An answer of the partner.</summary>
/// <param name="Code">Code of ITK-ResponseCodes-1.</param>
/// <param name="MeshId">MESH message that carries it; null when MESH refused it.</param>
/// <param name="MeshRefusal">Code of MESH's refusal.</param>
public sealed record PartnerAnswer(string Code, string? MeshId, string? MeshRefusal);

/// <summary>A message the partner saw; replaced as a whole. Nothing in it names a patient.</summary>
public sealed record PartnerMessage
{
    /// <summary>Counts from 1.</summary>
    public required int Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string MeshId { get; init; }
    public required MeshMailboxId Mailbox { get; init; }
    public MeshMailboxId? From { get; init; }
    public required string Workflow { get; init; }
    public string? Event { get; init; }
    public string? HeaderId { get; init; }
    public string? DocumentId { get; init; }
    public string? SenderReference { get; init; }

    /// <summary>For an acknowledgement the header id it answers.</summary>
    public string? Answers { get; init; }

    /// <summary>The given name that said how to answer.</summary>
    public string? Trigger { get; init; }
    public required PartnerVerdict Verdict { get; init; }

    /// <summary>The code that decides: of the refusal, of the business answer, of the acknowledgement or REPORT.</summary>
    public string? Code { get; init; }

    /// <summary>What was wrong and where; never a value of the message.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What it was answered.</summary>
    public IReadOnlyList<PartnerAnswer> Sent { get; init; } = [];

    /// <summary>False while answers are still to be sent.</summary>
    public bool Finished { get; init; }
}
