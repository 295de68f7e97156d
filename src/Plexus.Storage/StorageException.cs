namespace Plexus.Storage;

/// <summary>The store cannot do what it must: say what an operator should look at, never patient data.</summary>
public sealed class StorageException : Exception
{
    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public StorageException()
    {
    }

    /// <summary>The store as a whole could not be reached, so that whatever was asked would have failed.</summary>
    public bool IsOutage { get; init; }
}
