using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace Plexus.Sandbox.Mesh;

/// <summary>One thing that happened to the messages; <see cref="Op"/> says what.</summary>
internal sealed record JournalEntry
{
    internal const string Created = "created", Stored = "stored", Happened = "happened", Purged = "purged";

    public required string Op { get; init; }
    public string? Id { get; init; }
    public string? Sender { get; init; }
    public string? Recipient { get; init; }
    public string? ShownTo { get; init; }
    public string? Workflow { get; init; }
    public bool IsReport { get; init; }
    public int TotalChunks { get; init; }
    public DateTimeOffset At { get; init; }
    public MeshDetails? Details { get; init; }
    public string? RoutingFailure { get; init; }
    public MeshEvent? Event { get; init; }
    public int Chunk { get; init; }
    public string? File { get; init; }
    public long Length { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>Append-only file of everything that happened to the messages; small bodies lie in it, large ones beside it.</summary>
/// <remarks>
/// Frame: length of the JSON and of the bytes behind it (32 bits each, little-endian), the JSON, the bytes. A frame is
/// handed to the operating system before the request is answered, so it survives the process but not a power cut: this is
/// a sandbox. An unfinished frame at the end, left by a kill, is cut off. Reading back writes a file of the living only.
/// </remarks>
internal sealed class Journal : IDisposable
{
    private const int HeaderLength = 8;
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _frame = new(4096);
    private readonly Utf8JsonWriter _json;
    private readonly SafeFileHandle _file;
    private long _end;

    private Journal(SafeFileHandle file, long end)
    {
        _file = file;
        _end = end;
        _json = new Utf8JsonWriter(_frame);
    }

    internal static Journal OpenFor(string path) =>
        new(File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read), 0);

    internal static Journal Continue(string path)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        return new Journal(file, RandomAccess.GetLength(file));
    }

    internal void Append(JournalEntry entry, ReadOnlyMemory<byte> bytes = default)
    {
        lock (_gate)
        {
            _frame.ResetWrittenCount();
            _frame.GetSpan(HeaderLength);
            _frame.Advance(HeaderLength);
            _json.Reset();
            JsonSerializer.Serialize(_json, entry, JournalJson.Default.JournalEntry);
            _json.Flush();
            var frame = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_frame.WrittenMemory);
            BinaryPrimitives.WriteInt32LittleEndian(frame.Span, frame.Length - HeaderLength);
            BinaryPrimitives.WriteInt32LittleEndian(frame.Span[4..], bytes.Length);
            if (bytes.IsEmpty)
                RandomAccess.Write(_file, frame.Span, _end);
            else
                RandomAccess.Write(_file, [frame, bytes], _end);
            _end += frame.Length + bytes.Length;
        }
    }

    /// <summary>Reads every whole frame of a journal; a missing file has none.</summary>
    internal static IEnumerable<(JournalEntry Entry, byte[] Bytes)> Read(string path)
    {
        if (!File.Exists(path))
            yield break;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        var header = new byte[HeaderLength];
        while (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength)
        {
            var jsonLength = BinaryPrimitives.ReadInt32LittleEndian(header);
            var bytesLength = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
            if (jsonLength <= 0 || bytesLength < 0 || stream.Length - stream.Position < (long)jsonLength + bytesLength)
                yield break;
            var json = new byte[jsonLength];
            var bytes = new byte[bytesLength];
            stream.ReadExactly(json);
            stream.ReadExactly(bytes);
            yield return (JsonSerializer.Deserialize(json, JournalJson.Default.JournalEntry)!, bytes);
        }
    }

    /// <summary>Forgets everything written so far.</summary>
    internal void Restart()
    {
        lock (_gate)
        {
            RandomAccess.SetLength(_file, 0);
            _end = 0;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _json.Dispose();
            _file.Dispose();
        }
    }
}
