namespace Plexus.Sandbox.Mesh;

/// <summary>The handshake: a mailbox shows that it is alive and what it runs on.</summary>
internal static class HandshakeApi
{
    private static readonly string[] _required = [MeshWire.Header.ClientVersion, MeshWire.Header.OsName, MeshWire.Header.OsVersion];

    internal static Task Handle(MeshCall call)
    {
        var headers = call.Http.Request.Headers;
        List<RequestProblem> missing = [.. _required.Where(h => !headers.ContainsKey(h)).Select(h => RequestProblem.Missing("header", h))];
        if (missing.Count > 0)
            return MeshReply.Invalid(call.Http, missing);
        return call.Version >= 2
            ? MeshReply.Empty(call.Http)
            : MeshReply.Json(call.Http, 200, MeshWire.Json, call.Mailbox.Id.ToWire(), static (json, id) =>
            {
                json.WriteStartObject();
                json.WriteString("mailboxId", id);
                json.WriteEndObject();
            });
    }
}
