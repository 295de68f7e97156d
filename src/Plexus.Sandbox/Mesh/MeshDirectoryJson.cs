using System.Buffers;
using System.Text;
using System.Text.Json;
using Plexus.Primitives;

namespace Plexus.Sandbox.Mesh;

/// <summary>Mailboxes and workflows as the official sandbox writes them in <c>mailboxes.jsonl</c> and <c>workflows.jsonl</c>.</summary>
internal static class MeshDirectoryJson
{
    internal static MailboxSettings ReadMailbox(JsonElement json)
    {
        var ods = OdsCode.Parse(Required(json.GetProperty("ods_code")));
        var id = MeshMailboxId.Parse(Required(json.GetProperty("mailbox_id")));
        return new MailboxSettings(
            id,
            Text(json, "mailbox_name", id.ToWire()),
            Text(json, "billing_entity", "England"),
            ods,
            Text(json, "org_code", ods.ToWire()),
            Text(json, "org_name", ""),
            Text(json, "password", DefaultDirectory.Password),
            !json.TryGetProperty("active", out var active) || active.GetBoolean());
    }

    internal static WorkflowSettings ReadWorkflow(JsonElement json) =>
        new(Required(json.GetProperty("workflow_id")), Texts(json, "senders"), Texts(json, "receivers"));

    internal static string Write(MailboxSettings mailbox) => Write(json => Write(json, mailbox, withPassword: true));

    internal static void Write(Utf8JsonWriter json, MailboxSettings mailbox, bool withPassword)
    {
        json.WriteStartObject();
        json.WriteString("mailbox_id", mailbox.MailboxId.ToWire());
        json.WriteString("mailbox_name", mailbox.MailboxName);
        json.WriteString("billing_entity", mailbox.BillingEntity);
        json.WriteString("ods_code", mailbox.OdsCode.ToWire());
        json.WriteString("org_code", mailbox.OrgCode);
        json.WriteString("org_name", mailbox.OrgName);
        if (withPassword)
            json.WriteString("password", mailbox.Password);
        json.WriteBoolean("active", mailbox.Active);
        json.WriteEndObject();
    }

    internal static string Write(WorkflowSettings workflow) => Write(json => Write(json, workflow));

    internal static void Write(Utf8JsonWriter json, WorkflowSettings workflow)
    {
        json.WriteStartObject();
        json.WriteString("workflow_id", workflow.WorkflowId);
        json.WriteStartArray("senders");
        foreach (var sender in workflow.Senders)
            json.WriteStringValue(sender);
        json.WriteEndArray();
        json.WriteStartArray("receivers");
        foreach (var receiver in workflow.Receivers)
            json.WriteStringValue(receiver);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Required(JsonElement value) => value.GetString() ?? throw new FormatException("A value is null.");

    private static string Text(JsonElement json, string name, string absent) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : absent;

    private static string[] Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(e => MeshMailboxId.Parse(Required(e)).ToWire())] : [];
}
