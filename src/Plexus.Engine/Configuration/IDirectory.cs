using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Configuration;

/// <summary>What the engine knows of the installation's configuration.</summary>
public interface IDirectory
{
    /// <summary>The configuration as it is now; a new object after each change.</summary>
    DirectorySnapshot Current { get; }

    /// <summary>Raised after <see cref="Current"/> has changed.</summary>
    event Action? Changed;
}

/// <summary>The configuration at one moment.</summary>
public sealed class DirectorySnapshot
{
    private readonly Dictionary<OdsCode, DirectoryOrganisation> _organisations;
    private readonly Dictionary<(string Channel, string Address), DirectoryEndpoint> _endpoints;
    private readonly Dictionary<OdsCode, OrganisationFact> _facts;

    /// <param name="version">Rises with every change.</param>
    public DirectorySnapshot(long version, IReadOnlyList<DirectoryOrganisation> organisations, IReadOnlyList<DirectoryEndpoint> endpoints)
    {
        Version = version;
        Organisations = organisations;
        Endpoints = endpoints;
        _organisations = organisations.ToDictionary(o => o.Ods);
        _endpoints = endpoints.ToDictionary(e => (e.Channel, e.Address));
        var served = endpoints.SelectMany(e => e.AlsoServes.Prepend(e.Organisation).Distinct().Select(ods => (ods, Fact: new EndpointFact(e.Channel, e.Address, e.Workflows)))).ToLookup(e => e.ods, e => e.Fact);
        _facts = organisations.ToDictionary(o => o.Ods, o => new OrganisationFact(o.Ods, o.Name, o.Sites, [.. served[o.Ods]]));
    }

    public static DirectorySnapshot Empty { get; } = new(0, [], []);

    public long Version { get; }

    public IReadOnlyList<DirectoryOrganisation> Organisations { get; }

    public IReadOnlyList<DirectoryEndpoint> Endpoints { get; }

    public DirectoryOrganisation? Organisation(OdsCode ods) => _organisations.GetValueOrDefault(ods);

    public DirectoryEndpoint? Endpoint(string channel, string address) => _endpoints.GetValueOrDefault((channel, address));

    /// <summary>What protocols may know of an organisation; null when it is not configured.</summary>
    public OrganisationFact? Fact(OdsCode ods) => _facts.GetValueOrDefault(ods);

    /// <summary>The capability that is switched on; null when it is off.</summary>
    public CapabilityFact? Capability(OdsCode ods, string standard, string role) =>
        Organisation(ods)?.Capabilities.FirstOrDefault(c => c.Standard == standard && c.Role == role);
}

/// <param name="Sites">ODS codes of its sites, including its own.</param>
/// <param name="Capabilities">Only those that are switched on, in the order in which they are asked whether they take a message.</param>
public sealed record DirectoryOrganisation(OdsCode Ods, string Name, IReadOnlyList<OdsCode> Sites, IReadOnlyList<CapabilityFact> Capabilities)
{
    /// <summary>Where its events go.</summary>
    public IReadOnlyList<DirectorySubscription> Subscriptions { get; init; } = [];
}

/// <param name="Id">Stable; named by rows of <c>delivery</c>.</param>
/// <param name="EventTypes">CloudEvents types, a trailing asterisk matches the rest; empty means every type.</param>
public sealed record DirectorySubscription(string Id, IReadOnlyList<string> EventTypes)
{
    /// <summary>Folder names of standards; empty means every standard.</summary>
    public IReadOnlyList<string> Standards { get; init; } = [];

    public bool Wants(string standard, string type) => (Standards.Count == 0 || Standards.Contains(standard)) && WantsType(type);

    private bool WantsType(string type) =>
        EventTypes.Count == 0 || EventTypes.Any(t => t.EndsWith('*') ? type.AsSpan().StartsWith(t.AsSpan(0, t.Length - 1), StringComparison.Ordinal) : t == type);
}

/// <param name="Channel">Such as <c>mesh</c>.</param>
/// <param name="Address">For MESH a mailbox id.</param>
/// <param name="Organisation">To whom a message belongs that arrives here.</param>
/// <param name="Workflows">What it may be used for; empty means everything.</param>
public sealed record DirectoryEndpoint(string Channel, string Address, OdsCode Organisation, IReadOnlyList<WorkflowPattern> Workflows)
{
    /// <summary>Organisations that may send from it too.</summary>
    public IReadOnlyList<OdsCode> AlsoServes { get; init; } = [];

    /// <summary>Overrides <see cref="EngineOptions.PollEvery"/>.</summary>
    public TimeSpan? PollEvery { get; init; }

    /// <summary>Neither polled nor sent from.</summary>
    public bool Paused { get; init; }

    /// <summary>The largest payload given to a protocol whole, in bytes; overrides the capability's option.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Where the service is.</summary>
    public Uri? Service { get; init; }

    /// <summary>Secrets that the transport needs, by name (<c>password</c>, <c>shared-key</c>, <c>certificate</c>, <c>key</c>, <c>ca</c>).</summary>
    public IReadOnlyDictionary<string, SensitiveText> Credentials { get; init; } = new Dictionary<string, SensitiveText>();
}
