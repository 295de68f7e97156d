using System.IO.Compression;
using Plexus.Primitives;

namespace Plexus.Mesh.Tests;

/// <summary>Things many tests begin with.</summary>
internal static class Given
{
    public const string Canary = "Zzcanary";

    public static readonly MeshMessageId Id = MeshMessageId.Parse("20200529155357895317_3573F8");

    public static readonly MexTo Patient = MexTo.RegisteredPractice(NhsNumber.Parse("9990000018"), new DateOnly(1955, 1, 9), Canary);

    public static MeshSend Message(byte[] data) => Message(MeshPayload.FromBytes(data));

    public static MeshSend Message(MeshPayload payload) => new()
    {
        To = MexTo.Of(MeshMailboxId.Parse("X26ABC2")),
        Workflow = WorkflowId.Parse("TEST_WORKFLOW"),
        Payload = payload,
    };

    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Gzip(byte[] data)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(data);
        return target.ToArray();
    }

    public static byte[] Gunzip(byte[] data)
    {
        using var gzip = new GZipStream(new MemoryStream(data), CompressionMode.Decompress);
        using var target = new MemoryStream();
        gzip.CopyTo(target);
        return target.ToArray();
    }

    public static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var target = new MemoryStream();
        await stream.CopyToAsync(target);
        return target.ToArray();
    }
}
