using System.Collections.Frozen;
using Plexus.Contracts;
using Plexus.Primitives;

namespace Plexus.Engine.Configuration;

/// <summary>The standards this installation was built with: their protocols, routes and commands.</summary>
public sealed class StandardsRegistry
{
    private readonly FrozenDictionary<string, IProtocol> _protocols;
    private readonly FrozenDictionary<(string Standard, string Role), RoleDescriptor> _roles;

    /// <exception cref="ArgumentException">Two protocols share a kind, or a route or command names a protocol that is not there.</exception>
    public StandardsRegistry(IReadOnlyList<IStandard> standards)
    {
        Standards = standards;
        _protocols = standards.SelectMany(s => s.Protocols).ToFrozenDictionary(p => p.Kind);
        _roles = standards.SelectMany(s => s.Descriptor.Roles.Select(r => (s.Descriptor.Folder, Role: r))).ToFrozenDictionary(r => (r.Folder, r.Role.Role), r => r.Role);
        foreach (var ((standard, role), descriptor) in _roles)
            foreach (var kind in descriptor.Routes.Select(r => r.Protocol).Concat(descriptor.Commands.Values))
                if (!_protocols.ContainsKey(kind))
                    throw new ArgumentException($"{standard}/{role} names the protocol {kind}, which no standard has.", nameof(standards));
    }

    public IReadOnlyList<IStandard> Standards { get; }

    public IProtocol? Protocol(string kind) => _protocols.GetValueOrDefault(kind);

    public RoleDescriptor? Role(string standard, string role) => _roles.GetValueOrDefault((standard, role));

    /// <summary>Routes of the capabilities that take the workflow: those that name it exactly first, then in the organisation's order.</summary>
    internal IReadOnlyList<RoutedCapability> Routes(DirectoryOrganisation organisation, WorkflowId workflow)
    {
        var found = new List<RoutedCapability>();
        foreach (var capability in organisation.Capabilities)
            if (Role(capability.Standard, capability.Role) is { } role)
                foreach (var route in role.Routes)
                    if (route.Workflow.Matches(workflow))
                        found.Add(new RoutedCapability(capability, route));
        return found.Count < 2 ? found : [.. found.OrderBy(r => r.Route.Workflow.IsExact ? 0 : 1)];
    }
}

internal sealed record RoutedCapability(CapabilityFact Capability, Route Route);
