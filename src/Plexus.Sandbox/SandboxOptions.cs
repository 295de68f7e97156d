using System.Net;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox;

/// <summary>How a sandbox is set up.</summary>
public sealed record SandboxOptions
{
    /// <summary>TCP port; 0 for a free one.</summary>
    public int Port { get; init; } = 8700;

    /// <summary>Address to listen on. The control surface has no sign-in, so other than loopback is a deliberate choice.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Folder in which messages, mailboxes, people and the business clock are kept; null keeps nothing.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Applies every <see cref="Relaxation"/> to <see cref="Mesh"/>.</summary>
    public bool Permissive { get; init; }

    /// <summary>Seed of the population, of faults and of ids.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How strict MESH is, before <see cref="Permissive"/>.</summary>
    public MeshOptions Mesh { get; init; } = new();

    /// <summary>Mailboxes in the official sandbox's <c>mailboxes.jsonl</c> format; null for the built-in ones.</summary>
    public string? MailboxesFile { get; init; }

    /// <summary>Workflows in the official sandbox's <c>workflows.jsonl</c> format; null for the built-in ones.</summary>
    public string? WorkflowsFile { get; init; }

    /// <summary>Largest request body in bytes for operations that do not set their own limit.</summary>
    public long MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>TLS and client certificates; null for plain HTTP.</summary>
    public SandboxTls? Tls { get; init; }

    /// <summary>The clock of tokens, TLS and rate limits.</summary>
    public TimeProvider WallClock { get; init; } = TimeProvider.System;
}
