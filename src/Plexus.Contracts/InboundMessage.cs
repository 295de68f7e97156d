using Plexus.Primitives;

namespace Plexus.Contracts;

/// <summary>A message as it came in: its envelope and its bytes, which it owns.</summary>
public sealed record InboundMessage
{
    /// <summary>Bytes that are loaded when neither the mailbox nor the capability says otherwise.</summary>
    /// <remarks>ITK3: recommended at most 5 MB.</remarks>
    public const int UsualSizeLimit = 5 * 1024 * 1024;

    /// <summary>The smallest limit that a capability or mailbox can be given, in bytes.</summary>
    public const int SmallestSizeLimit = 1024;

    /// <summary>The largest.</summary>
    public const int LargestSizeLimit = 100 * 1024 * 1024;

    /// <summary>The option of a capability that sets the limit.</summary>
    public const string SizeLimitOption = "max-size";

    public required ExchangeId Exchange { get; init; }

    /// <summary>The organisation whose endpoint it reached.</summary>
    public required OdsCode Organisation { get; init; }

    /// <summary>Which transport: <c>mesh</c>, <c>http</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Our address it came to; for MESH the mailbox.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The transport's own id; unique within channel and endpoint.</summary>
    public required string TransportId { get; init; }

    /// <summary>The sender's address; for MESH the mailbox. Empty when the transport does not say.</summary>
    public required string From { get; init; }

    public WorkflowId? Workflow { get; init; }

    /// <summary>May name the patient (GPCM-SD: the subject line carries name and NHS number).</summary>
    public SensitiveText Subject { get; init; }

    public string? LocalId { get; init; }

    public string? FileName { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Size of the whole payload in bytes, whether or not it is loaded.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the whole payload, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The bytes; empty when <see cref="AboveLimit"/>.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The largest payload that is loaded, in bytes: of the mailbox, else of the capability, else the node's. What its sender zipped is opened as far as this.</summary>
    public long SizeLimit { get; init; } = UsualSizeLimit;

    /// <summary>The payload is larger than <see cref="SizeLimit"/> and was not loaded.</summary>
    public bool AboveLimit { get; init; }

    /// <summary>When <see cref="AboveLimit"/>: the first 64 KiB, enough to read a header by.</summary>
    public ReadOnlyMemory<byte> Head { get; init; }
}
