namespace Plexus.Sandbox.Mesh;

/// <summary>How strict the twin is. The defaults are the live service as far as it is known.</summary>
public sealed record MeshOptions
{
    /// <summary>Environment-wide key of the token's HMAC; the official sandbox's default.</summary>
    public string SharedKey { get; init; } = "TestKey";

    /// <summary>A token opens one request only (MESH API 2.0.0, Authorization header).</summary>
    public bool SingleUseTokens { get; init; } = true;

    /// <summary>How far a token's timestamp may be from the wall clock; null for any distance.</summary>
    public TimeSpan? TokenWindow { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Refuse workflows that sender or recipient is not configured for (codes 16 and 17).</summary>
    public bool EnforceWorkflows { get; init; } = true;

    /// <summary>Answer 410 to a download after the acknowledgement.</summary>
    public bool GoneAfterAcknowledge { get; init; } = true;

    /// <summary>Let the sender ask for a message's headers by HEAD, not the recipient alone.</summary>
    public bool SenderMayHead { get; init; }

    /// <summary>Refuse a Mex-From that is not the mailbox (07), a Mex-Version that is not 1.0 (09) and a Mex-MessageType that is not DATA (11).</summary>
    public bool CheckSenderHeaders { get; init; } = true;

    /// <summary>Largest body of one request in bytes; null for no limit.</summary>
    public long? MaxRequestBytes { get; init; } = 100L * 1024 * 1024;

    /// <summary>Largest message in bytes, all chunks as sent; null for no limit.</summary>
    public long? MaxMessageBytes { get; init; } = 100L * 1024 * 1024 * 1024;

    /// <summary>Smallest chunk but the last, in bytes. The live service wants 5 MB; whether and how it refuses is not published, so 0 by default.</summary>
    public long MinChunkBytes { get; init; }

    /// <summary>Age at which an uncollected message leaves the inbox and is reported to its sender, on the business clock.</summary>
    public TimeSpan CollectWithin { get; init; } = TimeSpan.FromDays(5);

    /// <summary>Age at which a message is deleted, on the business clock.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Largest body, in bytes, that is compressed while it is sent to a version 2 client that accepts gzip.</summary>
    public long CompressUpTo { get; init; } = 10L * 1024 * 1024;

    /// <summary>Bodies up to this size, in bytes, are held in memory until <see cref="MemoryBudget"/> is used up; larger ones go to disk.</summary>
    public int MaxBodyInMemory { get; init; } = 64 * 1024;

    /// <summary>Bytes of small bodies held in memory altogether.</summary>
    public long MemoryBudget { get; init; } = 256L * 1024 * 1024;

    /// <summary>These options with every row of <see cref="Relaxation.All"/> applied.</summary>
    public MeshOptions Relaxed() => Relaxation.All.Aggregate(this, (options, row) => row.Apply(options));
}
