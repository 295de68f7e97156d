using Plexus.Sandbox.Itk3;
using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox;

/// <summary>The services of a whole sandbox besides MESH, as a table of contents.</summary>
public static class SandboxServices
{
    /// <summary>Makers in the order of starting.</summary>
    public static IReadOnlyList<Func<SandboxWorld, MeshService, ISandboxService>> All { get; } =
    [
        static (world, mesh) => new Itk3Service(world, mesh),
    ];
}
