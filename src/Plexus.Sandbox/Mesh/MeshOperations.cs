namespace Plexus.Sandbox.Mesh;

/// <summary>The operations of MESH with the grade of each: the rows of <c>docs/fidelity.md</c>.</summary>
internal static class MeshOperations
{
    private const string M = "/messageexchange/{mailbox}";

    internal static readonly SandboxOperation Handshake = Row("handshake", $"POST, GET {M}", Fidelity.Verified, "validate a mailbox, once a day");
    internal static readonly SandboxOperation Inbox = Row("inbox", $"GET {M}/inbox", Fidelity.Verified, "ids of waiting messages, oldest first; paged and filtered");
    internal static readonly SandboxOperation Download = Row("download", $"GET {M}/inbox/{{message}}", Fidelity.Verified, "a message or its first chunk");
    internal static readonly SandboxOperation DownloadChunk = Row("download-chunk", $"GET {M}/inbox/{{message}}/{{chunk}}", Fidelity.Verified, "a further chunk");
    internal static readonly SandboxOperation Head = Row("head", $"HEAD {M}/inbox/{{message}}", Fidelity.Verified, "the headers of a download");
    internal static readonly SandboxOperation Acknowledge = Row("acknowledge", $"PUT {M}/inbox/{{message}}/status/acknowledged", Fidelity.Verified, "take a message out of the inbox");
    internal static readonly SandboxOperation Count = Row("count", $"GET {M}/count", Fidelity.Verified, "how many wait (deprecated)");
    internal static readonly SandboxOperation Send = Row("send", $"POST {M}/outbox", Fidelity.Verified, "send a message or its first chunk");
    internal static readonly SandboxOperation SendChunk = Row("send-chunk", $"POST {M}/outbox/{{message}}/{{chunk}}", Fidelity.Verified, "send a further chunk");
    internal static readonly SandboxOperation Track = Row("track", $"GET {M}/outbox/tracking?messageID=", Fidelity.Verified, "what became of a sent message");
    internal static readonly SandboxOperation TrackLocal = Row("track-local", $"GET {M}/outbox/tracking/{{local}}", Fidelity.Verified, "the same by local id (deprecated)");
    internal static readonly SandboxOperation RichInbox = Row("rich-inbox", $"GET {M}/inbox/rich", Fidelity.Verified, "received messages with details");
    internal static readonly SandboxOperation RichOutbox = Row("rich-outbox", $"GET {M}/outbox/rich", Fidelity.Verified, "sent messages with details");
    internal static readonly SandboxOperation Update = Row("update", $"POST {M}/update", Fidelity.Verified, "accepted, no effect");
    internal static readonly SandboxOperation Lookup = Row("lookup", "GET /messageexchange/endpointlookup/{ods}/{workflow}", Fidelity.Verified, "mailboxes of an organisation for a workflow");
    internal static readonly SandboxOperation Search = Row("search", "GET /messageexchange/workflowsearch/{workflow}", Fidelity.Verified, "all mailboxes that receive a workflow");
    internal static readonly SandboxOperation Ping = Row("ping", "GET /messageexchange/_ping", Fidelity.Documented, "liveness");
    internal static readonly SandboxOperation Admin = Row("admin", "/admin, /messageexchange/admin", Fidelity.Verified, "emulator only: reset, report, event, look inside");
    internal static readonly SandboxOperation Routing = Row("patient-routing", "Mex-To: GPPROVIDER_…", Fidelity.Documented, "to the registered practice; EPL reports when there is none");
    internal static readonly SandboxOperation Expiry = Row("expiry", "after 5 and 30 days", Fidelity.Documented, "REPORT 14 to the sender, then deletion, on the business clock");
    internal static readonly SandboxOperation Permissions = Row("workflow-permissions", "codes 16 and 17", Fidelity.Inferred, "sender and recipient must be configured for the workflow");
    internal static readonly SandboxOperation Tls = Row("client-certificates", "mutual TLS", Fidelity.Inferred, "off, required, or required with the mailbox's ODS code in its name");

    internal static IReadOnlyList<SandboxOperation> All { get; } =
    [
        Handshake, Inbox, Download, DownloadChunk, Head, Acknowledge, Count, Send, SendChunk, Track, TrackLocal, RichInbox, RichOutbox,
        Update, Lookup, Search, Ping, Admin, Routing, Expiry, Permissions, Tls,
    ];

    private static SandboxOperation Row(string name, string route, Fidelity grade, string summary) => new(MeshService.ServiceName, name, route, grade, summary);
}
