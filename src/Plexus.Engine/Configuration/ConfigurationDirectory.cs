using Microsoft.Extensions.Logging;
using Plexus.Contracts;
using Plexus.Storage;

namespace Plexus.Engine.Configuration;

/// <summary>The configuration of the database, as the engine uses it. Changes made by any node are seen within a second, without a restart.</summary>
public sealed class ConfigurationDirectory : IDirectory
{
    /// <summary>Under this name protocols find the policy among a capability's options, as they find the size limit under <see cref="InboundMessage.SizeLimitOption"/>.</summary>
    internal const string MatchOption = "match";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConfigurationStore _store;
    private readonly IReadOnlyDictionary<string, StandardDescriptor> _standards;
    private readonly TimeProvider _wallClock;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private volatile State _state;

    public ConfigurationDirectory(ConfigurationStore store, StandardsRegistry standards, TimeProvider wallClock, ILoggerFactory loggers)
    {
        _store = store;
        _standards = standards.Standards.ToDictionary(s => s.Descriptor.Folder, s => s.Descriptor);
        _wallClock = wallClock;
        _log = loggers.CreateLogger<ConfigurationDirectory>();
        _state = Translate(store.Load(null));
    }

    public event Action? Changed;

    public DirectorySnapshot Current => _state.Directory;

    /// <summary>Everything, as documents say it.</summary>
    public ConfigurationSnapshot Configuration => _state.Configuration;

    /// <summary>Looks once: after an apply in the same process nobody need wait.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            var loaded = _store.Load(_state.Configuration);
            if (ReferenceEquals(loaded, _state.Configuration))
                return;
            _state = Translate(loaded);
        }

        Changed?.Invoke();
    }

    /// <summary>Looks every second until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(LookEvery, _wallClock);
        while (await NextAsync(timer, cancellation).ConfigureAwait(false))
        {
            try
            {
                Refresh();
            }
            catch (Exception e) when (e is StorageException or System.Data.Common.DbException)
            {
                _log.LogWarning("The configuration could not be looked at: {Problem}", e.Message);
            }
        }
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private State Translate(ConfigurationSnapshot configuration) => new(
        configuration,
        new DirectorySnapshot(
            configuration.Version,
            [.. configuration.Organisations.Select(o => Organisation(configuration, o)).OrderBy(o => o.Ods.ToWire(), StringComparer.Ordinal)],
            [.. configuration.Endpoints.OrderBy(e => e.Id, StringComparer.Ordinal).Select(e => Endpoint(configuration, e))]));

    private DirectoryOrganisation Organisation(ConfigurationSnapshot configuration, OrganisationEntry organisation) =>
        new(organisation.Ods, organisation.Name, [organisation.Ods, .. organisation.Sites.Where(s => s != organisation.Ods)], Capabilities(organisation))
        {
            Subscriptions =
            [
                .. from subscription in configuration.Subscriptions
                   let endpoint = configuration.DeliveryEndpoints.GetValueOrDefault(subscription.DeliveryEndpoint)
                   where endpoint is { Kind: DeliveryKind.Webhook } && endpoint.Supplier == organisation.Supplier
                   where subscription.Organisations.Count == 0 || subscription.Organisations.Contains(organisation.Ods)
                   select new DirectorySubscription(endpoint.Id, subscription.Types) { Standards = subscription.Standards },
            ],
        };

    // What a closed organisation still gets is parked for an operator, not worked on.
    private List<CapabilityFact> Capabilities(OrganisationEntry organisation) =>
        organisation.Status == OrganisationStatus.Closed ? [] : [.. organisation.Capabilities.Select(Capability)];

    private CapabilityFact Capability(CapabilityEntry capability)
    {
        var options = new Dictionary<string, string>();
        foreach (var option in _standards.GetValueOrDefault(capability.Standard)?.Options ?? [])
            options[option.Name] = option.Default;
        foreach (var (name, value) in capability.Options)
            options[name] = value;
        options[MatchOption] = ConfigurationNode.NameOf(capability.Match);
        if (capability.MaximumBytes is { } bytes)
            options[InboundMessage.SizeLimitOption] = bytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new CapabilityFact(capability.Standard, capability.Role, capability.Version, options, capability.AckAfter);
    }

    private static DirectoryEndpoint Endpoint(ConfigurationSnapshot configuration, EndpointEntry endpoint) =>
        new(endpoint.Channel, endpoint.Address, endpoint.Organisations.Count > 0 ? endpoint.Organisations[0] : default, endpoint.Workflows)
        {
            AlsoServes = [.. endpoint.Organisations.Skip(1)],
            PollEvery = endpoint.Poll?.Interval,
            MaxSize = endpoint.MaximumBytes,
            Paused = endpoint.Paused,
            Service = endpoint.Url,
            Credentials = Credentials(configuration, endpoint),
        };

    private static Dictionary<string, SensitiveText> Credentials(ConfigurationSnapshot configuration, EndpointEntry endpoint)
    {
        var credentials = new Dictionary<string, SensitiveText>();
        foreach (var (name, id) in new[]
        {
            ("password", endpoint.Password), ("shared-key", endpoint.SharedKey),
            ("certificate", endpoint.Tls?.Certificate), ("key", endpoint.Tls?.Key), ("ca", endpoint.Tls?.Authorities),
        })
            if (configuration.SecretsOf(id) is [var current, ..])
                credentials[name] = current;
        return credentials;
    }

    private sealed record State(ConfigurationSnapshot Configuration, DirectorySnapshot Directory);
}
