using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace Plexus.Web.Console;

/// <summary>A place in the navigation.</summary>
/// <param name="Name">As it stands in the navigation and as the heading of its page.</param>
/// <param name="Path">Address of its first page; the pages under it belong to it.</param>
internal sealed record ConsoleSection(string Name, string Path);

/// <summary>The navigation: the sections in their order, of which those are shown that have a page.</summary>
internal sealed class ConsoleSections(EndpointDataSource endpoints)
{
    private static readonly ConsoleSection[] InOrder =
    [
        new("Overview", "/"),
        new("Messages", "/messages"),
        new("Tasks", "/tasks"),
        new("Patients", "/patients"),
        new("Organisations", "/organisations"),
        new("Send", "/send"),
        new("Parked", "/parked"),
        new("Deliveries", "/deliveries"),
        new("Standards", "/standards"),
        new("FHIR", "/fhir"),
    ];

    private readonly Lazy<ConsoleSection[]> _present = new(() => WithPages(endpoints));

    public IReadOnlyList<ConsoleSection> Present => _present.Value;

    /// <summary>The section a path belongs to.</summary>
    public static ConsoleSection? Of(string path) =>
        Array.Find(InOrder, section => section.Path == path || (section.Path != "/" && path.StartsWith($"{section.Path}/", StringComparison.OrdinalIgnoreCase)));

    private static ConsoleSection[] WithPages(EndpointDataSource endpoints)
    {
        var paths = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(endpoint => $"/{endpoint.RoutePattern.RawText?.Trim('/')}")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. InOrder.Where(section => paths.Contains(section.Path))];
    }
}
