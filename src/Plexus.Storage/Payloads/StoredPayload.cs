namespace Plexus.Storage.Payloads;

/// <summary>A payload whose bytes are stored, durably when large; it exists once a row speaks of it (<see cref="PayloadStore.Attach"/>).</summary>
public sealed class StoredPayload
{
    internal StoredPayload(string exchange, long size, string sha256)
    {
        Exchange = exchange;
        Size = size;
        Sha256 = sha256;
    }

    public string Exchange { get; }

    /// <summary>Bytes.</summary>
    public long Size { get; }

    /// <summary>Of the plain bytes: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>The plain bytes while still at hand: only of a payload kept inline.</summary>
    public ReadOnlyMemory<byte>? Plain { get; internal init; }

    /// <summary>Encrypted bytes of a payload kept inline.</summary>
    internal byte[]? Inline { get; init; }

    /// <summary>Path below the payload folder; of rows what their <c>exchange</c> says: the exchange and, behind a slash, which storing of it they are.</summary>
    internal string? File { get; init; }

    /// <summary>How many rows of <c>payload_chunk</c> hold it.</summary>
    internal long Chunks { get; init; }
}
