using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Configuration;

/// <summary>Everything an installation is configured with, as one document.</summary>
/// <remarks>docs/configuration.md and docs/config.schema.json describe its JSON form.</remarks>
public sealed record ConfigurationDocument
{
    /// <summary><c>sandbox</c>, <c>int</c>, <c>dep</c> or <c>prod</c>.</summary>
    public required string Environment { get; init; }

    public IReadOnlyList<SupplierEntry> Suppliers { get; init; } = [];

    public IReadOnlyList<CredentialEntry> Credentials { get; init; } = [];

    public IReadOnlyList<OrganisationEntry> Organisations { get; init; } = [];

    public IReadOnlyList<EndpointEntry> Endpoints { get; init; } = [];

    public IReadOnlyList<DeliveryEndpointEntry> DeliveryEndpoints { get; init; } = [];

    public IReadOnlyList<SubscriptionEntry> Subscriptions { get; init; } = [];
}

/// <summary>Who writes the system that the organisations use.</summary>
/// <param name="Id">Lower-case letters, digits and hyphens; unique.</param>
public sealed record SupplierEntry(string Id, string Name, IReadOnlyList<ProductEntry> Products);

public sealed record ProductEntry(string Id, string Name, IReadOnlyList<string> Versions, IReadOnlyList<ApplicationEntry> Applications);

/// <summary>An application of the product that a national platform knows.</summary>
/// <param name="Platform"><c>api-platform</c>, <c>nhs-login</c> or <c>cis2</c>.</param>
/// <param name="PrivateKey">Id of the credential that holds its signing key.</param>
public sealed record ApplicationEntry(string Id, string Platform, string ClientId, string? KeyId, string? PrivateKey);

/// <param name="Kind">Such as <c>gp-practice</c>.</param>
public sealed record OrganisationEntry(OdsCode Ods, string Name, string Kind, OrganisationStatus Status)
{
    /// <summary>ODS codes of further sites; the organisation's own code is always one.</summary>
    public IReadOnlyList<OdsCode> Sites { get; init; } = [];

    public OdsCode? Parent { get; init; }

    /// <summary>Who took over when it closed.</summary>
    public OdsCode? Successor { get; init; }

    /// <summary>The supplier whose system the organisation uses; its events go there.</summary>
    public string? Supplier { get; init; }

    public string? Product { get; init; }

    public string? ProductVersion { get; init; }

    public PatientIndexEntry PatientIndex { get; init; } = new(PatientIndexKind.Embedded);

    public IReadOnlyList<CapabilityEntry> Capabilities { get; init; } = [];
}

public enum OrganisationStatus
{
    Active,
    Closed,
}

/// <summary>Where questions about the organisation's patients go.</summary>
public sealed record PatientIndexEntry(PatientIndexKind Kind)
{
    public Uri? Url { get; init; }

    /// <summary>Id of the credential that requests are signed with.</summary>
    public string? SigningKey { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Allows http: outside loopback. Never for live data.</summary>
    public bool AllowInsecure { get; init; }
}

public enum PatientIndexKind
{
    Embedded,
    Http,
}

/// <summary>A role of a standard that the organisation has switched on.</summary>
/// <param name="Options">By name, written as the descriptor's kinds want them; those left out have the descriptor's default.</param>
public sealed record CapabilityEntry(string Standard, string Role, string? Version, IReadOnlyDictionary<string, string> Options)
{
    public AckAfter AckAfter { get; init; } = AckAfter.Committed;

    public MatchPolicy Match { get; init; } = MatchPolicy.Exact;

    /// <summary>The largest payload in bytes that is loaded; null means the standard's own limit.</summary>
    public long? MaximumBytes { get; init; }
}

/// <summary>When a patient is matched without a person looking.</summary>
public enum MatchPolicy
{
    /// <summary>NHS number, surname and date of birth agree.</summary>
    Exact,

    /// <summary>Never.</summary>
    Manual,
}

/// <summary>An address of ours on a transport.</summary>
/// <param name="Channel"><c>mesh</c>, <c>spine</c> or <c>http</c>.</param>
/// <param name="Address">For MESH the mailbox id, for Spine the party key.</param>
public sealed record EndpointEntry(string Id, string Channel, string Address)
{
    public Uri? Url { get; init; }

    public IReadOnlyList<OdsCode> Organisations { get; init; } = [];

    /// <summary>Empty means every workflow.</summary>
    public IReadOnlyList<WorkflowPattern> Workflows { get; init; } = [];

