using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Mesh;

/// <summary>Where a sent message is.</summary>
public enum MeshMessageStatus
{
    /// <summary>A status this client does not know; see <see cref="MeshTracking.StatusText"/>.</summary>
    Unknown,

    /// <summary>Chunks are missing.</summary>
    Uploading,

    /// <summary>In the recipient's inbox.</summary>
    Accepted,

    /// <summary>Collected by the recipient's system. Not a business acknowledgement.</summary>
    Acknowledged,

    /// <summary>Not collected in five days.</summary>
    Undeliverable,

    /// <summary>Failed.</summary>
    Error,
}

/// <summary>What MESH tells the sender about a message. One shape for both versions; what a version lacks is none.</summary>
/// <remarks>MESH API 2.0.0, "Track outbox". Not a business acknowledgement, and not to be asked often. <see cref="ToString"/> names id and status only.</remarks>
public sealed class MeshTracking
{
    /// <summary>The message.</summary>
    public required MeshMessageId MessageId { get; init; }

    /// <summary>Where it is.</summary>
    public required MeshMessageStatus Status { get; init; }

    /// <summary>The status in MESH's own word: Title case in version 1, lower case in version 2.</summary>
    public string? StatusText { get; init; }

    /// <summary>Whether all is well so far.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>Status code.</summary>
    public string? StatusCode { get; init; }

    /// <summary>Step of the status.</summary>
    public string? StatusEvent { get; init; }

    /// <summary>Words of the status, or of the failure; do not log.</summary>
    public string? StatusDescription { get; init; }

    /// <summary>Time of the status.</summary>
    public DateTimeOffset? StatusTimestamp { get; init; }

    /// <summary>The sender's own id.</summary>
    public string? LocalId { get; init; }

    /// <summary>The workflow.</summary>
    public WorkflowId? Workflow { get; init; }

    /// <summary>The file's name.</summary>
    public string? FileName { get; init; }

    /// <summary>Size in bytes as MESH stores it; version 1 only.</summary>
    public long? FileSize { get; init; }

    /// <summary>Number of chunks; version 1 only.</summary>
    public long? ChunkCount { get; init; }

    /// <summary>The recipient: a mailbox once MESH has routed the message.</summary>
    public MexTo? Recipient { get; init; }

    /// <summary>Name of the recipient's mailbox.</summary>
    public string? RecipientName { get; init; }

    /// <summary>ODS code of the recipient's mailbox.</summary>
    public OdsCode? RecipientOdsCode { get; init; }

    /// <summary>Code of the recipient's organisation.</summary>
    public string? RecipientOrganisationCode { get; init; }

    /// <summary>Name of the recipient's organisation.</summary>
    public string? RecipientOrganisationName { get; init; }

    /// <summary>The sender; version 1 only.</summary>
    public MeshMailboxId? Sender { get; init; }

    /// <summary>The subject; version 1 only.</summary>
    public MexSubject? Subject { get; init; }

    /// <summary>DATA or REPORT; version 1 only.</summary>
    public string? MessageType { get; init; }

    /// <summary>The message this one is about; version 1 only.</summary>
    public MeshMessageId? LinkedMessageId { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset? UploadedAt { get; init; }

    /// <summary>When the recipient took it; version 1 only.</summary>
    public DateTimeOffset? DownloadedAt { get; init; }

    /// <summary>When it leaves the inbox.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it failed; version 1 only.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Id and status.</summary>
    public override string ToString() => $"{MessageId} {Status}";

    internal static MeshTracking? Read(JsonElement root)
    {
        string? Either(string v2, string v1) => root.Text(v2) ?? root.Text(v1);
        if (root.ValueKind != JsonValueKind.Object || !MeshMessageId.TryParse(root.Text("message_id") ?? root.Text("messageId") ?? root.Text("dtsId"), out var id))
            return null;

        var status = root.Text("status");
        return new MeshTracking
        {
            MessageId = id,
            Status = status?.ToUpperInvariant() switch
            {
                "UPLOADING" => MeshMessageStatus.Uploading,
                "ACCEPTED" => MeshMessageStatus.Accepted,
                "ACKNOWLEDGED" => MeshMessageStatus.Acknowledged,
                "UNDELIVERABLE" => MeshMessageStatus.Undeliverable,
                "ERROR" => MeshMessageStatus.Error,
                _ => MeshMessageStatus.Unknown,
            },
            StatusText = status,
            Succeeded = SucceededOf(root),
            StatusCode = Either("status_code", "statusCode"),
            StatusEvent = Either("status_event", "statusEvent"),
            StatusDescription = Either("status_description", "statusDescription") ?? root.Text("failureDiagnostic"),
            StatusTimestamp = MeshJson.Time(Either("status_timestamp", "statusTimestamp")),
            LocalId = Either("local_id", "localId"),
            Workflow = WorkflowId.TryParse(Either("workflow_id", "workflowId"), out var workflow) ? workflow : null,
            FileName = Either("filename", "fileName"),
            FileSize = root.Number("fileSize"),
            ChunkCount = root.Number("chunkCount"),
            Recipient = MexTo.TryParse(root.Text("recipient"), null, out var recipient) ? recipient : null,
            RecipientName = Either("recipient_name", "recipientName"),
            RecipientOdsCode = OdsCode.TryParse(Either("recipient_ods_code", "meshRecipientOdsCode"), out var ods) ? ods : null,
            RecipientOrganisationCode = Either("recipient_org_code", "recipientOrgCode"),
            RecipientOrganisationName = Either("recipient_org_name", "recipientOrgName"),
            Sender = MeshMailboxId.TryParse(root.Text("sender"), out var sender) ? sender : null,
            Subject = MexSubject.TryParse(root.Text("subject"), null, out var subject) ? subject : null,
            MessageType = root.Text("messageType"),
            LinkedMessageId = MeshMessageId.TryParse(root.Text("linkedMsgId"), out var linked) ? linked : null,
            UploadedAt = MeshJson.Time(Either("upload_timestamp", "uploadTimestamp")),
            DownloadedAt = MeshJson.Time(root.Text("downloadTimestamp")),
            ExpiresAt = MeshJson.Time(Either("expiry_time", "expiryTime")),
            FailedAt = MeshJson.Time(root.Text("failureDate")),
        };
    }

    private static bool? SucceededOf(JsonElement root) =>
        root.TryGetProperty("status_success", out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.GetBoolean()
            : root.Text("statusSuccess") is { } word ? string.Equals(word, "SUCCESS", StringComparison.OrdinalIgnoreCase) : null;
}

/// <summary>A mailbox that takes a workflow.</summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Name">Its name.</param>
public sealed record MeshEndpoint(MeshMailboxId Mailbox, string Name);

/// <summary>What the service says of itself.</summary>
/// <param name="Environment">Name of the environment.</param>
/// <param name="Build">Its build.</param>
/// <param name="Status">E.g. <c>running</c>.</param>
public sealed record MeshPing(string? Environment, string? Build, string? Status);
