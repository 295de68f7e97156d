namespace Plexus.Web.Api.Http;

/// <summary>What the API takes and gives at most, in bytes.</summary>
public sealed record ApiLimits
{
    /// <summary>A request that has no larger limit of its own.</summary>
    public long LargestRequest { get; init; } = 1024 * 1024;

    /// <summary>A document to send, its attachments as base64 or in parts.</summary>
    public long LargestDocument { get; init; } = 16 * 1024 * 1024;

    /// <summary>A file of patients.</summary>
    public long LargestPatientFile { get; init; } = 512 * 1024 * 1024;

    /// <summary>A resource to validate.</summary>
    public long LargestResource { get; init; } = 16 * 1024 * 1024;

    /// <summary>A payload that is opened to be shown; larger ones are only downloaded.</summary>
    public long LargestRendered { get; init; } = 64 * 1024 * 1024;
}