    /// <summary>Credential id of the MESH mailbox password.</summary>
    public string? Password { get; init; }

    /// <summary>Credential id of the MESH environment's shared key.</summary>
    public string? SharedKey { get; init; }

    public TlsEntry? Tls { get; init; }

    public PollEntry? Poll { get; init; }

    /// <summary>The largest payload in bytes that is loaded of what arrives here, whatever the capability says; null leaves it to that.</summary>
    public long? MaximumBytes { get; init; }

    /// <summary>Nothing is fetched or sent; what is queued waits.</summary>
    public bool Paused { get; init; }

    /// <summary>Allows http: outside loopback. Never for live data.</summary>
    public bool AllowInsecure { get; init; }

    /// <summary>Spine only.</summary>
    public string? Asid { get; init; }
}

/// <summary>Credential ids of PEM texts.</summary>
public sealed record TlsEntry(string? Certificate, string? Key, string? Authorities);

/// <param name="Interval">Between looks at the mailbox when it was empty.</param>
public sealed record PollEntry(TimeSpan Interval);

/// <summary>A secret: what it is, what it is now, and what it will be.</summary>
public sealed record CredentialEntry(string Id, CredentialKind Kind)
{
    /// <summary>The one organisation it belongs to; null when the installation shares it.</summary>
    public OdsCode? Organisation { get; init; }

    public required SecretReference Current { get; init; }

    public DateOnly? CurrentExpires { get; init; }

    /// <summary>Taken beside the current one while both sides change over.</summary>
    public SecretReference? Next { get; init; }

    public DateOnly? NextExpires { get; init; }
}

public enum CredentialKind
{
    Password,
    SharedKey,
    SigningKey,
    Certificate,
    PrivateKey,
    Authorities,
    Token,
}

/// <summary>Where the supplier's system takes events.</summary>
public sealed record DeliveryEndpointEntry(string Id, string Supplier, DeliveryKind Kind)
{
    public Uri? Url { get; init; }

    public string? SigningKey { get; init; }

    public bool AllowInsecure { get; init; }

    /// <summary>Events of one conversation leave one after another.</summary>
    public bool OrderBySubject { get; init; } = true;

    public bool Paused { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The age at which a delivery has failed.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);
}

public enum DeliveryKind
{
    Webhook,
    Pull,
}

/// <summary>Which events a delivery endpoint gets. An empty list means all.</summary>
public sealed record SubscriptionEntry(string Id, string DeliveryEndpoint)
{
    public IReadOnlyList<OdsCode> Organisations { get; init; } = [];

    public IReadOnlyList<string> Standards { get; init; } = [];

    /// <summary>CloudEvents types; a final <c>*</c> stands for any ending.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Whether the event is one of those asked for.</summary>
    public bool Wants(OdsCode organisation, string standard, string type) =>
        (Organisations.Count == 0 || Organisations.Contains(organisation))
        && (Standards.Count == 0 || Standards.Contains(standard))
        && (Types.Count == 0 || Types.Any(t => t.EndsWith('*') ? type.StartsWith(t[..^1], StringComparison.Ordinal) : t == type));
}

/// <summary>Where a secret's value is to be found. The value itself is never printed and never exported.</summary>
public abstract record SecretReference
{
    private SecretReference()
    {
    }

    /// <summary>The text of a file, without a final line break; a relative path starts at the document.</summary>
    public sealed record FromFile(string Path) : SecretReference;

    public sealed record FromEnvironment(string Variable) : SecretReference;

    public sealed record Literal(SensitiveText Value) : SecretReference;

    /// <summary>What is stored already: what export writes.</summary>
    public sealed record Keep : SecretReference;
}

/// <summary>One thing that is wrong with a document.</summary>
/// <param name="Place">A path such as <c>organisations[0].capabilities[1].role</c>.</param>
/// <param name="Line">1-based; 0 when the place is not in the text.</param>
/// <param name="Text">What is wrong; never a secret.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ConfigurationProblem(string Place, int Line, int Column, string Text, string Remedy)
{
    public override string ToString() => Line > 0 ? $"line {Line}, column {Column} ({Place}): {Text} {Remedy}" : $"{Place}: {Text} {Remedy}";
}

/// <summary>The document cannot be applied as it is.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
    : Exception(string.Join(System.Environment.NewLine, problems))
{
    public IReadOnlyList<ConfigurationProblem> Problems { get; } = problems;
}
