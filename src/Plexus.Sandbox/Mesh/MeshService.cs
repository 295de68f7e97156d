using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Plexus.Sandbox.Mesh;

/// <summary>MESH as a service of the sandbox: the twin behind the MESH API.</summary>
public sealed class MeshService : ISandboxService
{
    internal const string ServiceName = "mesh";
    private const string MailboxesFile = "mailboxes.jsonl";
    private const string WorkflowsFile = "workflows.jsonl";
    private readonly SandboxWorld _world;
    private readonly string? _folder;

    internal MeshService(SandboxWorld world)
    {
        _world = world;
        _folder = world.FolderFor(ServiceName);
        var options = world.Options.Permissive ? world.Options.Mesh.Relaxed() : world.Options.Mesh;
        Twin = new MeshTwin(options, world.Clock, world.Population, _folder, world.Options.Seed);
    }

    /// <summary>The exchange itself, for services that post and read without HTTP.</summary>
    public MeshTwin Twin { get; }

    public string Name => ServiceName;

    public string Summary => "Message Exchange for Social Care and Health: mailboxes, messages, reports.";

    public IReadOnlyList<SandboxOperation> Operations => MeshOperations.All;

    public Task StartAsync(CancellationToken cancellation)
    {
        FillDirectory(_world.Options.MailboxesFile ?? Kept(MailboxesFile), _world.Options.WorkflowsFile ?? Kept(WorkflowsFile));
        if (_folder is not null)
        {
            MeshHistory.Attach(Twin, _folder);
            SaveDirectory();
            Twin.Directory.Changed += SaveDirectory;
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellation)
    {
        Twin.Dispose();
        return Task.CompletedTask;
    }

    public void Reset()
    {
        Twin.Clear();
        Twin.Directory.Changed -= SaveDirectory;
        Twin.Directory.Clear();
        FillDirectory(_world.Options.MailboxesFile, _world.Options.WorkflowsFile);
        if (_folder is null)
            return;
        SaveDirectory();
        Twin.Directory.Changed += SaveDirectory;
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        var access = new MeshAccess(Twin, _world.Options.Tls);
        var lookup = new LookupApi(Twin);
        var admin = new AdminApi(Twin);
        const string m = "/messageexchange/{mailbox}";

        On(routes, "GET", m, MeshOperations.Handshake, access.Guard(HandshakeApi.Handle));
        On(routes, "POST", m, MeshOperations.Handshake, access.Guard(HandshakeApi.Handle));
        On(routes, "GET", m + "/inbox", MeshOperations.Inbox, access.Guard(InboxApi.List));
        On(routes, "GET", m + "/inbox/rich", MeshOperations.RichInbox, access.Guard(TrackingApi.RichInbox));
        On(routes, "GET", m + "/inbox/{message}", MeshOperations.Download, access.Guard(InboxApi.Download));
        On(routes, "HEAD", m + "/inbox/{message}", MeshOperations.Head, access.Guard(InboxApi.Head));
        On(routes, "GET", m + "/inbox/{message}/{chunk}", MeshOperations.DownloadChunk, access.Guard(InboxApi.DownloadChunk));
        On(routes, "PUT", m + "/inbox/{message}/status/acknowledged", MeshOperations.Acknowledge, access.Guard(InboxApi.Acknowledge));
        On(routes, "GET", m + "/count", MeshOperations.Count, access.Guard(InboxApi.Count));
        On(routes, "POST", m + "/outbox", MeshOperations.Send, access.Guard(OutboxApi.Send));
        On(routes, "POST", m + "/outbox/{message}/{chunk}", MeshOperations.SendChunk, access.Guard(OutboxApi.SendChunk));
        On(routes, "GET", m + "/outbox/rich", MeshOperations.RichOutbox, access.Guard(TrackingApi.RichOutbox));
        On(routes, "GET", m + "/outbox/tracking", MeshOperations.Track, access.Guard(TrackingApi.ByMessageId));
        On(routes, "GET", m + "/outbox/tracking/{local}", MeshOperations.TrackLocal, access.Guard(TrackingApi.ByLocalId));
        On(routes, "POST", m + "/update", MeshOperations.Update, access.Guard(static call => MeshReply.Empty(call.Http)));

        On(routes, "GET", "/messageexchange/endpointlookup/{ods}/{workflow}", MeshOperations.Lookup, MeshAccess.Open(lookup.ByOrganisation));
        On(routes, "GET", "/messageexchange/workflowsearch/{workflow}", MeshOperations.Search, MeshAccess.Open(lookup.ByWorkflow));
        foreach (var path in (string[])["/messageexchange/_ping", "/_ping", "/health"])
            On(routes, "GET", path, MeshOperations.Ping, AdminApi.Ping);

        foreach (var prefix in (string[])["/admin", "/messageexchange/admin"])
        {
            On(routes, "DELETE", prefix + "/reset", MeshOperations.Admin, admin.Reset);
            On(routes, "DELETE", prefix + "/reset/{mailbox}", MeshOperations.Admin, admin.Reset);
            On(routes, "POST", prefix + "/report", MeshOperations.Admin, admin.Report);
            On(routes, "POST", prefix + "/message/{message}/event", MeshOperations.Admin, admin.AddEvent);
            On(routes, "GET", prefix + "/message/{message}", MeshOperations.Admin, admin.Message);
            On(routes, "GET", prefix + "/mailbox/{mailbox}", MeshOperations.Admin, admin.Mailbox);
        }
        On(routes, "GET", "/messageexchange/mailbox/{mailbox}", MeshOperations.Admin, admin.Mailbox);
    }

    private static void On(IEndpointRouteBuilder routes, string method, string path, SandboxOperation operation, RequestDelegate handle) =>
        routes.MapMethods(path, [method], handle).WithMetadata(operation);

    // Given files win over kept ones, kept ones over the defaults.
    private void FillDirectory(string? mailboxes, string? workflows)
    {
        if (mailboxes is null || workflows is null)
            DefaultDirectory.Fill(Twin.Directory, _world.Population);
        if (mailboxes is not null)
        {
            using var lines = File.OpenText(mailboxes);
            Twin.Directory.ImportMailboxes(lines);
        }
        if (workflows is not null)
        {
            using var lines = File.OpenText(workflows);
            Twin.Directory.ImportWorkflows(lines);
        }
    }

    private string? Kept(string name) => _folder is not null && File.Exists(Path.Combine(_folder, name)) ? Path.Combine(_folder, name) : null;

    private void SaveDirectory()
    {
        KeptFile.Write(Path.Combine(_folder!, MailboxesFile), Twin.Directory.ExportMailboxes());
        KeptFile.Write(Path.Combine(_folder!, WorkflowsFile), Twin.Directory.ExportWorkflows());
    }
}
