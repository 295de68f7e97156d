using System.Globalization;
using System.Text.Json;

namespace Plexus.Sandbox.Mesh;

/// <summary>A message as tracking, rich listings and the admin view show it. Order of properties as observed.</summary>
internal static class MessageJson
{
    internal static void WriteTrackingV1(Utf8JsonWriter json, MeshMessage message)
    {
        var problem = message.Last(MeshStatus.Error);
        var details = message.Details;
        json.WriteStartObject();
        json.WriteString("addressType", MeshWire.AddressTypeAll);
        json.WriteString("checksum", details.Checksum ?? "");
        json.WriteNumber("chunkCount", message.TotalChunks);
        json.WriteString("compressFlag", YesOrEmpty(details.Compressed));
        json.WriteString("contentEncoding", details.ContentEncoding);
        json.WriteString("downloadTimestamp", Compact(message.Last(MeshStatus.Acknowledged)?.At));
        json.WriteString("dtsId", message.Id);
        json.WriteString("encryptedFlag", YesOrEmpty(details.Encrypted));
        json.WriteString("expiryTime", Compact(message.CollectBy));
        if (problem is not null)
        {
            json.WriteString("failureDate", Compact(problem.At));
            json.WriteString("failureDiagnostic", problem.Description ?? "");
        }
        json.WriteString("fileName", WireText.Read(message.FileName));
        json.WriteNumber("fileSize", message.Size);
        json.WriteString("isCompressed", YesOrEmpty(details.Compressed));
        if (problem?.LinkedMessageId is { } linked)
            json.WriteString("linkedMsgId", linked);
        json.WriteString("localId", WireText.Read(details.LocalId ?? ""));
        json.WriteString("meshRecipientOdsCode", message.Recipient?.Settings.OdsCode.ToWire() ?? "");
        json.WriteString("messageId", message.Id);
        json.WriteString("messageType", message.IsReport ? "Report" : "Data");
        json.WriteString("partnerId", details.PartnerId ?? "");
        json.WriteString("recipient", message.Recipient?.Id.ToWire() ?? "");
        json.WriteString("recipientName", message.Recipient?.Settings.MailboxName ?? "");
        json.WriteString("recipientOrgCode", message.Recipient?.Settings.OrgCode ?? "");
        json.WriteString("recipientOrgName", message.Recipient?.Settings.OrgName ?? "");
        json.WriteString("recipientSmtp", "");
        json.WriteString("sender", message.Sender?.Id.ToWire() ?? "");
        json.WriteString("senderName", message.Sender?.Settings.MailboxName ?? "");
        json.WriteString("senderOdsCode", message.Sender?.Settings.OdsCode.ToWire() ?? "");
        json.WriteString("senderOrgCode", message.Sender?.Settings.OrgCode ?? "");
        json.WriteString("senderOrgName", message.Sender?.Settings.OrgName ?? "");
        json.WriteString("senderSmtp", "");
        json.WriteString("status", message.Status.ToString());
        json.WriteString("statusSuccess", problem is null ? MeshWire.Success : MeshWire.Error);
        json.WriteString("subject", WireText.Read(details.Subject ?? ""));
        json.WriteString("uploadTimestamp", Compact(message.Created));
        json.WriteString("version", MeshWire.Version);
        json.WriteString("workflowId", message.WorkflowId);
        json.WriteEndObject();
    }

    internal static void WriteTrackingV2(Utf8JsonWriter json, MeshMessage message)
    {
        json.WriteStartObject();
        json.WriteString("message_id", message.Id);
        json.WriteString("local_id", WireText.Read(message.Details.LocalId ?? ""));
        json.WriteString("workflow_id", message.WorkflowId);
        json.WriteString("filename", WireText.Read(message.FileName));
        json.WriteString("expiry_time", Iso(message.CollectBy));
        json.WriteString("upload_timestamp", Iso(message.Created));
        WriteRecipient(json, message);
        json.WriteBoolean("status_success", message.Last(MeshStatus.Error) is null);
        json.WriteString("status", Lower(message.Status));
        json.WriteEndObject();
    }

