using Plexus.Primitives;

namespace Plexus.Sandbox.Itk3;

/// <summary>How it stands with a message that the synthetic sender sent.</summary>
public enum SentVerdict
{
    /// <summary>Answers are still to come.</summary>
    Waiting,

    /// <summary>What is still to come waits for a person, or for time on the business clock.</summary>
    Held,

    /// <summary>What came is what should come. Where nothing should come, nothing came so far.</summary>
    AsExpected,

    /// <summary>Another code, too many answers, a faulty answer, a REPORT, or MESH refused the message.</summary>
    Different,
}

/// <summary>An answer to a message of the synthetic sender.</summary>
/// <param name="Code">Its code; null when it cannot be read.</param>
/// <param name="MeshId">MESH message that brought it.</param>
/// <param name="At">When it was read, on the business clock.</param>
/// <param name="Problems">What is wrong with it.</param>
/// <param name="HeaderId">Its own header id: what a sender tells its answers apart by.</param>
/// <param name="Sha256">Of its bytes, in lower-case hexadecimal digits.</param>
public sealed record ReceivedAnswer(string? Code, string MeshId, DateTimeOffset At, IReadOnlyList<AcknowledgementProblem> Problems, string? HeaderId, string Sha256);

/// <summary>A MESH REPORT about a message of the synthetic sender.</summary>
public sealed record ReceivedReport(string? Code, string? Description, string MeshId, DateTimeOffset At);

/// <summary>A message of the synthetic sender with what came back; replaced as a whole. Nothing in it names a patient.</summary>
public sealed record SentMessage
{
    /// <summary>Running number; counts from 1 and is never used twice.</summary>
    public required int Number { get; init; }
    public required string Case { get; init; }
    public required DateTimeOffset At { get; init; }
    public required MeshMailboxId From { get; init; }

    /// <summary>Mailbox that got it; null when it was refused or could not be routed.</summary>
    public MeshMailboxId? To { get; init; }
    public required string Workflow { get; init; }
    public string? MeshId { get; init; }

    /// <summary>Code of MESH's refusal.</summary>
    public string? MeshRefusal { get; init; }
    public string? HeaderId { get; init; }
    public string? DocumentId { get; init; }
    public required long Bytes { get; init; }

    /// <summary>Codes that should come, place by place.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Expects { get; init; }

    /// <summary>What the last of them waits for.</summary>
    public string? WaitsFor { get; init; }
    public IReadOnlyList<ReceivedAnswer> Answers { get; init; } = [];

    /// <summary>Answers that came again, byte for byte under a header id that came before. MESH delivers what is posted twice; a sender lets the second go.</summary>
    public IReadOnlyList<ReceivedAnswer> Repeats { get; init; } = [];
    public IReadOnlyList<ReceivedReport> Reports { get; init; } = [];

    public SentVerdict Verdict
    {
        get
        {
            if (MeshRefusal is not null || Reports.Count > 0 || Answers.Count > Expects.Count)
                return SentVerdict.Different;
            for (var place = 0; place < Answers.Count; place++)
            {
                if (Answers[place].Problems.Count > 0 || Answers[place].Code is not { } code || !Expects[place].Contains(code))
                    return SentVerdict.Different;
            }
            if (Answers.Count == Expects.Count)
                return SentVerdict.AsExpected;
            return WaitsFor is not null && Answers.Count == Expects.Count - 1 ? SentVerdict.Held : SentVerdict.Waiting;
        }
    }

    internal bool Awaits(string? code) => Answers.Count < Expects.Count && code is not null && Expects[Answers.Count].Contains(code);
}

/// <summary>Something in a sender's mailbox that answers nothing it sent.</summary>
public sealed record UnmatchedAnswer(MeshMailboxId Mailbox, MeshMailboxId? From, string? Answers, ReceivedAnswer Answer);
