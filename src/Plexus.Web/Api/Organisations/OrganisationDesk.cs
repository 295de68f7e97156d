using Plexus.Contracts;
using Plexus.Engine;
using Plexus.Engine.Configuration;
using Plexus.Engine.Patients;
using Plexus.Engine.Queries;
using Plexus.Primitives;
using Plexus.Web.Api.Http;

namespace Plexus.Web.Api.Organisations;

/// <summary>Organisations, their endpoints, and the configuration as a whole.</summary>
internal sealed class OrganisationDesk(EngineCore core, EngineNode node, ConfigurationDirectory directory, PatientIndex patients)
{
    /// <summary>Days before a secret expires at which it is shown.</summary>
    public const int ExpiryNoticeDays = 60;

    private readonly ConfigurationStore _store = new(core.Database, core.Keys);
    private readonly EndpointPause _pause = new(core.Database, core.Keys);

    /// <summary><c>sandbox</c>, <c>int</c>, <c>dep</c> or <c>prod</c>; empty before the first configuration.</summary>
    public string Environment => directory.Configuration.Environment;

    public IReadOnlyList<OrganisationView> All => [.. directory.Configuration.Organisations.OrderBy(o => o.Ods.ToWire(), StringComparer.Ordinal).Select(View)];

    /// <exception cref="ApiRefusal">It is not configured here.</exception>
    public OrganisationView Get(OdsCode ods) => directory.Configuration.Organisation(ods) is { } found ? View(found) : throw ApiRefusal.NotFound("organisation");

    /// <summary>As <see cref="Get"/>, with the time of the last message of each endpoint.</summary>
    /// <exception cref="ApiRefusal">It is not configured here.</exception>
    public async Task<OrganisationView> WithActivityAsync(OdsCode ods, CancellationToken cancellation)
    {
        var organisation = Get(ods);
        var latest = (await node.Queries.SearchAsync(new ExchangeSearch { Organisation = ods, Direction = "in", Limit = JournalQueries.MostRows }, cancellation)).Items;
        return organisation with { Endpoints = [.. organisation.Endpoints.Select(e => e with { LastHeard = latest.FirstOrDefault(m => m.Channel == e.Channel && m.Endpoint == e.Address)?.At })] };
    }

    public IReadOnlyList<EndpointView> Endpoints => [.. directory.Configuration.Endpoints.OrderBy(e => e.Id, StringComparer.Ordinal).Select(View)];

    /// <summary>Secrets that have expired or expire within <see cref="ExpiryNoticeDays"/>, the earliest first; those whose end is not known are left out.</summary>
    public IReadOnlyList<CredentialView> Expiring
    {
        get
        {
            var today = DateOnly.FromDateTime(core.Clocks.Wall.GetUtcNow().UtcDateTime);
            return
            [
                .. directory.Configuration.Deadlines.Where(d => d.DaysLeft(today) <= ExpiryNoticeDays).Select(d => new CredentialView(
                    d.Credential.Id, d.Credential.Kind, d.Credential.Organisation, d.Organisations, d.LastDay, d.DaysLeft(today), d.DaysLeft(today) < 0, d.Credential.Next is not null)),
            ];
        }
    }

    /// <exception cref="ApiRefusal">There is no such endpoint.</exception>
    public async Task PauseAsync(string endpoint, bool paused, Actor by, CancellationToken cancellation)
    {
        if (!await _pause.SetAsync(endpoint, paused, by.Name, cancellation))
            throw ApiRefusal.NotFound("endpoint");
        directory.Refresh();
    }

    /// <summary>The configuration as a document that can be applied again, secrets as kept; null before the first.</summary>
    public string? Export() => _store.Export();

    /// <summary>Makes the configuration what the document says.</summary>
    /// <exception cref="ConfigurationException">Everything that is wrong with it.</exception>
    public async Task<ConfigurationChanges> ApplyAsync(ReadOnlyMemory<byte> document, bool dryRun, Actor by, CancellationToken cancellation)
    {
        var parsed = ConfigurationReader.Parse(document.Span, [.. core.Standards.Standards.Select(s => s.Descriptor)]);
        if (Remote(parsed) is { Count: > 0 } problems)
            throw new ConfigurationException(problems);
        var changes = await _store.ApplyAsync(parsed, new SecretReader(".", _ => null), by.Name, dryRun, cancellation);
        if (!dryRun)
            directory.Refresh();
        return changes;
    }

