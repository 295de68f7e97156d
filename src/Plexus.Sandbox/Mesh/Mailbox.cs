using System.Text;
using Plexus.Primitives;

namespace Plexus.Sandbox.Mesh;

/// <summary>One mailbox with its inbox and what it sent.</summary>
public sealed class Mailbox
{
    private MailboxSettings _settings;

    internal Mailbox(MailboxSettings settings)
    {
        _settings = settings;
        PasswordBytes = Encoding.UTF8.GetBytes(settings.Password);
    }

    /// <summary>The mailbox id.</summary>
    public MeshMailboxId Id => _settings.MailboxId;

    /// <summary>Name, organisation, password and state; replaced as a whole.</summary>
    public MailboxSettings Settings
    {
        get => _settings;
        internal set
        {
            _settings = value;
            PasswordBytes = Encoding.UTF8.GetBytes(value.Password);
        }
    }

    internal byte[] PasswordBytes { get; private set; }

    internal InboxIndex Inbox { get; } = new();

    internal MailboxHistory Received { get; } = new();

    internal MailboxHistory Sent { get; } = new();

    internal void Clear()
    {
        Inbox.Clear();
        Received.Clear();
        Sent.Clear();
    }
}

/// <summary>A line of <c>mailboxes.jsonl</c> in the official sandbox's format.</summary>
/// <param name="MailboxId">The mailbox id.</param>
/// <param name="MailboxName">Name for people.</param>
/// <param name="BillingEntity">Nation that pays, e.g. <c>England</c>.</param>
/// <param name="OdsCode">Organisation the mailbox belongs to.</param>
/// <param name="OrgCode">Organisation code; the ODS code again in practice.</param>
/// <param name="OrgName">Organisation name; may be empty.</param>
/// <param name="Password">Mailbox password, part of the token's HMAC.</param>
/// <param name="Active">False for a disabled mailbox: every request is answered 403.</param>
public sealed record MailboxSettings(
    MeshMailboxId MailboxId,
    string MailboxName,
    string BillingEntity,
    OdsCode OdsCode,
    string OrgCode,
    string OrgName,
    string Password,
    bool Active = true);

/// <summary>A line of <c>workflows.jsonl</c> in the official sandbox's format.</summary>
/// <param name="WorkflowId">The workflow.</param>
/// <param name="Senders">Mailboxes that may send it.</param>
/// <param name="Receivers">Mailboxes that may receive it, in the order lookups list them.</param>
public sealed record WorkflowSettings(string WorkflowId, IReadOnlyList<string> Senders, IReadOnlyList<string> Receivers);
