namespace Plexus.Engine.Configuration;

/// <summary>A configuration held in memory: for tests, and for programs that have no database of their own.</summary>
public sealed class InMemoryDirectory : IDirectory
{
    private volatile DirectorySnapshot _current = DirectorySnapshot.Empty;

    public event Action? Changed;

    public DirectorySnapshot Current => _current;

    /// <summary>Replaces the whole configuration.</summary>
    public void Set(IReadOnlyList<DirectoryOrganisation> organisations, IReadOnlyList<DirectoryEndpoint> endpoints)
    {
        _current = new DirectorySnapshot(_current.Version + 1, organisations, endpoints);
        Changed?.Invoke();
    }
}