    // A document that comes over the network must not make this machine read its own files and variables.
    private static List<ConfigurationProblem> Remote(ConfigurationDocument document) =>
    [
        .. from credential in document.Credentials
           from secret in new[] { credential.Current, credential.Next }
           where secret is SecretReference.FromFile or SecretReference.FromEnvironment
           select new ConfigurationProblem($"credentials[{credential.Id}]", 0, 0, "A secret cannot be taken from this machine's files or variables over the API.", "Give it by \"value\", keep it, or apply the document with plexus config apply."),
    ];

    private OrganisationView View(OrganisationEntry organisation) => new(
        organisation.Ods, organisation.Name, organisation.Kind, organisation.Status, organisation.Sites, organisation.Supplier, organisation.PatientIndex.Kind,
        organisation.PatientIndex.Kind == PatientIndexKind.Embedded ? patients.Count(organisation.Ods) : null,
        [.. organisation.Capabilities.Select(View)],
        [.. directory.Configuration.EndpointsOf(organisation.Ods).Select(View)]);

    private CapabilityView View(CapabilityEntry capability)
    {
        var descriptor = core.Standards.Standards.Select(s => s.Descriptor).FirstOrDefault(d => d.Folder == capability.Standard);
        return new CapabilityView(
            capability.Standard, descriptor?.Title ?? capability.Standard, capability.Role, descriptor?.Roles.FirstOrDefault(r => r.Role == capability.Role)?.Summary ?? "", capability.Version, capability.AckAfter, capability.Match, capability.MaximumBytes,
            [.. (descriptor?.Options ?? []).Select(o => new OptionView(o.Name, capability.Options.GetValueOrDefault(o.Name, o.Default), capability.Options.ContainsKey(o.Name), o.Summary, o.Unconfirmed))]);
    }

    private static EndpointView View(EndpointEntry endpoint) =>
        new(endpoint.Id, endpoint.Channel, endpoint.Address, endpoint.Organisations, [.. endpoint.Workflows.Select(w => w.ToString())], endpoint.Paused, endpoint.Poll?.Interval, endpoint.MaximumBytes);
}

/// <param name="Patients">In the embedded index; null when the supplier's own is asked.</param>
internal sealed record OrganisationView(
    OdsCode Ods, string Name, string Kind, OrganisationStatus Status, IReadOnlyList<OdsCode> Sites, string? Supplier, PatientIndexKind PatientIndex, long? Patients,
    IReadOnlyList<CapabilityView> Capabilities, IReadOnlyList<EndpointView> Endpoints);

internal sealed record CapabilityView(
    string Standard, string Title, string Role, string Summary, string? Version, AckAfter AckAfter, MatchPolicy Match, long? MaximumBytes, IReadOnlyList<OptionView> Options);

/// <param name="IsSet">The organisation chose it; otherwise it is the default.</param>
/// <param name="Unconfirmed">The standard's text leaves it open: ours is a reading.</param>
internal sealed record OptionView(string Name, string Value, bool IsSet, string Summary, bool Unconfirmed);

/// <param name="Workflows">Empty means every one.</param>
/// <param name="PollEvery">Null: as the node does.</param>
/// <param name="MaximumBytes">The largest message that is opened; null: as the capability says.</param>
internal sealed record EndpointView(string Id, string Channel, string Address, IReadOnlyList<OdsCode> Organisations, IReadOnlyList<string> Workflows, bool Paused, TimeSpan? PollEvery, long? MaximumBytes)
{
    /// <summary>When the last of the organisation's latest messages came through it; null when none of them did, or where it is not asked for.</summary>
    public DateTimeOffset? LastHeard { get; init; }
}

/// <summary>When a secret expires; never the secret.</summary>
/// <param name="Organisation">Null: the installation shares it.</param>
/// <param name="UsedBy">Organisations whose mailboxes, patient index or supplier use it.</param>
/// <param name="Expires">The last day of the secret in use; of a certificate at the latest the day it ends.</param>
/// <param name="DaysLeft">0 on the last day.</param>
/// <param name="HasSuccessor">The configuration holds the next one already.</param>
internal sealed record CredentialView(
    string Id, CredentialKind Kind, OdsCode? Organisation, IReadOnlyList<OdsCode> UsedBy, DateOnly Expires, int DaysLeft, bool Expired, bool HasSuccessor);
