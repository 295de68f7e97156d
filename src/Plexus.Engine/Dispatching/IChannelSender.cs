using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Dispatching;

/// <summary>Sends messages over one kind of transport.</summary>
/// <remarks>A sender hits <c>CrashPoint.RequestSent</c> when the request has left and <c>CrashPoint.RequestAnswered</c> when its answer is read.</remarks>
public interface IChannelSender
{
    /// <summary>Such as <c>mesh</c>.</summary>
    string Channel { get; }

    /// <summary>Sends and says what is known of the outcome. An exception counts as <see cref="SendReport.Uncertain"/>.</summary>
    Task<SendReport> SendAsync(OutboundMessage message, CancellationToken cancellation);

    /// <summary>Asks the transport about a send whose outcome nobody knows, by our own local id.</summary>
    Task<LookupReport> LookUpAsync(OutboundMessage message, CancellationToken cancellation);
}

/// <summary>A message on its way out.</summary>
public sealed record OutboundMessage
{
    public required ExchangeId Exchange { get; init; }

    public required OdsCode Organisation { get; init; }

    /// <summary>Our address it leaves from; for MESH a mailbox.</summary>
    public required string Endpoint { get; init; }

    /// <summary>May name the patient.</summary>
    public required SensitiveText To { get; init; }

    public required WorkflowId Workflow { get; init; }

    public SensitiveText Subject { get; init; }

    /// <summary>The exchange's own id, unless the standard prescribes another.</summary>
    public required string LocalId { get; init; }

    public string? FileName { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Opens the payload; the same bytes each time.</summary>
    public required Func<Stream> Open { get; init; }

    /// <summary>An attempt before this one may have arrived: a refusal as a duplicate means that it did.</summary>
    public bool MayHaveArrived { get; init; }
}

/// <summary>What a sender knows after an attempt.</summary>
public abstract record SendReport
{
    private SendReport()
    {
    }

    /// <summary>The transport has it.</summary>
    /// <param name="TransportId">The transport's id for the message; null when it is not told.</param>
    public sealed record Submitted(string? TransportId) : SendReport;

    /// <summary>The transport said no for good.</summary>
    public sealed record Refused(string? Code, string? Description) : SendReport;

    /// <summary>It was certainly not taken; trying again may help.</summary>
    /// <param name="Reason">For an operator; never patient data.</param>
    /// <param name="RetryAfter">When the transport says so.</param>
    public sealed record NotTaken(string Reason, TimeSpan? RetryAfter = null) : SendReport;

    /// <summary>The request left and no answer came.</summary>
    public sealed record Uncertain(string Reason) : SendReport;
}

/// <summary>What the transport says about a local id.</summary>
public abstract record LookupReport
{
    private LookupReport()
    {
    }

    public sealed record Found(string? TransportId) : LookupReport;

    /// <summary>It certainly never arrived.</summary>
    public sealed record NotFound : LookupReport;

    /// <summary>The transport cannot say now, or the id is not unique.</summary>
    public sealed record Unknown(string Reason) : LookupReport;
}