    internal static void WriteRich(Utf8JsonWriter json, MeshMessage message, bool outbox)
    {
        json.WriteStartObject();
        json.WriteString("message_id", message.Id);
        json.WriteString("expiry_timestamp", Iso(message.CollectBy));
        json.WriteString("local_id", WireText.Read(message.Details.LocalId ?? ""));
        json.WriteString("message_type", message.IsReport ? MeshWire.ReportType : MeshWire.DataType);
        json.WriteString("recipient", message.Recipient?.Id.ToWire() ?? "");
        json.WriteString("recipient_name", message.Recipient?.Settings.MailboxName ?? "");
        json.WriteString("sender", message.Sender?.Id.ToWire() ?? "");
        json.WriteString("sender_name", message.Sender?.Settings.MailboxName ?? "");
        json.WriteString("sent_date", Iso(message.Created));
        json.WriteString("status", Lower(message.Status));
        if (outbox)
            json.WriteString("status_code", message.Last(MeshStatus.Error)?.Code ?? "");
        json.WriteString("workflow_id", message.WorkflowId);
        json.WriteNumber("total_chunks", message.TotalChunks);
        json.WriteEndObject();
    }

    internal static void WriteAdmin(Utf8JsonWriter json, MeshMessage message)
    {
        var details = message.Details;
        var problem = message.Last(MeshStatus.Error);
        json.WriteStartObject();
        json.WriteString("checksum", details.Checksum ?? "");
        json.WriteNumber("chunk_count", message.TotalChunks);
        json.WriteString("content_encoding", details.ContentEncoding);
        if (message.Last(MeshStatus.Acknowledged) is { } acknowledged)
            json.WriteString("download_timestamp", Iso(acknowledged.At));
        json.WriteString("expiry_time", Iso(message.CollectBy));
        if (problem is not null)
        {
            json.WriteString("failure_date", Iso(problem.At));
            json.WriteString("failure_diagnostic", problem.Description ?? "");
        }
        json.WriteString("filename", WireText.Read(message.FileName));
        json.WriteNumber("file_size", message.Size);
        json.WriteBoolean("is_compressed", details.Compressed);
        json.WriteBoolean("is_encrypted", details.Encrypted);
        if (problem?.LinkedMessageId is { } linked)
            json.WriteString("linked_message_id", linked);
        json.WriteString("local_id", WireText.Read(details.LocalId ?? ""));
        json.WriteString("message_id", message.Id);
        json.WriteString("message_type", message.IsReport ? "Report" : "Data");
        WriteRecipient(json, message);
        json.WriteString("sender", message.Sender?.Id.ToWire() ?? "");
        json.WriteString("sender_name", message.Sender?.Settings.MailboxName ?? "");
        json.WriteString("sender_ods_code", message.Sender?.Settings.OdsCode.ToWire() ?? "");
        json.WriteString("sender_org_code", message.Sender?.Settings.OrgCode ?? "");
        json.WriteString("sender_org_name", message.Sender?.Settings.OrgName ?? "");
        json.WriteString("status", message.Status.ToString());
        json.WriteString("status_success", problem is null ? MeshWire.Success : MeshWire.Error);
        json.WriteString("subject", WireText.Read(details.Subject ?? ""));
        json.WriteString("upload_timestamp", Iso(message.Created));
        json.WriteString("workflow_id", message.WorkflowId);
        json.WriteEndObject();
    }

    internal static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString(MeshWire.IsoTimestamp, CultureInfo.InvariantCulture);

    private static string Compact(DateTimeOffset? at) => at?.UtcDateTime.ToString(MeshWire.CompactTimestamp, CultureInfo.InvariantCulture) ?? "";

    private static string YesOrEmpty(bool flag) => flag ? "Y" : "";

    private static string Lower(MeshStatus status) => status switch
    {
        MeshStatus.Uploading => "uploading",
        MeshStatus.Accepted => "accepted",
        MeshStatus.Acknowledged => "acknowledged",
        MeshStatus.Undeliverable => "undeliverable",
        _ => "error",
    };

    private static void WriteRecipient(Utf8JsonWriter json, MeshMessage message)
    {
        json.WriteString("recipient", message.Recipient?.Id.ToWire() ?? "");
        json.WriteString("recipient_name", message.Recipient?.Settings.MailboxName ?? "");
        json.WriteString("recipient_ods_code", message.Recipient?.Settings.OdsCode.ToWire() ?? "");
        json.WriteString("recipient_org_code", message.Recipient?.Settings.OrgCode ?? "");
        json.WriteString("recipient_org_name", message.Recipient?.Settings.OrgName ?? "");
    }
}
