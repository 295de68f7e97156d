using Microsoft.AspNetCore.Http;

namespace Plexus.Sandbox.Mesh;

/// <summary>Which mailbox receives a workflow. No token; a client certificate where the sandbox asks for one.</summary>
internal sealed class LookupApi(MeshTwin twin)
{
    internal Task ByOrganisation(HttpContext context, int version)
    {
        var found = twin.Directory.Receivers((string?)context.Request.RouteValues["ods"] ?? "", Workflow(context)).ToList();
        return version >= 2 ? WriteV2(context, found) : WriteV1(context, found);
    }

    internal Task ByWorkflow(HttpContext context, int version) => WriteV2(context, [.. twin.Directory.Receivers(Workflow(context))]);

    private static string Workflow(HttpContext context) => (string?)context.Request.RouteValues["workflow"] ?? "";

    private Task WriteV1(HttpContext context, List<Mailbox> found) =>
        MeshReply.Json(context, 200, MeshWire.Json, (query: twin.NewQueryId(), found), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("query_id", state.query);
            json.WriteStartArray("results");
            foreach (var mailbox in state.found)
            {
                json.WriteStartObject();
                json.WriteString("address", mailbox.Id.ToWire());
                json.WriteString("description", mailbox.Settings.MailboxName);
                json.WriteString("endpoint_type", "MESH");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });

    // Observed: application/json, although version 2 was asked for.
    private static Task WriteV2(HttpContext context, List<Mailbox> found) =>
        MeshReply.Json(context, 200, MeshWire.Json, found, static (json, all) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var mailbox in all)
            {
                json.WriteStartObject();
                json.WriteString("mailbox_id", mailbox.Id.ToWire());
                json.WriteString("mailbox_name", mailbox.Settings.MailboxName);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
}
