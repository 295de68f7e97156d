using Plexus.Fhir;
using Plexus.Primitives;

namespace Plexus.Standards.Itk3;

/// <summary>An ITK Response: the message that carries an infrastructure or a business acknowledgement.</summary>
/// <remarks>GPCM-SD-050 to GPCM-SD-055, GPCM-SD-074; ITK-Response-OperationOutcome-1. Both acknowledgement flags are false, so that no answer answers an answer.</remarks>
internal sealed record ResponseMessage
{
    public required Guid BundleId { get; init; }

    public required Guid HeaderId { get; init; }

    public required Guid SenderId { get; init; }

    public required Guid OutcomeId { get; init; }

    /// <summary>The id of the MessageHeader answered, not of its Bundle.</summary>
    public required string Answers { get; init; }

    public required string SenderReference { get; init; }

    public required OdsCode Responder { get; init; }

    public required string Endpoint { get; init; }

    public required DateTimeOffset At { get; init; }

    public required ResponseCode Code { get; init; }

    public required string IssueCode { get; init; }

    public string? Diagnostics { get; init; }

    internal byte[] ToBytes() => FhirXml.ToBytes(Build().Root);

    private FhirDocument Build() => MessageBundle.Create(BundleId, At)
        .AddEntry(HeaderId, Header())
        .AddEntry(SenderId, MessageBundle.HeaderOrganization(SenderId, Responder))
        .AddEntry(OutcomeId, Outcome())
        .Build();

    private ResourceBuilder Header() => ResourceBuilder.Create(FhirVersion.Stu3, "MessageHeader")
        .Set("id", MessageBundle.Bare(HeaderId))
        .Set("meta", meta => meta.Add("profile", Itk3Wire.MessageHeaderProfile))
        .Add("extension", handling => MessageBundle.Handling(handling, new HandlingSpecification
        {
            BusinessAck = false,
            InfrastructureAck = false,
            Recipient = RecipientType.ForAction,
            Definition = Itk3Wire.ResponseDefinition,
            SenderReference = SenderReference,
            LocalExtension = Itk3Wire.Unused,
        }))
        .Set("event", coding => MessageBundle.Event(coding, MessageEvents.Response))
        .Set("sender", sender => sender.Set("reference", MessageBundle.Urn(SenderId)))
        .Set("timestamp", MessageBundle.Instant(At))
        .Set("source", source => source.Set("endpoint", Endpoint))
        .Set("response", response => response
            .Set("identifier", Answers)
            .Set("code", Code.Response)
            .Set("details", details => details.Set("reference", MessageBundle.Urn(OutcomeId))));

    private ResourceBuilder Outcome() => ResourceBuilder.Create(FhirVersion.Stu3, "OperationOutcome")
        .Set("id", MessageBundle.Bare(OutcomeId))
        .Set("meta", meta => meta.Add("profile", Itk3Wire.ResponseOutcomeProfile))
        .Add("issue", issue =>
        {
            issue.Set("severity", Code.Severity)
                .Set("code", IssueCode)
                .Set("details", details => details.Add("coding", coding => coding
                    .Set("system", Itk3Wire.ResponseCodesSystem)
                    .Set("code", Code.Code)
                    .Set("display", Code.Display)));
            if (!string.IsNullOrEmpty(Diagnostics))
                issue.Set("diagnostics", Diagnostics);
        });
}
