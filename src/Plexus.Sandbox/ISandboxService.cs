using Microsoft.AspNetCore.Routing;

namespace Plexus.Sandbox;

/// <summary>One emulated national service: its routes, its background work and its part in a reset.</summary>
/// <remarks>
/// A service lives in its own folder and shares the population, the clocks and the faults of its <see cref="SandboxWorld"/>.
/// Endpoints carry a <see cref="SandboxOperation"/> as metadata, so that faults and the index page know them.
/// </remarks>
public interface ISandboxService
{
    /// <summary>Short name used by faults and pages, e.g. <c>mesh</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for the index page.</summary>
    string Summary { get; }

    /// <summary>What the service offers.</summary>
    IReadOnlyList<SandboxOperation> Operations { get; }

    /// <summary>Adds the service's endpoints.</summary>
    void Map(IEndpointRouteBuilder routes);

    /// <summary>Loads what was kept and starts background work; called once, before the first request.</summary>
    Task StartAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Ends background work and writes what must be kept.</summary>
    Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Forgets everything that was not there at the start.</summary>
    void Reset();
}
