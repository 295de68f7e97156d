using System.Collections.Frozen;
using Plexus.Engine.Configuration.Rows;
using Plexus.Primitives;
using Plexus.Storage.Secrets;

namespace Plexus.Engine.Configuration;

/// <summary>The configuration as it was at one version: immutable, shared by all threads.</summary>
public sealed class ConfigurationSnapshot
{
    internal static readonly ConfigurationSnapshot Empty = new("", 0, FrozenDictionary<(string, string), object>.Empty, FrozenDictionary<string, SealedSecret>.Empty, null);

    private readonly FrozenDictionary<(string Section, string Id), object> _entries;
    private readonly FrozenDictionary<string, SealedSecret> _secrets;
    private readonly FrozenDictionary<OdsCode, OrganisationEntry> _organisations;
    private readonly ILookup<OdsCode, EndpointEntry> _endpoints;
    private readonly FrozenDictionary<(string Channel, string Address), EndpointEntry> _addresses;
    private readonly KeyRing? _keys;
    private readonly Lazy<IReadOnlyList<CredentialDeadline>> _deadlines;

    private ConfigurationSnapshot(
        string environment, long version, FrozenDictionary<(string, string), object> entries, FrozenDictionary<string, SealedSecret> secrets, KeyRing? keys)
    {
        (Environment, Version, _entries, _secrets, _keys) = (environment, version, entries, secrets, keys);
        _organisations = Entries<OrganisationEntry>().ToFrozenDictionary(o => o.Ods);
        _endpoints = Entries<EndpointEntry>().SelectMany(e => e.Organisations, (endpoint, ods) => (endpoint, ods)).ToLookup(x => x.ods, x => x.endpoint);
        _addresses = Entries<EndpointEntry>().ToFrozenDictionary(e => (e.Channel, e.Address));
        DeliveryEndpoints = Entries<DeliveryEndpointEntry>().ToFrozenDictionary(e => e.Id);
        Subscriptions = [.. Entries<SubscriptionEntry>()];
        _deadlines = new(() => CredentialDeadline.Of(this));
    }

    /// <summary>Empty before the first start.</summary>
    public string Environment { get; }

    public long Version { get; }

    public IReadOnlyCollection<OrganisationEntry> Organisations => _organisations.Values;

    public IEnumerable<EndpointEntry> Endpoints => _addresses.Values;

    public IReadOnlyDictionary<string, DeliveryEndpointEntry> DeliveryEndpoints { get; }

    public IReadOnlyList<SubscriptionEntry> Subscriptions { get; }

    public OrganisationEntry? Organisation(OdsCode ods) => _organisations.GetValueOrDefault(ods);

    /// <summary>Endpoints that serve the organisation, by id.</summary>
    public IEnumerable<EndpointEntry> EndpointsOf(OdsCode ods) => _endpoints[ods].OrderBy(e => e.Id, StringComparer.Ordinal);

    public EndpointEntry? Endpoint(string channel, string address) => _addresses.GetValueOrDefault((channel, address));

    public CredentialEntry? Credential(string id) => Entry<CredentialEntry>(Sections.Credentials, id);

    public SupplierEntry? Supplier(string id) => Entry<SupplierEntry>(Sections.Suppliers, id);

    public IEnumerable<CredentialEntry> Credentials => Entries<CredentialEntry>();

    /// <summary>Every secret whose end is known, the earliest first.</summary>
    public IReadOnlyList<CredentialDeadline> Deadlines => _deadlines.Value;

    /// <summary>A credential's secrets: the current one, then the next one when there is one; empty when there is no such credential.</summary>
    public IReadOnlyList<string> SecretsOf(string? credential)
    {
        if (credential is null || _keys is null || !_secrets.TryGetValue(credential, out var secret))
            return [];
        return secret.Next(_keys) is { } next ? [secret.Current(_keys), next] : [secret.Current(_keys)];
    }

    /// <summary>The webhooks and pull endpoints that want the event: those of the organisation's supplier with a subscription for it.</summary>
    public IEnumerable<DeliveryEndpointEntry> Takers(OdsCode organisation, string standard, string type)
    {
        var supplier = Organisation(organisation)?.Supplier;
        return Subscriptions.Where(s => s.Wants(organisation, standard, type))
            .Select(s => DeliveryEndpoints.GetValueOrDefault(s.DeliveryEndpoint))
            .OfType<DeliveryEndpointEntry>()
            .Where(e => e.Supplier == supplier)
            .Distinct();
    }

    internal ConfigurationSnapshot With(
        string environment, long version, IReadOnlyList<(string Section, string Id, string? Body)> changed, IReadOnlyList<SealedSecret> secrets, KeyRing keys)
    {
        var entries = _entries.ToDictionary();
        foreach (var (section, id, body) in changed)
            if (body is null)
                entries.Remove((section, id));
            else
                entries[(section, id)] = Read(section, body);
        return new ConfigurationSnapshot(environment, version, entries.ToFrozenDictionary(), secrets.ToFrozenDictionary(s => s.Id), keys);
    }

    private static object Read(string section, string body) => section switch
    {
        Sections.Suppliers => ConfigurationReader.Stored<SupplierEntry>(body),
        Sections.Credentials => ConfigurationReader.Stored<CredentialEntry>(body),
        Sections.Organisations => ConfigurationReader.Stored<OrganisationEntry>(body),
        Sections.Endpoints => ConfigurationReader.Stored<EndpointEntry>(body),
        Sections.DeliveryEndpoints => ConfigurationReader.Stored<DeliveryEndpointEntry>(body),
        _ => ConfigurationReader.Stored<SubscriptionEntry>(body),
    };

    private T? Entry<T>(string section, string id)
        where T : class =>
        _entries.GetValueOrDefault((section, id)) as T;

    private IEnumerable<T> Entries<T>() => _entries.Values.OfType<T>();
}
