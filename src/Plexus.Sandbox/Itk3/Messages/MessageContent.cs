using Plexus.Sandbox.Mesh;

namespace Plexus.Sandbox.Itk3;

/// <summary>Reads a MESH message into memory.</summary>
internal static class MessageContent
{
    /// <summary>The most that is read; what comes behind is left, and the message will not be readable.</summary>
    private const int MaxBytes = 50_000_001;

    internal static async Task<byte[]> ReadAsync(MeshMessage message, CancellationToken cancellation)
    {
        await using var content = MeshTwin.OpenRead(message);
        var bytes = new MemoryStream();
        var block = new byte[64 * 1024];
        int read;
        while (bytes.Length < MaxBytes && (read = await content.ReadAsync(block, cancellation).ConfigureAwait(false)) > 0)
            bytes.Write(block, 0, read);
        return bytes.ToArray();
    }
}
